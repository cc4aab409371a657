// The guided tour: five steps, each a person's act through the controls that everybody sees.
import { STEPS } from "./steps.js";
import { acting, choose, pane } from "./panes.js";
import * as inside from "./inside.js";
import { announce, by, make, may, say } from "./nodes.js";

const LETTER = 14;
let state = null;
let at = 0;
let base = null;
let filling = [];
let playing = false;
const done = new Set();
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const waits = [];

const pause = (ms) => new Promise((go) => setTimeout(go, calm.matches ? 0 : ms));

// Waits for a state, not for a time.
function until(holds) {
  return holds(state) ? Promise.resolve() : new Promise((go) => waits.push([holds, go]));
}

function enter(number) {
  at = number;
  base = { turn: state.turn, kills: state.bot.kills, before: state.rooms["watch-desk"].map((one) => one.number), atKill: null };
  filling = [];
  done.delete(at);
  const step = STEPS[at];
  choose(step.pane);
  acting(step.pane);
  inside.begin(state);
  draw();
}

function draw() {
  const step = STEPS[at];
  const over = done.has(at);
  say(by("tour-title"), `${at + 1}. ${step.title}`);
  say(by("tour-sentence"), step.sentence);
  say(by("tour-happened"), over ? step.happened(state, base) : filling.length ? step.hint : "");
  trace(over && step.trace ? step.trace(base) : []);
  may(by("fill"), !playing && !over);
  by("next").hidden = at === STEPS.length - 1;
  const show = by("show");
  may(show, !playing);
  say(show, playing ? "Watch…" : over ? "Show it again" : "Show me");
  show.classList.toggle("first", !over);
  by("next").classList.toggle("first", over);
  [...by("steps").children].forEach((one, number) => {
    const button = one.firstChild;
    button.toggleAttribute("aria-current", number === at);
    if (number === at) button.setAttribute("aria-current", "step");
    say(button.querySelector(".sign"), done.has(number) ? "✓ " : `${number + 1} `);
  });
}

function trace(told) {
  by("tour-trace").hidden = !told.length;
  if (by("tour-trace").childElementCount === told.length) return;
  by("tour-trace").replaceChildren(...told.map(([words, kind]) => make("li", { class: kind }, words)));
}

async function type(act) {
  const room = pane(act.pane);
  choose(act.pane);
  acting(act.pane);
  room.open(act.view);
  for (let end = calm.matches ? act.text.length : 1; end <= act.text.length; end++) {
    room.composer.fill(act.text.slice(0, end));
    await pause(LETTER);
  }
  return room.composer;
}

async function play() {
  if (playing) return;
  if (done.has(at)) enter(at);
  playing = true;
  draw();
  const step = STEPS[at];
  for (const act of step.acts) {
    const turn = state.turn;
    if (act.press) {
      by(act.press).click();
      await until((now) => act.until(now, base));
      if (act.press === "kill") base.atKill = [...step.arrived(state, base)];
      await pause(900);
      continue;
    }
    (await type(act)).send.click();
    await until((now) => now.turn > turn);
    await pause(500);
  }
  playing = false;
  acting(null);
  finish();
  draw();
}

// Only fills in; the person presses Send (or, in the last step, the buttons).
async function fill() {
  if (playing || done.has(at)) return;
  const step = STEPS[at];
  filling = [...step.acts];
  await onward();
  draw();
}

async function onward() {
  const act = filling[0];
  if (act.press) return by(act.press).focus();
  (await type(act)).text.focus();
}

function finish() {
  const step = STEPS[at];
  if (done.has(at) || playing || !step.over(state, base)) return;
  done.add(at);
  filling = [];
  choose(step.look);
  draw();
  if (document.activeElement === by("show") && !by("next").hidden) by("next").focus();
  announce(step.happened(state, base));
}

export function show(now) {
  const turned = state && now.turn > state.turn;
  state = now;
  if (base === null) {
    by("steps").append(...STEPS.map((step, number) => make("li", {},
      make("button", { type: "button", onclick: () => enter(number) }, make("span", { class: "sign" }), make("span", { class: "words" }, step.short)))));
    by("show").addEventListener("click", play);
    by("fill").addEventListener("click", fill);
    by("next").addEventListener("click", () => { enter(at + 1); by("show").focus(); });
    enter(0);
  }
  for (const one of [...waits]) {
    if (one[0](now)) { waits.splice(waits.indexOf(one), 1); one[1](); }
  }
  if (now.bot.kills > base.kills && base.atKill === null && STEPS[at].arrived) base.atKill = [...STEPS[at].arrived(now, base)];
  if (filling.length > 1 && (filling[0].press ? filling[0].until(now, base) : turned)) { filling.shift(); onward(); }
  finish();
  draw();
}
