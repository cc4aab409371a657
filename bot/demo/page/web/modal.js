// The modal that the app puts before somebody in Slack: filled in, sent off and left in their window.
import { ask } from "./live.js";
import { make, say } from "./nodes.js";

export class Modal {
  constructor(pane) {
    this.pane = pane;
    this.key = "";
    this.fields = [];
    this.title = make("h4", { id: `modal-${pane.id}` });
    this.trouble = make("p", { class: "fault", role: "alert" });
    this.inputs = make("div", { class: "fields" });
    this.send = make("button", { type: "submit", class: "first" });
    this.close = make("button", { type: "button", onclick: () => this.leave() });
    const form = make("form", { novalidate: true }, this.title, this.inputs, this.trouble, make("div", { class: "presses" }, this.send, this.close));
    this.node = make("div", { class: "modal", role: "dialog", "aria-labelledby": this.title.id, hidden: true }, form);
    form.addEventListener("submit", (event) => { event.preventDefault(); this.go(); });
    this.node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.leave();
    });
  }

  asked(what, more) {
    return ask("act", { do: what, pane: this.pane.id, view: "private", ...more });
  }

  async leave() {
    say(this.trouble, await this.asked("leave"));
  }

  async go() {
    const values = Object.fromEntries(this.fields.map(({ one, read }) => [one.id, read()]));
    const wrong = await this.asked("fill", { values });
    say(this.trouble, wrong && `Not sent: ${wrong.replace(/^[\w, ]+: /, "")}.`);
  }

  // What is behind it cannot be used; who was there is led into it, and back when it closes.
  show(told, behind, back) {
    const key = told ? told.id + told.hash : "";
    if (key !== this.key) {
      this.key = key;
      const inside = this.node.parentNode.contains(document.activeElement);
      this.node.hidden = !told;
      for (const one of behind) one.inert = Boolean(told);
      if (told) this.draw(told);
      if (inside) (told ? this.fields[0]?.node.querySelector("input, select, textarea") ?? this.send : back).focus();
    }
    if (!told) return;
    if (told.trouble) say(this.trouble, told.trouble);
    for (const { one, wrong, node } of this.fields) {
      const why = told.errors[one.id] ?? "";
      say(wrong, why);
      for (const input of node.querySelectorAll("input, select, textarea")) input.setAttribute("aria-invalid", String(Boolean(why)));
    }
  }

  draw(told) {
    say(this.title, told.title);
    say(this.trouble, "");
    say(this.send, told.send);
    this.send.hidden = !told.send;
    say(this.close, told.close);
    this.fields = told.fields.map((one) => field(`ask-${this.pane.id}-${one.id}`, one));
    this.inputs.replaceChildren(...this.fields.map(({ node }) => node));
    this.node.scrollTop = 0;
  }

  fill(values) {
    for (const { one, put } of this.fields) if (one.id in values) put(values[one.id]);
  }
}

function field(id, one) {
  const wrong = make("p", { class: "fault", id: `${id}-wrong` });
  const described = `${id}-hint ${id}-wrong`;
  const hint = make("p", { class: "hint", id: `${id}-hint` }, one.hint);
  const words = one.optional ? `${one.label} (optional)` : one.label;
  if (one.kind === "several") {
    const boxes = one.options.map(([value, text], at) => [value, make("input", { type: "checkbox", id: `${id}-${at}`, checked: one.chosen.includes(value) }), text]);
    const node = make("fieldset", { "aria-describedby": described }, make("legend", {}, words),
      ...boxes.map(([, box, text]) => make("label", {}, box, " ", text)), hint, wrong);
    const read = () => boxes.filter(([, box]) => box.checked).map(([value]) => value);
    return { one, node, wrong, read, put: (chosen) => boxes.forEach(([value, box]) => { box.checked = chosen.includes(value); }) };
  }
  const more = { id, "aria-describedby": described, "aria-required": String(!one.optional) };
  const longest = one.longest || null;
  let input;
  if (one.kind === "select") {
    input = make("select", more, make("option", { value: "" }, "Choose…"), ...one.options.map(([value, text]) => make("option", { value }, text)));
    input.value = one.chosen[0] ?? "";
  } else {
    input = make(one.kind === "area" ? "textarea" : "input", { ...more, maxlength: longest, autocomplete: "off", rows: one.kind === "area" ? 3 : null });
    input.value = one.value;
  }
  const node = make("div", {}, make("label", { for: id }, words), input, hint, wrong);
  return { one, node, wrong, read: () => input.value, put: (value) => { input.value = value; } };
}
