// What each step is: who does what, when it is over, and what is to be seen then.
const here = (state, room) => state.rooms[room];
const from = (state, base, place) => state.last !== null && state.last.turn > base.turn && state.last.place === place;
const all = (state, ...states) => state.last.outcomes.length > 0
  && state.last.outcomes.every((one) => states.includes(one.state));
const at = (state, place) => state.last.outcomes.find((one) => one.place === place)?.state;
const told = (state, room, base) => here(state, room).some((one) => one.bot && one.turn > base.turn);

const reports = (state, base) => here(state, "watch-desk").filter((one) => !base.before.includes(one.number) && /Report \d of 6/.test(one.text));
const numbers = (state, base) => new Set(reports(state, base).map((one) => /Report (\d)/.exec(one.text)[1]));
const repeats = (state, base) => reports(state, base).filter((one) => one.text.includes("(repeat)")).length;

export const STEPS = [
  {
    short: "GREEN crosses", title: "GREEN crosses",
    sentence: "Ann writes a TLP:GREEN line in her Slack channel.",
    hint: "Press Send in Ann's channel.",
    pane: "institute", look: "watch",
    acts: [{ pane: "institute", view: "institute-desk", text: "TLP:GREEN Polling hours in Nakuru are wrong on three pages." }],
    over: (state, base) => from(state, base, "institute-desk") && all(state, "there") && state.last.label === "TLP:GREEN",
    happened: () => "It stands in the Telegram group, on Bo's phone and with the Observers: under its label and her name.",
  },
  {
    short: "AMBER where agreed", title: "AMBER crosses only where it was agreed",
    sentence: "Ann writes TLP:AMBER: for those alone whom her organisation addressed.",
    hint: "Press Send in Ann's channel.",
    pane: "institute", look: "observers",
    acts: [{ pane: "institute", view: "institute-desk", text: "TLP:AMBER Our results server is under attack." }],
    over: (state, base) => from(state, base, "institute-desk") && state.last.label === "TLP:AMBER" && at(state, "watch-desk") === "there" && at(state, "observers-field") === "held",
    happened: () => "Ballot Watch agreed to its bridge and has it. The Observers never agreed to theirs: there it is held.",
  },
  {
    short: "RED stays", title: "RED stays where it was said",
    sentence: "Bo writes TLP:RED on his phone, in the group of Ballot Watch.",
    hint: "Press Send on Bo's phone.",
    pane: "phone", look: "phone",
    acts: [{ pane: "phone", view: "watch-desk", text: "TLP:RED The name of our source in the commission." }],
    over: (state, base) => from(state, base, "watch-desk") && all(state, "stays") && state.last.label === "TLP:RED" && told(state, "private:bo", base),
    happened: () => "The group saw it; no other room did. The bot tells Bo alone who could read it.",
  },
  {
    short: "Talk stays, doubt waits", title: "Talk stays, and doubt is held",
    sentence: "Cleo asks about coffee, without a label. Bo writes a line whose label is in doubt.",
    hint: "Press Send at Cleo's, then on Bo's phone.",
    pane: "watch", look: "phone",
    acts: [
      { pane: "watch", view: "watch-desk", text: "Who brings the coffee today?" },
      { pane: "phone", view: "watch-desk", text: "Is this TLP:GREEN or not? Two boxes were open." },
    ],
    over: (state, base) => from(state, base, "watch-desk") && all(state, "held") && state.last.reading === "suspicious" && here(state, "private:bo").some((one) => one.bot),
    happened: () => "The coffee went nowhere and was not even stored. The doubtful line waits, and Bo alone is asked for a clear label.",
  },
  {
    short: "Killed, nothing lost", title: "The bot is killed, and nothing is lost",
    sentence: "Ann sends six reports at once. While they cross, the bot is killed; then it is started again.",
    hint: "Press “Six messages at once”, then “Kill the bot” while they cross, then “Start it”.",
    pane: "institute", look: "watch",
    acts: [
      { press: "hurry", until: (state, base) => numbers(state, base).size >= 2 },
      { press: "kill", until: (state) => state.bot.state === "dead" },
      { press: "start", until: (state, base) => state.bot.state === "running" && numbers(state, base).size === 6 && state.bot.waiting === 0 },
    ],
    arrived: numbers,
    trace: (base) => {
      const before = base.atKill || [];
      const after = ["1", "2", "3", "4", "5", "6"].filter((one) => !before.includes(one));
      return [...before.map((one) => [one, "came"]), ["✕ killed", "event"], ["▷ started", "event"], ...after.map((one) => [one, "came"])];
    },
    over: (state, base) => state.bot.kills > base.kills && state.bot.state === "running" && numbers(state, base).size === 6 && state.bot.waiting === 0,
    happened: (state, base) => {
      const marked = repeats(state, base);
      const twice = marked ? `; ${marked} may have come twice and says so` : "; none came twice";
      return `${base.atKill?.length ?? 0} of 6 had crossed when it was killed. After the start all six are there, in order${twice}.`;
    },
  },
];
