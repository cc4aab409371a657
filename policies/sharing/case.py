"""Everything that a decision is made from."""

from dataclasses import dataclass
from datetime import date

from policies.community.places import Mode
from policies.labels import Label
from policies.readings import UNRESTRICTED, Kind, Restrictions
from policies.sharing.audiences import Audience
from policies.sharing.decision import Action
from policies.sharing.permissions import Grant


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One text on its way to one room, at one moment.

    `label` is the one that binds the text (docs/labels.md, "The label that binds"), None while none
    does; `previous` the one it had before an edit, and `label_removed` that the edit took its own
    label away. `answers` says that it answers a message. `named` are the people to whom the
    source addressed a RED text, `private` that the room is a conversation with one person. `alike`
    says that it reads like something stricter that its author's organisation has received.
    """

    action: Action = Action.RELAY
    reading: Kind
    mere_mention: bool = False
    label: Label | None
    restrictions: Restrictions = UNRESTRICTED
    previous: Label | None = None
    label_removed: bool = False
    source: str
    author_known: bool
    actor_is_source: bool = True
    actor_is_releaser: bool = True
    answers: bool = False
    mode: Mode = Mode.SHARE
    exercise: bool = False
    ceiling: Label = Label.GREEN
    addressed: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    private: bool = False
    permissions: tuple[Grant, ...] = ()
    walls: frozenset[str] = frozenset()
    conflict_opt_in: bool = False
    alike: bool = False
    audience: Audience
    platform: str = ""
    today: date
