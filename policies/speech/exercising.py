"""What is said of exercises to stewards."""

from collections.abc import Iterable

from policies.speech.words import Words, said
from policies.text import Text


class ExerciseWords:
    """Who takes part in what is only practised."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def listed(self, lines: Iterable[tuple[str, str, str, str]]) -> Text:
        """Return the exercises of an organisation: id, name, who takes part, in which rooms."""
        shown = [
            f"{name}: {title} · {who}" + (f" · {rooms}" if rooms else "")
            for name, title, who, rooms in lines
        ]
        if not shown:
            return said(self._words.gettext("Your organisation takes part in no exercise."))
        head = self._words.gettext("Your organisation takes part in:")
        return Text.of("\n".join((head, *shown)))

    def made(self, name: str, invited: str) -> Text:
        """Return the answer to a new exercise; `invited` are the organisations that may join."""
        if not invited:
            return said(
                self._words.gettext(
                    "The exercise %(name)s is on record, for your organisation alone. Others join "
                    "once you ask them: exercise invite %(name)s …"
                ),
                name=name,
            )
        return said(
            self._words.gettext(
                "The exercise %(name)s is on record. %(who)s take part as soon as a steward of "
                "theirs types: exercise join %(name)s"
            ),
            name=name,
            who=invited,
        )

    def taken(self, name: str) -> Text:
        """Return the answer to an id that an exercise has already, or that is none."""
        return said(
            self._words.gettext(
                '"%(name)s" cannot be the id of a new exercise. Choose another: small letters, '
                "digits, dots and dashes."
            ),
            name=name,
        )

    def unknown(self, name: str) -> Text:
        """Return the answer to a name that no organisation has."""
        return said(
            self._words.gettext('"%(name)s" is no organisation that I know. Nothing was changed.'),
            name=name,
        )

    def rooms(self, name: str) -> Text:
        """Return the answer to a room in which nothing may be practised."""
        return said(
            self._words.gettext(
                '"%(name)s" is no room of yours that is for exercises: its channel in the '
                "directory has exercise = true. Nothing was changed."
            ),
            name=name,
        )

    def joined(self, name: str) -> Text:
        """Return the answer to an organisation that takes part now."""
        return said(self._words.gettext("Your organisation takes part in %(name)s now."), name=name)

    def left(self, name: str) -> Text:
        """Return the answer to an organisation that takes part no longer."""
        return said(
            self._words.gettext(
                "Your organisation takes part in %(name)s no longer: nothing of it reaches you."
            ),
            name=name,
        )
