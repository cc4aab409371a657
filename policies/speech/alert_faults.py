"""What is wrong with an alert that somebody wrote, and what to write instead."""

from typing import Final

from policies.alerts.faults import Fault, Wrong
from policies.speech.times import Times
from policies.speech.words import Words
from policies.text import Text

_EXAMPLE: Final = "%(begins)s TLP:AMBER to country:KE, @anna: Ballots are missing in Kisumu."
BEGINS: Final = "new high"
"""How the line of an alert begins that leaves at once."""


class AlertFaultWords:
    """One sentence for each fault; nothing was kept of what it is about."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._times = Times(words)

    def wrong(self, one: Wrong, *, begins: str = BEGINS) -> Text:
        """Return what is wrong with an alert, and what to type instead.

        `begins` is what stands in front where another verb than `new` was typed.
        """
        if one.when is not None:
            return Text.join((self._times.refused(one.when), Text.of(f"\n{self._nothing()}")))
        sentence = self._of_labels(one.fault) or self._of_audiences(one.fault)
        sentence = sentence or self._of_the_rest(one.fault)
        shown = sentence % {
            "word": one.word,
            "limit": one.limit,
            "label": "" if one.label is None else one.label.value,
            "choices": ", ".join(one.choices),
            "example": _EXAMPLE % {"begins": begins},
        }
        return Text.of(f"{shown} {self._nothing()}")

    def _nothing(self) -> str:
        return self._words.gettext("Nothing was kept and nothing was sent.")

    def _of_labels(self, fault: Fault) -> str:
        gettext = self._words.gettext
        return {
            Fault.NO_LABEL: gettext(
                "The label is missing: say who may have it, for instance TLP:AMBER, before the "
                "text. Type it so: %(example)s"
            ),
            Fault.LABEL_UNCLEAR: gettext(
                "I cannot read for certain which label you mean. Write one of TLP:RED, "
                "TLP:AMBER+STRICT, TLP:AMBER, TLP:GREEN, TLP:CLEAR before the text, and none in it."
            ),
            Fault.LABELS_CONFLICT: gettext(
                "There are two labels, and I do not choose between them. Leave the one that you "
                "mean before the text, and none in it."
            ),
            Fault.SUMMARY_LABEL: gettext(
                "A summary needs a label of its own in front, looser than that of the whole text, "
                "for instance: summary: TLP:GREEN Trouble with ballots in the west."
            ),
            Fault.LOOSER_THAN_SOURCE: gettext(
                "The message that this is made of is %(label)s, and only its source may loosen "
                "that. Raise it as %(label)s or stricter, or ask them with: request"
            ),
        }.get(fault, "")

    def _of_audiences(self, fault: Fault) -> str:
        gettext = self._words.gettext
        return {
            Fault.NO_AUDIENCE: gettext(
                "It says nobody whom it is for. Write, before the text, to everybody, to "
                "bridge:name, to organisations, tags or people. Type it so: %(example)s"
            ),
            Fault.UNKNOWN_NAME: gettext(
                '"%(word)s" is no organisation, person, tag or bridge that can be named here. An '
                "organisation or person is named by the id or by @name, a tag like country:KE, a "
                "bridge like bridge:name; a colon ends the names."
            ),
            Fault.NO_COMMA: gettext(
                'Is "%(word)s" one of those whom it is for, or a word of the text? Put a comma '
                "before a further name, and a colon behind the last one."
            ),
            Fault.RED_TO_MANY: gettext(
                "TLP:RED goes only to people whom you name, one by one, such as @anna: not to "
                "organisations, bridges or tags."
            ),
            Fault.BEYOND_SOURCE: gettext(
                "The message that this is made of is %(label)s and was meant for %(choices)s "
                "alone. Name only them, or ask its source with: request"
            ),
        }.get(fault, "")

    def _of_the_rest(self, fault: Fault) -> str:
        gettext = self._words.gettext
        return {
            Fault.NO_TEXT: gettext("The text is missing. Type it so: %(example)s"),
            Fault.TOO_LONG: gettext(
                "This is too long: at most %(limit)d characters fit. Say the most important, and "
                "add the rest as updates."
            ),
            Fault.UNKNOWN_SEVERITY: gettext(
                '"%(word)s" is no severity. Choose one of low, medium, high, critical.'
            ),
            Fault.UNKNOWN_KIND: gettext(
                '"%(word)s" is no kind of interference that I know. Choose among: %(choices)s.'
            ),
            Fault.UNKNOWN_NEED: gettext(
                '"%(word)s" does not say how many organisations must answer. Write needs: any, '
                "needs: every, or a number such as needs: 3"
            ),
            Fault.UNKNOWN_ELECTION: gettext(
                '"%(word)s" is no election that is on record. There are: %(choices)s'
            ),
        }.get(fault, "")
