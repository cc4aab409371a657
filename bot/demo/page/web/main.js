// Shows what the server tells, and reads out what arrives.
import * as clock from "./clock.js";
import * as controls from "./controls.js";
import * as inside from "./inside.js";
import { files, listen } from "./live.js";
import { announce, by } from "./nodes.js";
import * as panes from "./panes.js";
import * as props from "./props.js";
import * as tour from "./tour.js";

let known = null;
let bot = "";
let begun = false;

function news(state) {
  const found = [];
  const rooms = new Set();
  const seen = new Set();
  for (const pane of state.panes) {
    for (const view of pane.views) {
      if (rooms.has(view.room)) continue;
      rooms.add(view.room);
      for (const one of state.rooms[view.room]) {
        const key = `${view.room}/${one.number}/${one.text}`;
        if (known && !known.has(key) && one.bot && !one.service && !one.pinned) found.push(`${pane.title}, ${view.name}: ${one.text}`);
        seen.add(key);
      }
    }
  }
  known = seen;
  if (bot && bot !== state.bot.state) found.push(by("bot-words").textContent);
  bot = state.bot.state;
  if (found.length) announce(found.slice(-3).join(". "));
}

by("plainly").hidden = true;
controls.remember();
controls.begin();
clock.begin();
listen((state) => {
  by("app").hidden = false;
  panes.show(state);
  if (!begun) props.begin(state.sample);
  begun = true;
  inside.show(state);
  controls.show(state);
  clock.show(state.clock);
  news(state);
  tour.show(state);
});
inside.files(files);
