// The labels of the Traffic Light Protocol, as chips in the standard's colours.
import { make } from "./nodes.js";

export const LABELS = ["TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR"];
const FRONT = /^TLP:(RED|AMBER\+STRICT|AMBER|GREEN|CLEAR)(?![\w+])/;

export function chip(label) {
  const word = label.slice(4).replace("+", "-");
  return make("span", { class: `label ${word}` }, label);
}

// What somebody wrote: a label in front becomes a chip, all else stays as it is.
export function spoken(text) {
  const found = FRONT.exec(text);
  return found ? [chip(found[0]), text.slice(found[0].length)] : [text];
}

// A copy of the bot's: its first line says who and under which label, the text follows. A card has a
// coloured sign before the label, for which the chip stands here; a drill says first that it is one.
export function copied(text) {
  const end = text.indexOf("\n");
  const [, drill, line] = /^(EXERCISE[^\n]*? · )?(?:[^\w\s]+ )?([^\n]*)/.exec(text);
  if (!FRONT.test(line) || end < 0) return spoken(text);
  return [make("span", { class: "head" }, drill ?? "", ...spoken(line)), text.slice(end)];
}
