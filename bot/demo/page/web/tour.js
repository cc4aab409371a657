// The guided tour: five steps, seven more and six at the desk, each a person's act through the controls that everybody sees.
import { STEPS as FIVE } from "./steps.js";
import { BY_HAND } from "./steps-by-hand.js";
import { AT_THE_DESK } from "./steps-at-the-desk.js";
import * as props from "./props.js";
import { acting, choose, pane } from "./panes.js";
import * as inside from "./inside.js";
import { announce, barred, by, make, may, say } from "./nodes.js";

const LISTS = [[FIVE, "steps", "five"], [BY_HAND, "by-hand", "by-hand"], [AT_THE_DESK, "at-the-desk", "desk"]];
const STEPS = LISTS.flatMap(([steps]) => steps);
const of = (step) => LISTS.find(([steps]) => steps.includes(step));
const LETTER = 14;
let state = null;
let at = 0;
let base = null;
let filling = [];
let turned = 0;
let playing = false;
let round = 0;
const done = new Set();
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const waits = [];

const pause = (ms) => new Promise((go) => setTimeout(go, calm.matches ? 0 : ms));

// Waits for a state, not for a time.
function until(holds) {
  return holds(state) ? Promise.resolve() : new Promise((go) => waits.push([holds, go]));
}

function enter(number) {
  // What another step waits for is over with it.
  round += 1;
  waits.length = 0;
  playing = false;
  props.put();
  at = number;
  base = { turn: state.turn, kills: state.bot.kills, before: state.rooms["watch-desk"].map((one) => one.number), atKill: null, noted: STEPS[at].note?.(state) };
  filling = [];
  done.delete(at);
  const step = STEPS[at];
  document.body.dataset.list = of(step)[2];
  choose(step.pane);
  acting(step.pane);
  inside.begin(state);
  draw();
}

function draw() {
  const step = STEPS[at];
  const past = !done.has(at) && !playing && !filling.length && Boolean(step.once?.(state));
  const over = done.has(at) || past;
  const ready = !step.ready || step.ready(state);
  say(by("tour-title"), `${at + 1}. ${step.title}`);
  say(by("tour-sentence"), step.sentence);
  say(by("tour-happened"), past ? step.already : over ? step.happened(state, base) : ready ? (filling.length ? step.hint : "") : step.waiting);
  trace(over && step.trace ? step.trace(base) : []);
  may(by("fill"), !playing && !over && ready);
  by("next").hidden = at === STEPS.length - 1;
  const show = by("show");
  may(show, !playing && ready && !(over && step.once));
  say(show, playing ? "Watch…" : over ? "Show it again" : "Show me");
  show.classList.toggle("first", !over);
  by("next").classList.toggle("first", over);
  LISTS.flatMap(([, list]) => [...by(list).children]).forEach((one, number) => {
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

function goTo(act) {
  const room = pane(act.pane);
  choose(act.pane);
  acting(act.pane);
  room.open(act.view);
  return room;
}

async function type(act) {
  const room = goTo(act);
  const text = typeof act.text === "function" ? act.text(state) : act.text;
  for (let end = calm.matches ? text.length : 1; end <= text.length; end++) {
    room.composer.fill(text.slice(0, end));
    await pause(LETTER);
  }
  return room.composer;
}

// Returns the control with which an act is done, once it is there.
async function control(act) {
  if (act.given) by(act.given[0]).value = act.given[1];
  if (act.press) return by(act.press);
  if (act.form) {
    const { modal } = goTo(act);
    await until(() => !modal.node.hidden);
    modal.fill(act.form);
    return modal.send;
  }
  if (act.put) {
    if (act.text) await type(act);
    if (props.taken() !== act.put) document.querySelector(`[data-prop="${act.put}"]`).click();
    return goTo(act).here;
  }
  if (act.tap) {
    const found = () => [...pane(act.pane).items.querySelectorAll(".card button")]
      .filter((one) => act.tap.test(one.textContent) && (!act.of || act.of.test(one.closest(".line").textContent))).at(-1);
    goTo(act);
    await until(() => Boolean(found()));
    return found();
  }
  if (act.menu) {
    const line = () => [...goTo(act).items.children].filter((one) => act.at.test(one.textContent)).at(-1);
    await until(() => Boolean(line()));
    const more = line().querySelector(".more");
    if (more.getAttribute("aria-expanded") === "false") more.click();
    return [...line().querySelectorAll(".menu button")].find((one) => one.textContent === act.menu);
  }
  return (await type(act)).send;
}

// The acts of a step that are to be done now.
const todo = (step) => step.acts.filter((act) => !act.when || act.when(state));

async function play() {
  if (playing || barred(by("show"))) return;
  if (done.has(at)) enter(at);
  playing = true;
  draw();
  const step = STEPS[at];
  const mine = round;
  for (const act of todo(step)) {
    const turn = state.turn;
    const found = await control(act);
    if (mine !== round) return;
    found.click();
    if (!act.press || act.turns) await until((now) => now.turn > turn);
    if (act.show) goTo({ pane: act.show[0], view: act.show[1] });
    if (act.until) await until((now) => act.until(now, base));
    if (act.press === "kill" && step.arrived) base.atKill = [...step.arrived(state, base)];
    await pause(act.press || act.until ? 900 : 500);
    if (mine !== round) return;
  }
  playing = false;
  acting(null);
  finish();
  draw();
}

// Only fills in; the person presses Send, or the button that has the focus.
async function fill() {
  if (playing || done.has(at) || barred(by("fill"))) return;
  filling = todo(STEPS[at]);
  turned = state.turn;
  await onward();
  draw();
}

async function onward() {
  const act = filling[0];
  if (act.text && !act.put) (await type(act)).text.focus();
  else (await control(act)).focus();
}

// Whether what the person does now is done, so that the next is to be shown.
function passed(act) {
  if (act.until) return act.until(state, base);
  return state.turn > turned;
}

function finish() {
  const step = STEPS[at];
  if (done.has(at) || playing || !step.over(state, base)) return;
  done.add(at);
  filling = [];
  for (const [id, view] of step.rooms ?? []) pane(id).open(view);
  choose(step.look);
  if (document.body.dataset.list !== "five") acting(null);
  draw();
  if (document.activeElement === by("show") && !by("next").hidden) by("next").focus();
  announce(step.happened(state, base));
}

export function show(now) {
  state = now;
  if (base === null) {
    STEPS.forEach((step, number) => by(of(step)[1]).append(make("li", {},
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
  if (filling.length > 1 && passed(filling[0])) { filling.shift(); turned = state.turn; onward(); }
  finish();
  draw();
}
