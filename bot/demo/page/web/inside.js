// What the bot did with the last message: decided, sealed, and on record.
import { spoken } from "./labels.js";
import { by, keep, make } from "./nodes.js";

const READ = { label: "", none: "no label", suspicious: "a doubtful label", conflict: "two labels" };
let drawn = { decided: "", sealed: "" };

function redraw(name, value, build) {
  const shown = JSON.stringify(value);
  if (drawn[name] === shown) return;
  drawn[name] = shown;
  by(name).replaceChildren(...build());
}

function outcome(one) {
  return make("div", { class: "outcome" },
    make("span", { class: `word ${one.outcome}` }, one.outcome),
    make("div", {},
      make("p", {}, make("span", { class: "where" }, one.name), ` · ${one.words}`),
      make("p", { class: "why" }, `Rule ${one.rule}: ${one.why}.`),
      one.agrees ? null : make("p", { class: "differs" }, "The database shows another outcome than the table of rules.")));
}

function decided(last, people) {
  if (!last) return [make("p", { class: "empty" }, "Write something in a pane: each room it could go to is listed here, with the rule that decides.")];
  const how = last.label ? `read as ${last.label}` : `read as ${READ[last.reading]}`;
  return [
    make("div", { class: "spoken" }, make("span", { class: "who" }, `${people[last.person]} ${last.did.split(" ")[0]}, ${how}`), ...spoken(last.text)),
    ...last.outcomes.map(outcome),
  ];
}

function facts(row) {
  const told = { status: row.status, label: row.label ?? "—", room: `no. ${row.place}`, revision: row.revision };
  return make("dl", { class: "facts" }, ...Object.entries(told).map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, String(value)))));
}

function sealed(last) {
  if (!last) return [make("p", { class: "empty" }, "Bodies, names and addresses lie there sealed. The page reads the file without the key.")];
  const found = [make("div", { class: "spoken" }, make("span", { class: "who" }, "What was typed"), ...spoken(last.text))];
  if (last.row) found.push(make("p", {}, last.row.status === "kept" ? "Kept is only the label, for answers; of the text nothing." : "What the file holds of it, sealed and padded:"));
  if (last.sealed) found.push(make("p", { class: "bytes", "aria-label": `${last.sealed.bytes} sealed bytes` }, last.sealed.hex.replace(/(.{8})/g, "$1 ")));
  if (last.row) found.push(facts(last.row));
  if (!last.stored) found.push(make("p", {}, "No row: talk without a label is not stored."));
  if (last.nowhere) {
    const size = last.nowhere.bytes.toLocaleString("en");
    found.push(make("p", { class: "proof" }, last.nowhere.found ? `These words stand in plain in the ${size} bytes of the database!` : `Searched just now: these words stand nowhere in the ${size} bytes of the database.`));
  }
  return found;
}

function entry(one) {
  return make("li", { class: one.fresh ? "fresh" : "" }, `${one.entry} ${one.kind}`,
    make("span", { class: "hash" }, one.before ? `${one.before} → ${one.hash}` : one.hash));
}

let counted = 0;

function audit(told) {
  const root = by("audit");
  if (!root.firstChild) root.append(make("p", { class: "count" }), make("ol", { class: "chain" }));
  root.firstChild.textContent = `${told.count} entries, the first ${told.before} from setting the stage; each carries the hash of the one before.`;
  const since = counted || told.count;
  keep(root.lastChild, told.entries.map((one) => ({ ...one, fresh: one.entry > since })), (one) => String(one.entry), entry);
  counted ||= told.count;
}

export function show(state) {
  const people = Object.fromEntries(state.panes.map((one) => [one.person, one.name]));
  redraw("decided", state.last && { ...state.last, sealed: 0, nowhere: 0, row: 0 }, () => decided(state.last, people));
  redraw("sealed", state.last && { ...state.last, outcomes: 0 }, () => sealed(state.last));
  audit(state.audit);
}

// Called when a new act begins: what comes now is new.
export function begin(state) {
  counted = state.audit.count;
}

export async function files(read) {
  for (const [name, text] of Object.entries(await read())) {
    const id = `file-${name.replace(".", "-")}`;
    by("files").append(make("div", {}, make("h3", { id }, name), make("pre", { tabindex: "0", role: "region", "aria-labelledby": id }, text.trim())));
  }
}
