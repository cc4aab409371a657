// Seven steps more: files, reactions, strangers, copies, questions, rooms, and a phone in other hands.
const here = (state, room) => state.rooms[room];
const since = (state, base, room) => here(state, room).filter((one) => one.turn > base.turn);
const ours = (state, base, room, words) => since(state, base, room).find((one) => one.bot && words.test(one.text));
const card = (state, base, room, label) => since(state, base, room).some((one) => one.buttons.some((row) => row.some((each) => label.test(each.text))));
const shown = (state, base, room) => since(state, base, room).filter((one) => one.bot).flatMap((one) => one.files).at(-1);
const waits = (holds) => (state, base) => holds(state, base);
// What the card that asks Bo says; it is edited in place, and may have stood there before.
const asked = (state) => here(state, "private:bo").find((one) => one.buttons.flat().some((each) => /GREEN/.test(each.text)))?.text ?? "";
const CODE = /link (\S+) TLP/;
const code = (state) => here(state, "private:ann").map((one) => CODE.exec(one.text)).filter(Boolean).at(-1)?.[1];
const linked = (state) => here(state, "institute-night").some((one) => one.bot && /shares with others/.test(one.text));
const locked = (state) => /was locked out|is locked out/.test(here(state, "private:cleo").filter((one) => /locked out|let in again/.test(one.text)).at(-1)?.text ?? "");

