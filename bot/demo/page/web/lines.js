// One message as a platform shows it, with what may be done to it behind a small button.
import { ask } from "./live.js";
import { copied, spoken } from "./labels.js";
import { announce, make } from "./nodes.js";

const clock = (at) => new Date(at * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const short = (text) => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

// A card says so first; a draft and a receipt of a drill in one of their first two lines.
const DRILL = /^(?:[^\n]*\n)?[^\n]*EXERCISE, NOT REAL/;

export function line(room, one) {
  const own = one.person === room.pane.person;
  if (one.service) return make("li", { class: "line service" }, make("div", { class: "text" }, one.text));
  const classes = ["line", own && "own", one.thread && "answer", one.gone && "gone", one.grouped && "grouped", one.whisper && "whisper", one.bot && DRILL.test(one.text) && "exercise"];
  const node = make("li", { class: classes.filter(Boolean).join(" ") },
    make("span", { class: "face", "aria-hidden": "true" }, one.bot ? make("img", { src: "icon.svg", alt: "", width: 22, height: 22 }) : one.by.slice(0, 1)),
    make("span", { class: "by" }, one.by),
    make("time", {}, clock(one.at)),
    one.edited ? make("span", { class: "edited" }, " edited") : null,
    one.pinned ? make("span", { class: "edited" }, " pinned") : null,
    one.whisper ? make("span", { class: "edited" }, ` only ${room.pane.name} sees this`) : null,
    one.answers ? make("span", { class: "quote" }, short(one.answers)) : null,
    make("div", { class: "text" }, ...(one.bot ? copied(one.text) : spoken(one.text))));
  node.append(...one.files.map(file), ...one.buttons.map((row) => buttons(room, one, row)));
  if (one.reactions.length) node.append(make("div", { class: "reactions" }, ...one.reactions.map((each) => make("span", {}, each.by === "tocsin" && RECEIPTS[each.emoji] || `${each.emoji} ${each.by}`))));
  if (!one.gone && !one.whisper) node.append(...actions(room, one, own));
  return node;
}

// What the bot's own reactions to somebody's message mean.
const RECEIPTS = { "👀": "taken", "✅": "✓ everywhere" };

// A file as it lies at the platform, and what it says of itself.
function file(one) {
  const size = `${one.name}, ${Math.max(1, Math.round(one.size / 1024))} KB`;
  return make("figure", { class: "file" },
    one.picture ? make("img", { src: `picture/${encodeURIComponent(one.id)}`, alt: `The picture ${one.name}`, width: 160, height: 100 }) : null,
    make("figcaption", {}, size, one.says ? make("b", { class: one.place ? "place" : "" }, `Its metadata say: ${one.says}`) : null));
}

// The buttons of a card: whoever has the window presses them.
function buttons(room, one, row) {
  return make("div", { class: "card" }, ...row.map((each) => make("button", { type: "button", onclick: async () => {
    announce(await ask("act", { do: "press", with: each.press, pane: room.pane.id, view: room.view.id, number: one.number }));
  } }, each.text)));
}

function actions(room, one, own) {
  const menu = make("div", { class: "menu", hidden: true });
  const more = make("button", { type: "button", class: "more", "aria-expanded": "false", "aria-label": `More about the message of ${one.by}: ${short(one.text)}` }, "⋯");
  const close = () => { room.opened = null; menu.hidden = true; more.setAttribute("aria-expanded", "false"); };
  const act = (words, does) => make("button", { type: "button", onclick: () => { close(); does(); } }, words);
  const told = (what) => ({ do: what, pane: room.pane.id, view: room.view.id, number: one.number });
  const does = (what, chosen) => act(what, async () => { room.list.focus(); room.wrong(await ask("act", { ...told(chosen[0]), with: chosen[1] })); });
  menu.append(...room.state.emoji.map((emoji) => does(emoji, ["react", emoji])));
  menu.append(act("Reply", () => room.composer.begin({ number: one.number }, `Answers ${one.by}: ${short(one.text)}`)));
  if (own) {
    menu.append(act("Edit", () => room.composer.begin({ do: "edit", number: one.number }, "Edits a message", one.text)));
    menu.append(act("Delete", () => { ask("act", told("delete")); room.list.focus(); }));
    if (room.pane.platform !== "slack" && !room.view.private) menu.append(act("Withdraw everywhere", () => { ask("act", told("withdraw")); room.list.focus(); }));
  }
  if (room.pane.platform === "slack") menu.append(...Object.entries(room.state.shortcuts).map(([name, words]) => does(words, ["choose", name])));
  more.addEventListener("click", () => {
    menu.hidden = !menu.hidden;
    room.opened = menu.hidden ? null : one;
    more.setAttribute("aria-expanded", String(!menu.hidden));
    menu.scrollIntoView({ block: "nearest" });
  });
  return [more, menu];
}
