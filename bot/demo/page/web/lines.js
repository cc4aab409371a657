// One message as a platform shows it, with what may be done to it behind a small button.
import { ask } from "./live.js";
import { copied, spoken } from "./labels.js";
import { make } from "./nodes.js";

const clock = (at) => new Date(at * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const short = (text) => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

export function line(room, one) {
  const own = one.person === room.pane.person;
  const classes = ["line", own && "own", one.thread && "answer", one.gone && "gone", one.grouped && "grouped"];
  const node = make("li", { class: classes.filter(Boolean).join(" ") },
    make("span", { class: "face", "aria-hidden": "true" }, one.bot ? make("img", { src: "icon.svg", alt: "", width: 22, height: 22 }) : one.by.slice(0, 1)),
    make("span", { class: "by" }, one.by),
    make("time", {}, clock(one.at)),
    one.edited ? make("span", { class: "edited" }, " edited") : null,
    one.answers ? make("span", { class: "quote" }, short(one.answers)) : null,
    make("div", { class: "text" }, ...(one.bot ? copied(one.text) : spoken(one.text))));
  if (!one.gone) node.append(...actions(room, one, own));
  return node;
}

function actions(room, one, own) {
  const menu = make("div", { class: "menu", hidden: true });
  const more = make("button", { type: "button", class: "more", "aria-expanded": "false", "aria-label": `More about the message of ${one.by}: ${short(one.text)}` }, "⋯");
  const close = () => { menu.hidden = true; more.setAttribute("aria-expanded", "false"); };
  const act = (words, does) => make("button", { type: "button", onclick: () => { close(); does(); } }, words);
  const told = (what) => ({ do: what, pane: room.pane.id, view: room.view.id, number: one.number });
  menu.append(act("Reply", () => room.composer.begin({ number: one.number }, `Answers ${one.by}: ${short(one.text)}`)));
  if (own) {
    menu.append(act("Edit", () => room.composer.begin({ do: "edit", number: one.number }, "Edits a message", one.text)));
    menu.append(act("Delete", () => { ask("act", told("delete")); room.list.focus(); }));
    if (room.pane.platform !== "slack" && room.view.place) menu.append(act("Withdraw everywhere", () => { ask("act", told("withdraw")); room.list.focus(); }));
  }
  more.addEventListener("click", () => {
    menu.hidden = !menu.hidden;
    more.setAttribute("aria-expanded", String(!menu.hidden));
    menu.scrollIntoView({ block: "nearest" });
  });
  return [more, menu];
}
