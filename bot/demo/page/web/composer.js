// Where a person of a pane writes, answers and edits. Enter sends, Shift with Enter begins a line.
import { ask, attach } from "./live.js";
import { chip, LABELS } from "./labels.js";
import { make, say } from "./nodes.js";

const FRONT = /^TLP:\S+\s*/i;

export class Composer {
  constructor(pane, viewOf) {
    this.pane = pane;
    this.viewOf = viewOf;
    this.doing = null;
    const id = `write-${pane.id}`;
    this.text = make("textarea", { id, rows: 1, autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-wrong` });
    this.words = make("label", { for: id, class: "unseen" });
    this.file = make("input", { type: "file", hidden: true, tabindex: "-1", "aria-hidden": "true", onchange: () => this.hand(this.file.files[0]) });
    this.clip = make("button", { type: "button", class: "clip", "aria-label": `Attach a file for ${pane.name}`, onclick: () => this.file.click() }, "+");
    this.send = make("button", { type: "submit", class: "send first" }, "Send");
    this.labels = make("div", { class: "labels", role: "group", "aria-label": `Labels for ${pane.name}'s message` },
      ...LABELS.map((label) => make("button", { type: "button", onclick: () => this.label(label) }, chip(label))));
    this.withWords = make("span");
    this.with = make("div", { class: "with", hidden: true }, this.withWords,
      make("button", { type: "button", onclick: () => this.stop() }, "Cancel"));
    this.wrong = make("p", { class: "wrong", id: `${id}-wrong`, role: "alert" });
    this.node = make("form", { class: "composer" }, this.with, this.labels,
      make("div", { class: "row" }, this.file, this.clip, this.words, this.text, this.send), this.wrong);
    this.node.addEventListener("submit", (event) => { event.preventDefault(); this.go(); });
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send.click(); }
      if (event.key === "Escape" && this.doing) this.stop();
    });
    this.text.addEventListener("focus", () => this.fit());
    this.text.addEventListener("input", () => { this.fit(); say(this.wrong, ""); });
  }

  named(view) {
    say(this.words, `${this.pane.name} writes in ${view.name}`);
    this.text.placeholder = view.private ? "To tocsin…" : `${this.pane.name} writes…`;
  }

  fit() {
    this.text.style.height = "42px";
    this.text.style.height = `${Math.min(132, Math.max(42, this.text.scrollHeight + 2))}px`;
  }

  fill(words) {
    this.text.value = words;
    this.fit();
  }

  label(label) {
    this.fill(`${label} ${this.text.value.replace(FRONT, "")}`);
    this.text.focus();
  }

  begin(doing, about, words = "") {
    this.doing = doing;
    this.with.hidden = false;
    say(this.withWords, about);
    if (words) this.fill(words);
    this.text.focus();
  }

  stop() {
    if (this.doing?.do === "edit") this.fill("");
    this.doing = null;
    this.with.hidden = true;
    this.text.focus();
  }

  // Hands a file over, with what stands in the composer; without a file it is the demo's picture.
  async hand(file) {
    const text = this.text.value;
    const wrong = await attach(this.pane.id, this.viewOf().id, file ? file.name : "polling-station.jpg", text, file);
    this.file.value = "";
    this.refused(wrong);
    if (!wrong && this.text.value === text) this.fill("");
  }

  refused(wrong) {
    say(this.wrong, wrong && `Not done: ${wrong.replace(/^[\w, ]+: /, "")}.`);
  }

  async go() {
    const asked = { do: "say", ...this.doing, pane: this.pane.id, view: this.viewOf().id, text: this.text.value };
    const wrong = await ask("act", asked);
    say(this.wrong, wrong && `Not sent: ${wrong.replace(/^[\w, ]+: /, "")}.`);
    if (wrong) return;
    this.doing = null;
    this.with.hidden = true;
    if (this.text.value === asked.text) this.fill("");
  }
}
