// What lies ready beside the rooms: a picture, and people whom nobody knows. Dragged into a window, or
// taken up with a press and put down with another.
import { carry } from "./panes.js";
import { by, make, say } from "./nodes.js";

export const PROPS = { picture: "the picture", stranger: "Max", guest: "Gil", foreigner: "Hal" };
const WHO = {
  picture: ["Polling station", "a photograph with GPS in it"],
  stranger: ["Max", "found a link to a Telegram group"],
  guest: ["Gil", "a guest in a Slack workspace"],
  foreigner: ["Hal", "of a workspace that a channel is shared with"],
};
let held = "";

export const taken = () => held;

function hold(prop) {
  held = held === prop ? "" : prop;
  for (const one of by("tray").querySelectorAll("[data-prop]")) one.setAttribute("aria-pressed", String(one.dataset.prop === held));
  carry(held);
}

export const put = () => held && hold(held);

export function begin(sample) {
  for (const [prop, [name, about]] of Object.entries(WHO)) {
    // The button for the keyboard stands beside what is dragged: some browsers drag no buttons.
    const node = make("div", { class: "prop", draggable: "true", "data-drag": prop },
      prop === "picture" ? make("img", { src: sample.name, alt: "", width: 96, height: 60, draggable: "false" }) : make("span", { class: "face", "aria-hidden": "true" }, name[0]),
      make("span", {}, make("b", {}, name), ` ${about}`),
      make("button", { type: "button", "data-prop": prop, "aria-pressed": "false", "aria-label": `Take ${PROPS[prop]}`, onclick: () => hold(prop) }, "Take"));
    node.addEventListener("dragstart", (event) => event.dataTransfer.setData("text/x-prop", prop));
    by("tray").append(node);
  }
  say(by("sample"), `Its metadata say: ${sample.says}.`);
}
