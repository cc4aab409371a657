// The panes: one person's window each, with the rooms that this person is in.
import { Composer } from "./composer.js";
import { ask } from "./live.js";
import { copied } from "./labels.js";
import { line } from "./lines.js";
import { Modal } from "./modal.js";
import { by, keep, make, say } from "./nodes.js";
import { put, PROPS, taken } from "./props.js";

const MARKS = { there: "✓", way: "…", held: "‖", stays: "✕", unread: "…", withdrawn: "✕", dead: "✕", edit: "‖" };
const NOTES = {
  there: "It is here", way: "On its way here", held: "Held: not here", stays: "Not here", unread: "Not taken yet",
  withdrawn: "The copy is gone", dead: "Refused by the platform", edit: "The edit waits",
};

class Pane {
  constructor(pane) {
    this.pane = pane;
    this.view = pane.views[0];
    this.seen = null;
    this.told = 0;
    this.composer = new Composer(pane, () => this.view);
    const id = `pane-${pane.id}`;
    this.choice = make("select", { "aria-label": `Room of ${pane.name}`, onchange: () => this.open(this.choice.value) },
      ...pane.views.map((view) => make("option", { value: view.id }, view.name)));
    this.here = make("button", { type: "button", class: "first here", hidden: true, onclick: () => this.take(taken()) });
    this.there = make("p", { class: "there" });
    this.banner = make("div", { class: "banner", hidden: true });
    this.items = make("ol", {});
    this.empty = make("p", { class: "empty" });
    this.pinned = make("details", { class: "pinned", hidden: true }, make("summary"), make("p"));
    this.list = make("div", { class: "list", tabindex: "0", role: "region" }, this.empty, this.items);
    this.note = make("p", { class: "note", hidden: true });
    this.node = make("section", { class: `pane ${pane.platform}`, id, "aria-labelledby": `${id}-title` },
      this.header = make("header", {},
        make("div", { class: "whose" }, make("h3", { id: `${id}-title` }, pane.title), make("span", { class: "kind" }, pane.kind)),
        make("div", { class: "which" }, this.choice, this.here),
        this.there),
      this.banner, this.pinned, this.list, this.note, this.composer.node);
    this.modal = new Modal(pane);
    this.node.append(this.modal.node);
    this.node.addEventListener("focusin", () => acting(pane.id));
    this.node.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.node.classList.add("over");
    });
    this.node.addEventListener("dragleave", () => this.node.classList.remove("over"));
    this.node.addEventListener("drop", (event) => {
      event.preventDefault();
      this.node.classList.remove("over");
      const file = event.dataTransfer.files[0];
      this.take(event.dataTransfer.getData("text/x-prop") || (file ? "file" : ""), file);
    });
    // What somebody presses is neither drawn anew nor moved before it is let go: the press would be lost.
    this.list.addEventListener("pointerdown", () => {
      this.pressed = true;
      for (const end of ["pointerup", "pointercancel"]) addEventListener(end, this.released);
    });
    this.released = () => setTimeout(() => {
      for (const end of ["pointerup", "pointercancel"]) removeEventListener(end, this.released);
      this.pressed = false;
      this.show(latest);
    });
    this.end = true;
    this.list.addEventListener("scroll", () => { this.end = this.list.scrollTop > this.foot() - 60; });
    // Who reads the newest line goes on reading it when the composer or a note takes room.
    new ResizeObserver(() => { if (this.end && !this.pressed) this.down(); }).observe(this.list);
  }

  // What was dragged or carried here: a picture, a file, or somebody.
  async take(prop, file) {
    put();
    // Now, and not once it is done: by then the focus may have gone on.
    this.list.focus();
    if (prop === "picture" || prop === "file") await this.composer.hand(file);
    else if (prop) this.wrong(await ask("act", { do: "admit", who: prop, pane: this.pane.id, view: this.view.id }));
  }

  wrong(why) {
    this.composer.refused(why);
  }

  isIn(state, view) {
    return view.private || state.members[view.room].some((one) => one.name === this.pane.name);
  }

  // Who is in the room; whom no directory knows can be shown out again.
  people(state) {
    const there = this.view.private ? [] : state.members[this.view.room];
    const told = JSON.stringify([this.view.id, there]);
    if (this.there.dataset.told === told) return;
    this.there.dataset.told = told;
    const out = there.some((one) => one.outside);
    this.there.replaceChildren(
      ...there.flatMap((one, at) => [at ? ", " : "", make(one.outside ? "b" : "span", {}, one.outside ? `${one.name} (nobody knows them)` : one.name)]),
      out ? make("button", { type: "button", class: "out", onclick: () => ask("act", { do: "dismiss", pane: this.pane.id, view: this.view.id }) }, "Show out") : "");
  }

  // What somebody alone is told in a room, nobody else sees.
  seenBy(messages) {
    return messages.filter((one) => !one.whisper || one.whisper === this.pane.person);
  }

  // What stands pinned, as it is now: opened, all of it.
  pin(messages) {
    const found = messages.filter((one) => one.pinned && one.bot).map((one) => one.text);
    this.pinned.hidden = !found.length;
    const [summary, whole] = this.pinned.children;
    say(summary, found.length ? `Pinned:\n${found.map((one) => one.split("\n")[0]).join("\n")}` : "");
    say(whole, found.join("\n\n"));
  }

  // The end of the room; of a last line that is higher than the window its head, which says what it is.
  foot() {
    const last = this.items.lastElementChild;
    const most = this.list.scrollHeight - this.list.clientHeight;
    const head = last ? last.getBoundingClientRect().top - this.list.getBoundingClientRect().top + this.list.scrollTop - 6 : most;
    return Math.max(0, Math.min(most, head));
  }

  down() {
    this.list.scrollTop = this.foot();
    this.end = true;
  }

  open(id) {
    this.view = this.pane.views.find((one) => one.id === id);
    this.choice.value = id;
    this.banner.hidden = true;
    if (latest) this.show(latest);
  }

  show(state) {
    if (this.pressed) return;
    const there = this.isIn(state, this.view);
    const messages = there ? this.seenBy(state.rooms[this.view.room]) : [];
    const turn = state.turn;
    this.state = state;
    this.people(state);
    this.pin(messages);
    this.modal.show(state.modals[this.pane.id] ?? null, [this.header, this.banner, this.pinned, this.list, this.note, this.composer.node], this.composer.text);
    this.tell(state);
    this.mark(state.last);
    this.list.setAttribute("aria-label", `Messages in ${this.view.name}, ${this.pane.title}`);
    this.composer.named(this.view);
    say(this.empty, !there ? `${this.pane.name} is not in this room any more.` : this.view.private && this.pane.platform === "phone" ? "The chat is blank." : `Nothing has been said here yet. ${this.view.about}`);
    this.empty.hidden = messages.length > 0;
    const before = this.items.childElementCount;
    const fresh = (one) => turn > 0 && one.turn === turn;
    const grouped = (one, before) => Boolean(before) && before.by === one.by && before.thread === one.thread && !before.gone && !one.answers;
    // A line whose menu is open stands still: it is not drawn anew under somebody's finger.
    const still = (one) => this.opened && one.number === this.opened.number && one.in === this.opened.in && !one.gone ? this.opened : one;
    keep(this.items, messages.map(({ turn: _, ...one }, at) => still({ ...one, in: this.view.id, grouped: grouped(one, messages[at - 1]) })), (one) => one.in + one.number, (one) => line(this, one));
    messages.forEach((one, at) => this.items.children[at].classList.toggle("fresh", fresh(one)));
    if (this.end || this.items.childElementCount !== before) this.down();
  }

  // What the bot wrote in a room of this person's that is not open.
  tell(state) {
    const all = this.pane.views.filter((one) => this.isIn(state, one))
      .flatMap((view) => this.seenBy(state.rooms[view.room]).filter((one) => one.bot && !one.service && !one.pinned).map((one) => ({ view, one })));
    const keys = all.map(({ view, one }) => `${view.room}/${one.number}/${one.text}`);
    // What was read in the open room is not told once another is opened.
    const fresh = this.seen ? all.filter(({ view }, at) => view !== this.view && !this.seen.has(keys[at])) : [];
    this.seen = new Set([...(this.seen || []), ...keys]);
    if (!fresh.length) {
      // What was told of an earlier message gives way to the next one.
      if (state.turn > this.told) this.banner.hidden = true;
      return;
    }
    this.told = state.turn;
    const { view, one } = fresh.at(-1);
    const title = view.private ? `tocsin to ${this.pane.name}` : `tocsin in ${view.name}`;
    this.banner.replaceChildren(
      make("div", { class: "does" }, make("b", {}, title),
        make("button", { type: "button", onclick: () => { this.open(view.id); this.list.focus(); } }, "Open"),
        make("button", { type: "button", "aria-label": "Hide this", onclick: () => { this.banner.hidden = true; this.list.focus(); } }, "×")),
      make("p", {}, ...copied(one.text)));
    this.banner.hidden = false;
  }

  mark(last) {
    const told = last && this.view.place ? noted(last, this) : null;
    this.note.hidden = !told;
    this.note.classList.toggle("no", Boolean(told) && "✕‖".includes(told[0]));
    if (told && this.note.dataset.told !== told.join()) {
      this.note.dataset.told = told.join();
      this.note.replaceChildren(make("b", { "aria-hidden": "true" }, told[0]), make("span", {}, told[1]));
    }
    const tab = by(`tab-${this.pane.id}`);
    say(tab.querySelector(".mark"), told ? told[0] : "");
    tab.setAttribute("aria-label", `${this.pane.short}${told ? `: ${told[1]}` : ""}`);
  }
}