export const BY_HAND = [
  {
    short: "Picture", title: "A picture crosses, and where it was taken does not",
    sentence: "Ann hands over a photograph that says where it was taken; Bo does the same on his phone.",
    hint: "Press “Put the picture here” in Ann's window, then in Bo's.",
    pane: "institute", look: "watch",
    acts: [
      { put: "picture", pane: "institute", view: "institute-desk", text: "TLP:GREEN The queue at the school." },
      { put: "picture", pane: "phone", view: "watch-desk", text: "TLP:GREEN The same, from here." },
    ],
    over: (state, base) => Boolean(shown(state, base, "watch-desk") && shown(state, base, "institute-desk")),
    happened: (state, base) => `Before: ${state.sample.says}. After: in Telegram ${shown(state, base, "watch-desk").says}, in Slack ${shown(state, base, "institute-desk").says}.`,
  },
  {
    short: "Reactions", title: "Reactions are told by name, in one line",
    sentence: "Ann writes; Cleo reacts to the copy of it in her group.",
    hint: "Press Send in Ann's channel, then 👍 behind ⋯ at the copy in Cleo's group.",
    pane: "institute", look: "institute",
    acts: [
      { pane: "institute", view: "institute-desk", text: "TLP:GREEN The count begins at nine.", until: waits((state, base) => ours(state, base, "watch-desk", /count begins/)) },
      { menu: "👍", pane: "watch", view: "watch-desk", at: /count begins/ },
    ],
    over: (state, base) => since(state, base, "institute-desk").some((one) => one.bot && one.text.includes("👍")),
    happened: (state, base) => `In Ann's channel stands one line, edited in place: “${since(state, base, "institute-desk").find((one) => one.bot && one.text.includes("👍")).text}”.`,
  },
  {
    short: "Stranger", title: "A stranger comes, and sharing pauses there",
    sentence: "Max, whom nobody knows, comes into Cleo's group. Ann writes TLP:AMBER. Cleo answers for the room.",
    hint: "Put Max into Cleo's group, press Send in Ann's channel, then Remove in Cleo's private chat.",
    pane: "watch", look: "watch",
    ready: (state) => state.bot.looked, waiting: "The bot looks who is in the rooms, one after the other…",
    acts: [
      { put: "stranger", pane: "watch", view: "watch-desk", until: waits((state, base) => ours(state, base, "watch-desk", /Sharing is paused/)) },
      { pane: "institute", view: "institute-desk", text: "TLP:AMBER Ballots are being moved tonight.", until: waits((state, base) => ours(state, base, "private:cleo", /being moved/) && ours(state, base, "private:bo", /being moved/)) },
      { tap: /^Remove$/, pane: "watch", view: "private", until: waits((state) => !state.members["watch-desk"].some((one) => one.outside)) },
    ],
    over: (state, base) => Boolean(ours(state, base, "private:bo", /being moved/) && ours(state, base, "watch-desk", /Sharing goes on/) && ours(state, base, "watch-desk", /being moved/)),
    happened: () => "While Max was there the group had nothing stricter than it may; Bo and Cleo had it in private. Then it opened again, and what waited came.",
  },
  {
    short: "Recall", title: "A message is taken back everywhere",
    sentence: "Ann writes, and chooses “Withdraw everywhere” in the menu behind her message.",
    hint: "Press Send in Ann's channel, then “Withdraw everywhere” behind ⋯ at her line.",
    pane: "institute", look: "institute",
    acts: [
      { pane: "institute", view: "institute-desk", text: "TLP:GREEN The recount is off.", until: waits((state, base) => ours(state, base, "watch-desk", /recount is off/)) },
      { menu: "Withdraw everywhere", pane: "institute", view: "institute-desk", at: /recount is off/ },
    ],
    over: (state, base) => Boolean(ours(state, base, "private:ann", /is withdrawn/)) && !/under way|not reachable/.test(ours(state, base, "private:ann", /is withdrawn/).text)
      && !["watch-desk", "observers-field"].some((room) => ours(state, base, room, /recount is off/)),
    happened: () => "Every copy is gone. The bot's report to Ann says so, and who may have read it.",
  },
  {
    short: "Hold answered", title: "What waits is answered with one tap",
    sentence: "Bo writes a line whose label is in doubt, and is asked on his phone.",
    hint: "Press Send on Bo's phone, then the button GREEN on the card.",
    pane: "phone", look: "institute", note: asked,
    acts: [
      { pane: "phone", view: "watch-desk", text: "Is this TLP:GREEN or not? Two boxes stood open.", until: waits((state, base) => asked(state) && asked(state) !== base.noted) },
      { tap: /GREEN/, pane: "phone", view: "private" },
    ],
    over: (state, base) => Boolean(ours(state, base, "institute-desk", /boxes stood open/)),
    happened: () => "It waited, and went nowhere; with Bo's one tap it crossed as TLP:GREEN.",
  },
  {
    short: "Rooms linked", title: "Two rooms are linked by a code",
    sentence: "Ann asks for a code in a room that is linked with no other; Cleo types it in hers; both accept.",
    hint: "Press Send in Ann's room, then in Cleo's, then Accept in the private chat of each.",
    pane: "institute", look: "watch", once: linked, already: "They are linked. Start the demo anew to link them again.",
    acts: [
      { pane: "institute", view: "institute-night", text: "/tocsin link", until: waits((state, base) => since(state, base, "private:ann").some((one) => CODE.test(one.text))) },
      { pane: "watch", view: "watch-night", text: (state) => `/link ${code(state)} TLP:AMBER`, until: waits((state, base) => card(state, base, "private:cleo", /^Accept$/) && card(state, base, "private:ann", /^Accept$/)) },
      { tap: /^Accept$/, pane: "watch", view: "private" },
      { tap: /^Accept$/, pane: "institute", view: "private", until: linked },
      { pane: "institute", view: "institute-night", text: "TLP:GREEN Good evening over there.", show: ["watch", "watch-night"] },
    ],
    over: (state, base) => Boolean(ours(state, base, "watch-night", /Good evening over there/)),
    happened: () => "A test message crossed and was taken away, the agreement stands pinned in both rooms, and what is said now crosses.",
  },
  {
    short: "Lost phone", title: "A phone in other hands goes blank",
    sentence: "Eli is at risk: the phone shows one line that could be from anybody. Eli opens it; then Cleo locks Eli out.",
    hint: "Press Send at Ann's, Open on Eli's phone, then Send at Cleo's.",
    pane: "institute", look: "eli",
    acts: [
      { pane: "watch", view: "private", text: "/unlock @eli", when: locked, until: waits((state, base) => ours(state, base, "private:cleo", /It takes two/)) },
      { pane: "phone", view: "private", text: "/unlock @eli", when: locked, until: (state) => !locked(state) },
      { pane: "institute", view: "private", text: "to @eli The house in Nyeri is watched.", until: waits((state, base) => card(state, base, "private:eli", /^Open$/)), show: ["eli", "private"] },
      { tap: /^Open$/, pane: "eli", view: "private", until: waits((state) => here(state, "private:eli").some((one) => /Nyeri/.test(one.text))) },
      { pane: "watch", view: "private", text: "/lock @eli", until: locked, show: ["eli", "private"] },
    ],
    over: (state, base) => Boolean(ours(state, base, "private:cleo", /locked out/)) && locked(state) && !here(state, "private:eli").some((one) => one.bot && one.text.trim() !== ""),
    happened: () => "Nothing of ours stands on Eli's phone any more, and from now on that account is nobody's. It takes two to let Eli in again.",
  },
];
