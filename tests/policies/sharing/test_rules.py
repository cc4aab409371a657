"""Every rule of the table fires, and does not fire one step beside its case."""

from dataclasses import replace
from datetime import date

import pytest

from policies.community.places import Mode
from policies.labels import Label
from policies.readings import Kind
from policies.sharing.deciding import decide
from policies.sharing.decision import Handling
from policies.sharing.rules import RULES

GREEN, AMBER, STRICT, RED, CLEAR = (
    Label.GREEN, Label.AMBER, Label.AMBER_STRICT, Label.RED, Label.CLEAR,
)  # fmt: skip
NAMED = frozenset({"watch-lead"})
NOTHING = {"label": None, "reading": Kind.NONE}
DOUBT = {"label": None, "reading": Kind.SUSPICIOUS}
EDIT = {"previous": AMBER, "actor_is_source": False}

ROWS = [
    (1, "a label that is a mere word", {"label": "TLP:CLEAR"}, ("hold", 1)),
    (1, "a label said to be read, and none there", {"label": None}, ("hold", 1)),
    (1, "nothing wrong", {}, ("allow", 18)),
    (2, "exercise text to a real room", {"exercise": True}, ("deny", 2)),
    (2, "real text to an exercise room", {"there_exercise": True}, ("deny", 2)),
    (2, "exercise to exercise", {"exercise": True, "there_exercise": True}, ("allow", 18)),
    (3, "a stranger loosens", {"label": GREEN, **EDIT}, ("deny", 3)),
    (3, "a stranger removes", {**NOTHING, **EDIT, "label_removed": True}, ("deny", 3)),
    (3, "a stranger tightens", {"label": STRICT, **EDIT, "actor_is_releaser": True}, ("allow", 18)),
    (4, "its source loosens by an edit", {"label": GREEN, "previous": AMBER}, ("hold", 4)),
    (4, "from AMBER to CLEAR in one step",
     {"label": CLEAR, "previous": AMBER, "there_public": True}, ("hold", 4)),
    (4, "its source removes the label",
     {**NOTHING, "previous": GREEN, "label_removed": True, "mode": Mode.DESK}, ("hold", 4)),
    (4, "a removed label that the room's default would replace alike",
     {"label": GREEN, "reading": Kind.NONE, "previous": GREEN, "label_removed": True,
      "mode": Mode.DESK}, ("hold", 4)),
    (4, "a colleague relabels", {"previous": GREEN, "actor_is_releaser": False}, ("hold", 4)),
    (4, "a colleague mends the text alone",
     {"previous": AMBER, "actor_is_releaser": False}, ("allow", 18)),
    (4, "its source tightens", {"label": STRICT, "previous": AMBER}, ("allow", 18)),
    (5, "talk in a share room", NOTHING, ("deny", 5)),
    (5, "talk in a strict room", {**NOTHING, "mode": Mode.STRICT}, ("hold", 5)),
    (5, "talk in a desk room with a default",
     {"label": GREEN, "reading": Kind.NONE, "mode": Mode.DESK}, ("allow", 18)),
    (5, "talk in a desk room without one", {**NOTHING, "mode": Mode.DESK}, ("hold", 5)),
    *((5, f"an answer that takes its root's label, {mode}",
       {"label": GREEN, "reading": Kind.NONE, "answers": True, "mode": mode}, ("allow", 18))
      for mode in Mode),
    (5, "an answer to what has no label", {**NOTHING, "answers": True}, ("deny", 5)),
    (5, "an answer in a strict room to what has no label",
     {**NOTHING, "answers": True, "mode": Mode.STRICT}, ("hold", 5)),
    *((6, f"a doubtful label, {mode}", {**DOUBT, "mode": mode}, ("hold", 6)) for mode in Mode),
    (6, "a mention in a desk room",
     {"reading": Kind.SUSPICIOUS, "mode": Mode.DESK, "mere_mention": True}, ("allow", 18)),
    (6, "a mention in a strict room",
     {"reading": Kind.SUSPICIOUS, "mode": Mode.STRICT, "mere_mention": True}, ("hold", 6)),
    (6, "a mention in a desk room without a default",
     {**DOUBT, "mode": Mode.DESK, "mere_mention": True}, ("hold", 6)),
    (7, "two labels", {"label": None, "reading": Kind.CONFLICT}, ("hold", 7)),
    (7, "two labels where the bridge opted in",
     {"reading": Kind.CONFLICT, "conflict_opt_in": True}, ("allow", 18)),
    (7, "two labels towards a public place",
     {"label": CLEAR, "reading": Kind.CONFLICT, "conflict_opt_in": True, "there_public": True},
     ("hold", 7)),
    (8, "RED into a room", {"label": RED}, ("deny", 8)),
    (8, "RED to the named alone",
     {"label": RED, "named": NAMED, "private": True, "there_people": NAMED, "there_linked": 1,
      "there_vouched": 0}, ("allow", 8)),
    (8, "RED to a seat",
     {"label": RED, "named": NAMED, "private": True, "there_people": NAMED, "there_vouched": 0,
      "there_seats": 1}, ("deny", 8)),
    (8, "RED to another", {"label": RED, "named": NAMED, "private": True, "there_vouched": 0,
                           "there_people": frozenset({"other"})}, ("deny", 8)),
    (8, "RED to a closed room of exactly the named",
     {"label": RED, "named": NAMED | {"b"}, "there_people": NAMED | {"b"}, "there_linked": 2,
      "there_vouched": 0}, ("allow", 8)),
    (8, "RED to a closed room of the named and one more",
     {"label": RED, "named": NAMED, "there_people": NAMED | {"b"}, "there_linked": 2,
      "there_vouched": 0}, ("deny", 8)),
    (8, "RED where somebody is only vouched for",
     {"label": RED, "named": NAMED, "there_people": NAMED, "there_vouched": 1}, ("deny", 8)),
    (8, "RED to the named in a public place",
     {"label": RED, "named": NAMED, "there_people": NAMED, "there_vouched": 0,
      "there_public": True}, ("deny", 8)),
    (9, "stricter than the ceiling", {"ceiling": GREEN}, ("deny", 9)),
    (9, "AMBER+STRICT over AMBER", {"label": STRICT, "ceiling": AMBER}, ("deny", 9)),
    (9, "as strict as the ceiling", {"ceiling": AMBER}, ("allow", 18)),
    (10, "GREEN in public", {"label": GREEN, "there_public": True}, ("deny", 10)),
    (10, "CLEAR in public", {"label": CLEAR, "there_public": True}, ("allow", 18)),
    (10, "CLEAR that nobody wrote",
     {"label": CLEAR, "reading": Kind.NONE, "mode": Mode.DESK, "there_public": True},
     ("deny", 10)),
    (11, "not to an organisation there", {"not_to": ("watch",)}, ("deny", 11)),
    (11, "not to a person there", {"not_to": ("watch-lead",)}, ("deny", 11)),
    (11, "not to a tag there", {"not_to": ("country:KE",), "label": CLEAR}, ("deny", 11)),
    (11, "not to somebody elsewhere", {"not_to": ("country:US", "volunteers")}, ("allow", 18)),
    (11, "a wall against a tag there", {"walls": frozenset({"country:KE"})}, ("deny", 11)),
    (11, "a wall elsewhere", {"walls": frozenset({"sector:government"})}, ("allow", 18)),
    (12, "an outsider", {"label": GREEN, "there_outsiders": 1}, ("deny", 12)),
    (12, "somebody came whom nobody has judged",
     {"label": GREEN, "there_outsiders": 1, "there_pending": True}, ("hold", 12)),
    (12, "an unexplained number", {"there_pending": True}, ("hold", 12)),
    (12, "a paused room and CLEAR", {"label": CLEAR, "there_pending": True}, ("allow", 18)),
    (12, "an outsider and CLEAR", {"label": CLEAR, "there_outsiders": 1}, ("allow", 18)),
    *((13, f"a vendor and {one}", {"label": one, "there_vendors": ("watch",)}, ("deny", 13))
      for one in (GREEN, AMBER, STRICT)),
    (13, "a vendor and CLEAR", {"label": CLEAR, "there_vendors": ("watch",)}, ("allow", 18)),
    *((13, f"a client and {one}", {"label": one, "there_clients": ("watch",)}, ("deny", 13))
      for one in (GREEN, STRICT)),
    (13, "an addressed client and AMBER", {"there_clients": ("watch",)}, ("allow", 18)),
    (13, "its own client", {"label": GREEN, "there_clients": ("institute",)}, ("allow", 18)),
    (14, "an unknown number", {"there_known": False}, ("hold", 14)),
    (14, "an unknown number and GREEN", {"label": GREEN, "there_known": False}, ("allow", 18)),
    (15, "not addressed", {"addressed": frozenset({"institute"})}, ("hold", 15)),
    (15, "one of two not addressed", {"there_organisations": ("watch", "x")}, ("hold", 15)),
    (15, "not addressed and GREEN",
     {"label": GREEN, "addressed": frozenset()}, ("allow", 18)),
    (15, "its own organisation",
     {"addressed": frozenset(), "there_organisations": ("institute",)}, ("allow", 18)),
    (16, "an unknown author", {"author_known": False}, ("hold", 16)),
    (16, "an unknown author and GREEN", {"label": GREEN, "author_known": False}, ("allow", 18)),
    (17, "Chatham House", {"chatham": True}, ("redact", 17)),
    (18, "nothing against it", {"label": CLEAR, "ceiling": CLEAR}, ("allow", 18)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "expected"), [row[2:] for row in ROWS], ids=[f"{r[0]}: {r[1]}" for r in ROWS]
)
def test_each_rule_decides_its_case_and_not_the_one_beside_it(case, changed, expected):
    assert case.rule(**changed) == expected


