// The bot's clock: what it shows, what is due next by it, and the buttons that turn it forward.
import { ask } from "./live.js";
import { announce, barred, by, may, say } from "./nodes.js";

const TURNS = {
  "clock-5": { do: "forward", minutes: 5 }, "clock-60": { do: "forward", minutes: 60 },
  "clock-next": { do: "due", which: "next" }, "clock-planned": { do: "due", which: "planned" },
};
const DAY = { weekday: "short", day: "numeric", month: "short", year: "numeric" };
const TIME = { timeZone: "UTC", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

const time = (at, more) => new Date(at).toLocaleString("en-GB", { ...TIME, ...more });

// The day is told where it is another.
function when(at, now) {
  const day = at.slice(0, 10) === now.slice(0, 10) ? {} : { day: "numeric", month: "short" };
  return `${time(at, day)} UTC`;
}

function length(seconds) {
  const minutes = Math.round(seconds / 60);
  const told = [[Math.floor(minutes / 1440), "d"], [Math.floor(minutes / 60) % 24, "h"], [minutes % 60, "min"]];
  return told.filter(([count]) => count).map(([count, unit]) => `${count} ${unit}`).join(" ") || `${seconds} s`;
}

export function begin() {
  for (const [id, asked] of Object.entries(TURNS)) {
    by(id).addEventListener("click", async () => {
      if (!barred(by(id))) announce(await ask("control", asked));
    });
  }
}

export function show({ now, ahead, next, planned }) {
  say(by("clock-words"), `${time(now, DAY)} UTC, ${ahead ? `turned forward by ${length(ahead)}` : "as on your wall"}.`);
  say(by("due-words"), next ? `Due next: ${next.words}, ${when(next.at, now)}.` : "Nothing is due that anybody would hear of.");
  say(by("planned-words"), planned ? `Planned: ${when(planned.at, now)}.` : "Nothing is planned.");
  may(by("clock-next"), Boolean(next));
  may(by("clock-planned"), Boolean(planned));
}
