"""Who may do what with an alert: a table of its own, written by hand."""

from datetime import UTC, datetime

import pytest

from policies.alerts.alert import Alert, Standing
from policies.alerts.audience import Audience
from policies.alerts.rights import Deed, may
from policies.alerts.severity import Severity
from policies.community.people import Person, Role
from policies.labels import Label

ALERT = Alert(
    severity=Severity.HIGH,
    label=Label.GREEN,
    text="words",
    origin="institute",
    author="ann",
    audience=Audience(organisations=("watch",)),
    made=datetime(2027, 1, 1, tzinfo=UTC),
    standings=(Standing(organisation="watch"),),
    owner="bo",
)


def person(name: str, organisation: str, *roles: Role, seat: bool = False) -> Person:
    held = roles or (Role.PARTNER,)
    return Person(id=name, organisation=organisation, name=name, roles=held, seat=seat)


PEOPLE = {
    "author": person("ann", "institute"),
    "author elsewhere": person("ann", "radio"),
    "colleague": person("al", "institute"),
    "duty of the origin": person("nia", "institute", Role.DUTY),
    "owner": person("bo", "watch"),
    "partner asked": person("di", "watch"),
    "duty asked": person("dora", "watch", Role.DUTY),
    "steward asked": person("wes", "watch", Role.STEWARD),
    "seat asked": person("night", "watch", seat=True),
    "duty not asked": person("mads", "ministry", Role.DUTY, Role.STEWARD),
}
ASKED = {"owner", "partner asked", "duty asked", "steward asked", "seat asked"}
WATCHFUL = {"duty of the origin", "duty asked", "steward asked", "seat asked"}
ORIGIN = {"author", "colleague", "duty of the origin"}
MAY = {
    Deed.ANSWER: ASKED,
    Deed.OWN: ASKED | {"author", "duty of the origin"},
    Deed.NOTE: ASKED | ORIGIN,
    Deed.CALL: WATCHFUL | {"author", "owner"},
    Deed.END: WATCHFUL | {"author", "owner"},
    Deed.GRADE: WATCHFUL | {"author", "owner"},
    Deed.TELL: {"author", "owner", "duty of the origin"},
    Deed.CHANGE: {"author", "duty of the origin"},
}


@pytest.mark.parametrize("deed", Deed)
@pytest.mark.parametrize("who", PEOPLE)
def test_who_may(deed: Deed, who: str) -> None:
    assert may(deed, ALERT, PEOPLE[who]) is (who in MAY[deed])
