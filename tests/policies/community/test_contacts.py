"""Contacts and escalation in a directory file: read whole, or refused with what is wrong."""

import pytest

from bot.community.directory import DirectoryFault, load_text, write_text
from policies.alerts.severity import Severity
from policies.community.contacts import SEVERITIES, Contact, Escalation, Stage

WATCH = """
[[organisation]]
id = "watch"
name = "Watch"
contacts = [
  { to = ["channel:group"] },
  { to = ["person:bo", "duty"], severity = ["high", "critical"], after = "5m" },
  { to = ["organisation:radio"], after = "1h 30m" },
]
[[organisation]]
id = "radio"
name = "Radio"
[[person]]
id = "bo"
organisation = "watch"
name = "Bo"
[[person]]
id = "ray"
organisation = "radio"
name = "Ray"
[[channel]]
id = "group"
platform = "telegram"
address = -5
organisation = "watch"
[[channel]]
id = "studio"
platform = "telegram"
address = -6
organisation = "radio"
[[escalation]]
id = "worst"
severity = ["critical"]
steps = [
  { whom = ["contacts"], repeat = 2, every = "1m" },
  { whom = ["stewards", "rooms"], after = "10m" },
]
fallback = ["person:ray", "origin"]
ack_timeout = "20m"
[[escalation]]
id = "watchers"
organisations = ["watch"]
steps = [{ whom = ["channel:group"] }]
"""


def refused(text):
    with pytest.raises(DirectoryFault) as caught:
        load_text(text, "directory.toml", None)
    return caught.value.lines


def test_contacts_and_policies_are_read_as_they_stand():
    read = load_text(WATCH, "f", None)
    assert read.organisation("watch").contacts == (
        Contact(to=("channel:group",)),
        Contact(to=("person:bo", "duty"), severity=("high", "critical"), after=5),
        Contact(to=("organisation:radio",), after=90),
    )
    assert read.escalations == (
        Escalation(
            id="worst",
            severity=("critical",),
            steps=(
                Stage(whom=("contacts",), repeat=2, every=1),
                Stage(whom=("stewards", "rooms"), after=10),
            ),
            fallback=("person:ray", "origin"),
            ack_timeout=20,
        ),
        Escalation(
            id="watchers", organisations=("watch",), steps=(Stage(whom=("channel:group",)),)
        ),
    )


def test_what_is_written_of_them_is_read_again():
    read = load_text(WATCH, "f", None)
    assert load_text(write_text(read), "f", None) == read


def test_severities_are_called_as_alerts_call_them():
    assert tuple(Severity) == SEVERITIES


TOO_MANY = ", ".join(['{ to = ["duty"] }'] * 21)
BROKEN = [
    ('to = ["channel:group"] },', "to = [] },", "[[organisation watch contacts number 1]] to: is"),
    ('{ to = ["channel:group"] },', '{ severity = ["low"] },', "number 1]] to: is missing"),
    ('to = ["channel:group"] },', 'to = ["channel:moon"] },', 'to: names "channel:moon", which is'),
    ('to = ["channel:group"] },', 'to = ["channel:studio"] },', "which is no room of yours"),
    ('to = ["channel:group"] },', 'to = ["person:ray"] },', "who belongs to others"),
    ('to = ["channel:group"] },', 'to = ["group"] },', "to: must be a list such as"),
    ('to = ["channel:group"] },', 'to = ["contacts"] },', "to: must be a list such as"),
    ('to = ["channel:group"] },', 'to = ["duty", "duty"] },', "to: names something twice"),
    ('to = ["channel:group"] },', 'to = ["organisation:watch"] },', "contacts: leads back to its"),
    ('to = ["channel:group"] },', 'to = ["organisation:moon"] },', "which is no organisation"),
    ('to = ["channel:group"] },', 'to = ["channel:group"], x = 1 },', "x: is not a known key"),
    ('severity = ["high", "critical"]', 'severity = ["worse"]', "severity: must be a list of low"),
    ('after = "5m"', "after = 5", 'after: must be a time such as "5m"'),
    ('after = "5m"', 'after = "2d"', 'after: must be a time such as "5m" or "1h", from 0m to 1d'),
    ('after = "5m"', 'after = "soon"', "after: must be a time such as"),
    ('name = "Radio"\n', 'name = "Radio"\ncontacts = [{ to = ["organisation:watch"] }]\n',
     "[[organisation radio]] contacts: leads back to itself; remove one step"),
    ('name = "Radio"\n', 'name = "Radio"\ncontacts = ["duty"]\n', "contacts: must be a list of ta"),
    ('name = "Radio"\n', f'name = "Radio"\ncontacts = [{TOO_MANY}]\n', "contacts: has more"),
    ("repeat = 2", "repeat = 21", "[[escalation worst steps number 1]] repeat: must be 20 or less"),
    ("repeat = 2", "repeat = -1", "repeat: must be a whole number, 0 or more"),
    ('every = "1m"', 'every = "0m"', "every: must be a time such as"),
    ('{ whom = ["contacts"],', '{ whom = ["contacts"], after = "1m",', "makes the first step wait"),
    ('whom = ["contacts"]', 'whom = ["everybody"]', "whom: must be a list such as"),
    ('whom = ["contacts"]', "whom = []", "whom: is empty; name somebody"),
    ('whom = ["contacts"]', 'whom = ["person:moon"]', 'whom: names "person:moon", which is no per'),
    ('steps = [{ whom = ["channel:group"] }]', "steps = []", "[[escalation watchers]] steps: is m"),
    ('steps = [{ whom = ["channel:group"] }]', "", "[[escalation watchers]] steps: is missing or"),
    ('organisations = ["watch"]', 'organisations = ["moon"]', 'organisations: names "moon", which'),
    ('organisations = ["watch"]', "", "[[escalation watchers]] severity: says what worst says alr"),
    ('id = "watchers"', 'id = "worst"', "[[escalation worst]] id: is given twice"),
    ('fallback = ["person:ray", "origin"]', 'fallback = ["duty"]', "fallback: must be a list such"),
    ('fallback = ["person:ray", "origin"]', 'fallback = ["person:x"]', 'names "person:x"'),
    ('ack_timeout = "20m"', 'ack_timeout = "0m"', "ack_timeout: must be a time such as"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), BROKEN, ids=[f"{r[1]!r:.50}" for r in BROKEN])
def test_a_fault_of_them_names_table_key_reason_and_remedy(old, new, words):
    assert old in WATCH
    lines = refused(WATCH.replace(old, new))
    assert any(words in one for one in lines), lines
    assert all("; " in one for one in lines), lines


def test_contacts_that_lead_back_by_way_of_others_are_found_at_each():
    text = "".join(
        f'[[organisation]]\nid = "o{at}"\nname = "O"\n'
        f'contacts = [{{ to = ["organisation:o{(at + 1) % 5}"] }}]\n'
        for at in range(5)
    )
    assert len([one for one in refused(text) if "leads back to itself" in one]) == 5
