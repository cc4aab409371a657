// The bot's state, and the buttons that make trouble.
import { ask } from "./live.js";
import { announce, barred, by, may, say } from "./nodes.js";

const WORDS = { running: "The bot runs", starting: "The bot starts", dead: "The bot is dead" };

function press(id) {
  by(id).addEventListener("click", async () => {
    if (!barred(by(id))) announce(await ask("control", { do: id }));
  });
}

export function begin() {
  for (const one of ["kill", "start", "drop", "hurry", "flood"]) press(one);
  by("refuse").addEventListener("submit", async (event) => {
    event.preventDefault();
    announce(await ask("control", { do: "refuse", seconds: Number(by("seconds").value) }));
  });
  const root = document.documentElement;
  by("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  });
}

export function remember() {
  const chosen = localStorage.getItem("theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
}

export function show(state) {
  const bot = state.bot;
  document.body.dataset.bot = bot.state;
  const waiting = bot.waiting ? ` · ${bot.waiting} waiting` : "";
  const unread = bot.state === "dead" && bot.unread ? ` · ${bot.unread} unread` : "";
  say(by("bot-words"), bot.why ? `The bot did not start: ${bot.why}` : WORDS[bot.state] + waiting + unread);
  may(by("kill"), bot.state === "running");
  may(by("start"), bot.state === "dead");
  say(by("refuse-words"), bot.refusing
    ? `Telegram refuses for ${bot.refusing} s more. Write something: it waits, and then goes.`
    : "“Too many requests”: that lane alone waits for as long as it is told; the others go on.");
  const whole = bot.connections >= bot.workspaces;
  say(by("drop-words"), `Connections to Slack: ${bot.connections}. ${whole ? "When they break, the bot opens them again; Slack sends again what was not acknowledged." : "The bot opens them again."}`);
}
