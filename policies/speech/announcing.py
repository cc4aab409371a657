"""What stands pinned in a room that shares with others."""

from collections.abc import Iterable

from policies.community.places import Mode
from policies.labels import Label
from policies.speech.words import Words
from policies.text import Text


class Announcing:
    """The announcement of what was agreed, in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def shares(
        self,
        bridges: Iterable[tuple[str, str, Label, str]],
        unlabelled: str,
        people: str,
        *,
        stopped: bool,
    ) -> Text:
        """Return the announcement; a bridge is its name, with whom, its ceiling, who stopped it.

        `stopped` says that nothing goes out of the room and nothing comes in; who did that does
        not stand in a room.
        """
        head = self._words.gettext("This room shares with others.")
        if stopped:
            head = self._words.gettext(
                "STOPPED for now: nothing goes out of this room, and nothing comes in."
            )
        lines = [self._bridge(*one) for one in bridges]
        tail = self._words.gettext(
            "Begin a message with its TLP label to share it. Do not write here what must not leave."
        )
        return Text.of("\n".join((head, *lines, unlabelled, people, tail)))

    def ended(self) -> Text:
        """Return what stands there once no bridge leads out of the room."""
        return Text.of(
            self._words.gettext(
                "This room no longer shares with anybody. What crossed before stays where it is."
            )
        )

    def unlabelled(self, mode: Mode, default: Label | None) -> str:
        """Return the line about what has no label."""
        gettext = self._words.gettext
        if mode is Mode.STRICT:
            return gettext("What has no label waits, and its author is asked.")
        if mode is Mode.DESK and default is not None:
            return gettext("What has no label crosses as %(label)s.") % {"label": default.value}
        if mode is Mode.DESK:
            return gettext("What has no label waits for a default; its author is asked.")
        return gettext("What has no label stays in this room and is not stored.")

    def people(self, known: int | None, vouched: int) -> str:
        """Return the line about who can read here: how many, and how many only vouched for."""
        if known is None:
            return self._words.gettext(
                "Nobody has vouched yet for who is in this room: nothing stricter than TLP:GREEN "
                "comes in."
            )
        return self._words.ngettext(
            "%(count)d person can read here; only vouched for: %(vouched)d.",
            "%(count)d people can read here; only vouched for: %(vouched)d.",
            known,
        ) % {"count": known, "vouched": vouched}

    def _bridge(self, name: str, others: str, ceiling: Label, stopped: str) -> str:
        line = self._words.gettext('- With %(others)s, up to %(ceiling)s (bridge "%(name)s")') % {
            "others": others,
            "ceiling": ceiling.value,
            "name": name,
        }
        if not stopped:
            return line
        return line + self._words.gettext("; stopped by %(stopped)s") % {"stopped": stopped}
