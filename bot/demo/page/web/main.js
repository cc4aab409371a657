// Shows what the server tells, and reads out what arrives.
import * as controls from "./controls.js";
import * as inside from "./inside.js";
import { files, listen } from "./live.js";
import { by, say } from "./nodes.js";
import * as panes from "./panes.js";
import * as tour from "./tour.js";

let known = null;
let bot = "";

function announce(state) {
  const news = [];
  const heard = new Set();
  for (const pane of state.panes) {
    for (const view of pane.views) {
      if (heard.has(view.room)) continue;
      heard.add(view.room);
      for (const one of state.rooms[view.room]) {
        const key = `${view.room}/${one.number}/${one.text}`;
        if (known && !known.has(key) && one.bot) news.push(`${pane.title}, ${view.name}: ${one.text}`);
        (known ? known : heard).add(key);
      }
    }
  }
  known ??= heard;
  if (bot && bot !== state.bot.state) news.push(by("bot-words").textContent);
  bot = state.bot.state;
  if (news.length) say(by("announce"), news.slice(-3).join(". "));
}

by("plainly").hidden = true;
controls.remember();
controls.begin();
listen((state) => {
  by("app").hidden = false;
  panes.show(state);
  inside.show(state);
  controls.show(state);
  announce(state);
  tour.show(state);
});
inside.files(files);
