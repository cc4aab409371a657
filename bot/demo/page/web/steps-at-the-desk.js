// Six steps at the alert desk: an alert, silence, a drill, a flood of reports, a kill, and a plan.
const here = (state, room) => state.rooms[room];
const since = (state, base, room) => here(state, room).filter((one) => one.turn > base.turn);
const ours = (state, base, room, words) => since(state, base, room).findLast((one) => one.bot && words.test(one.text));
const stood = (state, room, words) => here(state, room).some((one) => one.bot && words.test(one.text));
// Whether a card of now shows these words and has this button.
const card = (words, room, label) => (state, base) => since(state, base, room).some((one) => words.test(one.text) && one.buttons.flat().some((each) => label.test(each.text)));
const says = (room, words) => (state, base) => Boolean(ours(state, base, room, words));
const AGAIN = "It has been shown. Start the demo anew to see it again.";
const DUTY = { pane: "institute", view: "institute-duty" };
const ANN = { pane: "institute", view: "private" };
const CLEO = { pane: "watch", view: "private" };
const BO = { pane: "phone", view: "private" };

// A line of Ann's, her one look at the preview, and the ten seconds in which she could take it back.
const raised = (line, words, ...where) => [
  { ...DUTY, text: line, until: card(words, "private:ann", /^Send$/) },
  ...sent(words, ...where),
];
const sent = (words, until, more) => [
  { ...ANN, tap: /^Send$/, of: words, until: says("private:ann", /leaves at/) },
  { press: "clock-next", until, ...more },
];

const TALLY = /tally centre/, CALLS = /calls voters/, BOMB = /bomb threat/, QUEUE = /Queue \d+ at a school/, BUSES = /Two buses/, PLACE = /in place\?/;
const board = (state) => here(state, "institute-duty").findLast((one) => one.bot && /^(TLP:\S+ · )?Reports/.test(one.text))?.text ?? "";
const promoted = (state, base) => ours(state, base, "watch-desk", QUEUE);
const alert = (state) => /A-\d+/.exec(here(state, "watch-desk").findLast((one) => one.bot && QUEUE.test(one.text)).text)[0];
const calm = (state, base) => !["private:bo", "private:cleo"].some((room) => since(state, base, room).some((one) => one.bot && QUEUE.test(one.text)));
const buses = (state, base) => since(state, base, "private:bo").filter((one) => one.bot && BUSES.test(one.text));
const vote = (state) => new Date(Date.parse(state.clock.now) + 30 * 86_400_000).toISOString().slice(0, 10);
const real = (room, words) => (state) => !here(state, room).some((one) => words.test(one.text));