const many = (some, all) => (all === 1 ? "one other room" : `${some} of ${all} other rooms`);

// What the margin says of the last message: whether it is here, and by which rule.
function noted(last, room) {
  const found = last.outcomes.find((one) => one.place === room.view.place);
  if (found?.state === "unread") return ["…", "Not here yet: the bot has not taken it."];
  if (found) return [MARKS[found.state], `${NOTES[found.state]}. Rule ${found.rule}: ${found.why}.`];
  if (room.view.place !== last.place) return ["✕", "Not here: no bridge leads here from there."];
  const went = last.outcomes.filter((one) => ["there", "way"].includes(one.state));
  const own = room.pane.id === last.pane ? "Written here" : "Written in this group";
  if (last.outcomes.some((one) => one.state === "unread")) return ["…", `${own}. The bot has not taken it yet.`];
  return went.length ? ["→", `${own}; it goes to ${many(went.length, last.outcomes.length)}.`] : ["✕", `${own}. It has not left this room.`];
}

// Where the windows stand that belong to one list of steps.
const BESIDE = { "by-hand": "props", desk: "desk" };
const panes = new Map();
let latest = null;

export const pane = (id) => panes.get(id);

export function acting(id) {
  for (const [name, one] of panes) one.node.classList.toggle("acting", name === id);
}

// Where there is room for one pane only, this is the one.
export function choose(id) {
  for (const [name, one] of panes) {
    one.node.classList.toggle("chosen", name === id);
    by(`tab-${name}`).setAttribute("aria-pressed", String(name === id));
    if (name === id) one.down();
  }
}

// What is carried can be put down in any window.
export function carry(prop) {
  for (const one of panes.values()) {
    one.here.hidden = !prop;
    say(one.here, prop ? `Put ${PROPS[prop]} here` : "");
  }
}

function build(state) {
  for (const one of state.panes) {
    by("tabs").append(make("button", { type: "button", id: `tab-${one.id}`, "aria-pressed": "false", "data-beside": one.beside || null, onclick: () => choose(one.id) },
      make("span", { class: "mark" }), one.short));
    panes.set(one.id, new Pane(one));
    by(BESIDE[one.beside] ?? "panes").append(panes.get(one.id).node);
  }
  choose(state.panes[0].id);
}

export function show(state) {
  if (!panes.size) build(state);
  latest = state;
  for (const one of panes.values()) one.show(state);
}
