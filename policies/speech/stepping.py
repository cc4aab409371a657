"""What is said of contacts and of policies of escalation."""

from collections.abc import Sequence

from policies.speech.words import Words, said
from policies.text import Text


class SteppingWords:
    """The sentences; steps stand there as they are typed."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def contacts(self, who: str, steps: Sequence[str]) -> Text:
        """Return by whom an organisation is reached, step by step."""
        if not steps:
            return said(
                self._words.gettext(
                    "%(who)s has no contacts of its own: alerts go to its rooms, then to who is on "
                    "duty, then to its stewards."
                ),
                who=who,
            )
        lines = [f"{at}. {step}" for at, step in enumerate(steps, start=1)]
        head = self._words.gettext("Alerts reach %(who)s by:") % {"who": who}
        return Text.of("\n".join((head, *lines)))

    def policies(self, rows: Sequence[tuple[str, str]]) -> Text:
        """Return policies, each by its id, as they are typed."""
        if not rows:
            return said(
                self._words.gettext(
                    "There is no policy: alerts go by each organisation's contacts, then to who is "
                    "on duty, then to its stewards."
                )
            )
        return Text.of("\n".join(f"{name} {policy}" for name, policy in rows))

    def removed(self, name: str) -> Text:
        """Return the answer once a policy is gone."""
        return said(
            self._words.gettext(
                "Removed: %(name)s. Alerts that are open go on by what was frozen into them."
            ),
            name=name,
        )

    def taken(self, name: str) -> Text:
        """Return the answer to an id that another policy bears."""
        return said(
            self._words.gettext("%(name)s is a policy already. To change it, type set."), name=name
        )

    def only_own(self, organisation: str) -> Text:
        """Return the answer to a steward whose policy would be for others too."""
        return said(
            self._words.gettext(
                "A steward writes policies for the own organisation: begin with of "
                "%(organisation)s. What is for every organisation, an operator writes."
            ),
            organisation=organisation,
        )

    def no_targets(self) -> Text:
        """Return the answer where a word names nobody who could be reached."""
        return said(
            self._words.gettext(
                "Nothing was changed. Say whom: a room as channel:<id>, somebody as person:<id>, a "
                "rota as rota:<id>, or duty, or stewards."
            )
        )

    def unsound(self, reason: str) -> Text:
        """Return why something cannot be kept: table, key, reason and remedy."""
        return said(
            self._words.gettext("Nothing was changed. %(reason)s"),
            reason=reason,
        )