export const AT_THE_DESK = [
  {
    short: "Alert", title: "An alert is raised with a form, and answered on a phone",
    sentence: "Ann types /tocsin new in the duty room and fills the form in; the preview says who gets what. Bo taps once.",
    hint: "Press Send; look at the form and press Go on; press Send under the preview; then turn the clock.",
    pane: "institute", look: "institute",
    acts: [
      { ...DUTY, text: "/tocsin new", until: (state) => Boolean(state.modals.institute) },
      { ...DUTY, form: { text: "The tally centre in Kisumu is surrounded", severity: "high", label: "TLP:AMBER", audience: "watch, institute" }, until: card(TALLY, "private:ann", /^Send$/) },
      ...sent(TALLY, (state, base) => says("private:bo", TALLY)(state, base) && says("institute-duty", TALLY)(state, base), { show: ["institute", "institute-duty"] }),
      { ...BO, tap: /^Acknowledge$/, of: TALLY, until: says("institute-duty", /tally centre[^]*1 of 2 organisations acknowledged/) },
      { pane: "nia", view: "institute-duty", tap: /^Resolve$/, of: TALLY, until: (state) => Boolean(state.modals.nia) },
      { pane: "nia", view: "institute-duty", form: { reason: "handled" }, until: says("institute-duty", /RESOLVED[^]*tally centre/) },
    ],
    rooms: [["institute", "institute-duty"], ["watch", "watch-desk"]],
    once: (state) => stood(state, "institute-duty", /RESOLVED[^]*tally centre/), already: AGAIN,
    over: says("institute-duty", /RESOLVED[^]*tally centre/),
    happened: () => "One tap on the phone, and the card in the Slack room said so; Nia closed it with a form, and every copy says who and when.",
  },
  {
    short: "Silence", title: "Nobody answers, and it goes on to the next",
    sentence: "An alert to Ballot Watch: Bo stays silent, then Cleo is asked, twice; at last whoever is on duty where it came from.",
    hint: "Press Send twice, then turn the clock on; answer for Cleo at the end.",
    pane: "institute", look: "institute",
    acts: [
      ...raised("/tocsin new high TLP:AMBER to watch: Somebody calls voters and says the polls are closed", CALLS, says("private:bo", CALLS)),
      { press: "clock-5", until: says("private:cleo", CALLS), show: ["watch", "private"] },
      { press: "clock-5", turns: true },
      { press: "clock-5", until: says("private:cleo", /asked 2 times/) },
      { press: "clock-5", until: says("private:nia", /UNANSWERED[^]*calls voters/), show: ["nia", "private"] },
      { ...CLEO, tap: /^Acknowledge$/, of: CALLS, until: says("private:nia", /calls voters[^]*1 of 1 organisation acknowledged/), show: ["nia", "private"] },
    ],
    rooms: [["institute", "institute-duty"], ["watch", "private"], ["nia", "private"]],
    once: (state) => stood(state, "private:nia", /calls voters[^]*1 of 1 organisation acknowledged/), already: AGAIN,
    over: says("private:nia", /calls voters[^]*1 of 1 organisation acknowledged/),
    happened: () => "After five minutes Cleo had it, then was asked again; nobody answered, and Nia, on duty, heard of that. Then one tap, and she sees it.",
  },
  {
    short: "Drill", title: "A drill is never mistaken for the real thing",
    sentence: "Ann raises an alert of an exercise. It reaches the room for drills and those who practise, and nobody else.",
    hint: "Press Send twice, then turn the clock to what is due next.",
    pane: "institute", look: "institute",
    acts: raised("/tocsin drill night high TLP:AMBER to institute, watch: A bomb threat at the printing works", BOMB, says("institute-drill", BOMB), { show: ["institute", "institute-drill"] }),
    rooms: [["institute", "institute-drill"], ["watch", "watch-desk"], ["nia", "institute-duty"]],
    once: (state) => stood(state, "institute-drill", BOMB), already: AGAIN,
    over: (state, base) => says("institute-drill", BOMB)(state, base)
      && Object.values(state.rooms).flat().every((one) => !one.bot || !BOMB.test(one.text) || /EXERCISE/.test(one.text))
      && real("institute-duty", BOMB)(state) && real("watch-desk", BOMB)(state),
    happened: () => "EXERCISE, NOT REAL stands on the preview and on every card; in the duty room and the group of Ballot Watch nothing stands.",
  },
  {
    short: "Flood", title: "A hundred reports pour in, and the board stays calm",
    sentence: "Nia takes one from the board and makes an alert of it; Dana's organisation confirms it, and then finds it false.",
    hint: "Press “A hundred reports”, then Send in Nia's duty room, under her preview, and twice at Dana's.",
    pane: "institute", look: "watch",
    acts: [
      { press: "flood", until: (state, base) => /\b100\b/.test(board(state)) && calm(state, base), show: ["nia", "institute-duty"] },
      { pane: "nia", view: "institute-duty", text: (state) => `/tocsin promote ${/R-(\d+)/.exec(board(state))[1]} high to everybody`, until: card(QUEUE, "private:nia", /^Send$/) },
      { pane: "nia", view: "private", tap: /^Send$/, of: QUEUE, until: says("private:nia", /leaves at/) },
      { press: "clock-next", until: (state, base) => /UNVERIFIED/.test(promoted(state, base)?.text ?? ""), show: ["watch", "watch-desk"] },
      { pane: "observers", view: "observers-field", text: (state) => `/tocsin confirm ${alert(state)}`, until: says("watch-desk", /Confirmed by[^]*Queue/) },
      { pane: "observers", view: "observers-field", text: (state) => `/tocsin false ${alert(state)} it was another school`, until: says("watch-desk", /FALSE[^]*Queue/) },
    ],
    rooms: [["institute", "institute-duty"], ["watch", "watch-desk"], ["phone", "watch-intake"], ["nia", "institute-duty"]],
    once: (state) => stood(state, "watch-desk", /FALSE[^]*Queue/), already: AGAIN,
    over: says("watch-desk", /FALSE[^]*Queue/),
    happened: () => "The hundred stood on one board, edited in place, and rang no phone. The alert said UNVERIFIED, then who confirmed it, then FALSE: to all who had it.",
  },
  {
    short: "Kill, due", title: "The bot is killed when an alert is due and not yet sent",
    sentence: "Telegram refuses for a while; Ann's alert falls due and waits. The bot is killed, and started again.",
    hint: "Press Send twice, “Make Telegram answer 429”, then the clock, then “Kill the bot” and “Start it”.",
    pane: "institute", look: "phone",
    acts: [
      { ...DUTY, text: "/tocsin new high TLP:AMBER to watch: Two buses of men on the road to Nyeri", until: card(BUSES, "private:ann", /^Send$/) },
      { press: "refuse-go", given: ["seconds", "20"], until: (state) => state.bot.refusing > 0 },
      { ...ANN, tap: /^Send$/, of: BUSES, until: says("private:ann", /leaves at/) },
      { press: "clock-next", until: (state, base) => state.bot.delayed > 0 && !ours(state, base, "private:ann", /leaves at/) },
      { press: "kill", until: (state) => state.bot.state === "dead" },
      { press: "start", until: (state, base) => state.bot.state === "running" && buses(state, base).length > 0 },
    ],
    rooms: [["phone", "private"]],
    once: (state) => stood(state, "private:bo", BUSES), already: AGAIN,
    over: (state, base) => state.bot.kills > base.kills && state.bot.state === "running" && buses(state, base).length > 0,
    happened: (state, base) => `What was due had gone nowhere when it was killed. After the start Bo's phone has it, ${buses(state, base).length === 1 ? "once" : `${buses(state, base).length} times`}.`,
  },
  {
    short: "Plan", title: "A check-in is planned for the evening before a vote",
    sentence: "Ann tells of an election in 30 days and plans by it: E-1 20:00. The clock is turned to that evening.",
    hint: "Press Send twice, then “Plan it”, then “To what was planned”; answer on Bo's phone.",
    pane: "institute", look: "watch",
    acts: [
      { ...DUTY, text: (state) => `/tocsin election add ke ${vote(state)} zone Nairobi polls 06:00-17:00 name The vote in Kenya`, until: says("private:ann", /The vote in Kenya/), show: ["institute", "private"] },
      { ...DUTY, text: "/tocsin checkin E-1 20:00 TLP:GREEN to watch: Is everybody in place?", until: card(PLACE, "private:ann", /^Plan it$/) },
      { ...ANN, tap: /^Plan it$/, of: PLACE, until: (state) => state.clock.planned !== null },
      { press: "clock-planned", until: (state, base) => says("watch-desk", PLACE)(state, base) && says("private:bo", PLACE)(state, base), show: ["watch", "watch-desk"] },
      { ...BO, tap: /^1 All calm$/, of: PLACE, until: says("watch-desk", /in place[^]*1 of 1 organisation acknowledged/) },
    ],
    rooms: [["institute", "private"], ["watch", "watch-desk"], ["phone", "private"]],
    once: (state) => stood(state, "watch-desk", PLACE), already: AGAIN,
    over: says("watch-desk", /in place[^]*1 of 1 organisation acknowledged/),
    happened: () => "“E-1 20:00” was read as an instant in Nairobi and said back before it was planned. On that evening it went out, and Bo answered with a number.",
  },
];