def test_every_rule_from_1_to_18_is_seen_to_decide_and_stands_in_order():
    assert {row[3][1] for row in ROWS} == set(range(1, 19))
    numbers = [rule.number for rule in RULES]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("rule", [13, 15])
def test_a_permission_covers_its_label_until_its_day_ends(case, rule):
    spoilt = {13: {"there_vendors": ("watch",)}, 15: {"addressed": frozenset()}}[rule]
    outcome = {13: "deny", 15: "hold"}[rule]
    for grant, expected in (
        (case.grant("watch"), ("allow", 18)),
        (case.grant("watch", label=STRICT), ("allow", 18)),
        (case.grant("watch", label=GREEN), (outcome, rule)),
        (case.grant("other"), (outcome, rule)),
        (case.grant("watch", until=case.today), ("allow", 18)),
        (case.grant("watch", until=date(2026, 10, 31)), (outcome, rule)),
    ):
        assert case.rule(permissions=grant, **spoilt) == expected


ALLOWED, HELD, DENIED = "allow 18", "hold", "deny"
KINDS = {
    "addressed member": {},
    "public": {"there_public": True},
    "outsider": {"there_outsiders": 1},
    "vendor": {"there_vendors": ("watch",)},
    "client": {"there_clients": ("watch",)},
    "unknown number": {"there_known": False},
    "unaddressed": {"addressed": frozenset()},
}
TABLE = {
    #                    CLEAR       GREEN       AMBER       AMBER+STRICT  RED
    "addressed member": ("allow 18", "allow 18", "allow 18", "allow 18", "deny 8"),
    "public":           ("allow 18", "deny 10", "deny 10", "deny 10", "deny 8"),
    "outsider":         ("allow 18", "deny 12", "deny 12", "deny 12", "deny 8"),
    "vendor":           ("allow 18", "deny 13", "deny 13", "deny 13", "deny 8"),
    "client":           ("allow 18", "deny 13", "allow 18", "deny 13", "deny 8"),
    "unknown number":   ("allow 18", "allow 18", "hold 14", "hold 14", "deny 8"),
    "unaddressed":      ("allow 18", "allow 18", "hold 15", "hold 15", "deny 8"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_of_labels_and_audiences(case, kind):
    said = [case.rule(label, **KINDS[kind]) for label in (CLEAR, GREEN, AMBER, STRICT, RED)]
    assert tuple(f"{outcome} {rule}" for outcome, rule in said) == TABLE[kind]


HANDLING = {
    ("slack", CLEAR): Handling(preview=True),
    ("slack", GREEN): Handling(),
    ("slack", AMBER): Handling(),
    ("slack", STRICT): Handling(),
    ("slack", RED): Handling(delete_after=86_400),
    ("telegram", CLEAR): Handling(preview=True),
    ("telegram", GREEN): Handling(),
    ("telegram", AMBER): Handling(),
    ("telegram", STRICT): Handling(protect=True),
    ("telegram", RED): Handling(protect=True, delete_after=86_400),
}


@pytest.mark.parametrize(("platform", "label"), HANDLING)
def test_the_handling_follows_from_label_and_platform(case, platform, label):
    decided = decide(replace(case(label), platform=platform))
    assert decided.handling == HANDLING[platform, label]
