"""What is said about who is in a room."""

from collections.abc import Sequence
from datetime import datetime

from policies.community.presence import Pause, Reckoning
from policies.speech.words import Words, said
from policies.text import Text


class RoomWords:
    """The sentences of rooms: what stands in a room itself names nobody."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def paused(self) -> Text:
        """Return what stands in a room into which sharing is paused."""
        return said(
            self._words.gettext(
                "Sharing is paused here, until a steward has looked who is in this room. "
                "TLP:CLEAR still comes in."
            )
        )

    def goes_on(self, count: int) -> Text:
        """Return the one line where sharing goes on; `count` copies that waited follow."""
        if not count:
            return said(self._words.gettext("Sharing goes on here. Nothing waited."))
        return said(
            self._words.ngettext(
                "Sharing goes on here. %(count)d message that waited follows; what I sent of it "
                "in private meanwhile is taken back.",
                "Sharing goes on here. %(count)d messages that waited follow; what I sent of them "
                "in private meanwhile is taken back.",
                count,
            ),
            count=count,
        )

    def who_came(self, room: str, why: Pause, outsiders: int, names: Sequence[str]) -> Text:
        """Return what stewards and deputies read of a room that was lowered; `room` is its id."""
        lines = [said(self._words.gettext('Sharing into "%(room)s" is paused.'), room=room)]
        lines.append(self._why(why))
        if outsiders:
            lines.append(
                said(
                    self._words.ngettext(
                        "%(count)d person there is known to nobody.",
                        "%(count)d people there are known to nobody.",
                        outsiders,
                    ),
                    count=outsiders,
                )
            )
        if names:
            lines.append(
                said(
                    self._words.gettext("The platform calls them: %(names)s."),
                    names=", ".join(f'"{name}"' for name in names),
                )
            )
        return Text.of("\n".join(one.plain for one in lines))

    def _why(self, why: Pause) -> Text:
        gettext = self._words.gettext
        sentence = {
            Pause.OUTSIDER: gettext("Somebody came in whom the directory does not know."),
            Pause.COUNT: gettext("More people are there than were vouched for."),
            Pause.SHARED: gettext("It was shared with another workspace."),
            Pause.PUBLIC: gettext("It has a public name now: anybody can join it."),
            Pause.DEMOTED: gettext(
                "I am no administrator there any more and cannot see who comes. "
                "Make me one again, then attest it."
            ),
            Pause.REMOVED: gettext("I was removed from it. Add me again, then attest it."),
            Pause.MOVED: gettext(
                "It has another id now. Link it anew, or have the operator change its address."
            ),
        }[why]
        return said(sentence)

    def ours(self) -> str:
        """Return what the button says that vouches for those who came."""
        return self._words.gettext("Ours")

    def guest(self) -> str:
        """Return what the button says that lets them stay as guests."""
        return self._words.gettext("Guest")

    def remove(self) -> str:
        """Return what the button says that has them removed."""
        return self._words.gettext("Remove")

    def audience(
        self,
        there: Reckoning,
        *,
        counted: int | None,
        names: Sequence[str],
        attested: tuple[str, int, datetime] | None,
        gate: bool,
        closed: bool,
        paused: bool,
    ) -> Text:
        """Return who is in a room, for those entitled; `names` are the linked, as they are shown.

        `attested` is by whom, how many and when (UTC).
        """
        gettext = self._words.gettext
        lines = [
            gettext("Linked: %(linked)d. Vouched for: %(vouched)d. Known to nobody: %(outsiders)d.")
            % {"linked": there.linked, "vouched": there.vouched, "outsiders": there.outsiders}
        ]
        if counted is not None:
            lines.append(gettext("The platform counts %(count)d, without me.") % {"count": counted})
        if not there.known:
            lines.append(gettext("How many there are is not known: AMBER and stricter waits."))
        if names:
            lines.append(gettext("Linked are: %(names)s.") % {"names": ", ".join(names)})
        if attested is not None:
            by, number, when = attested
            line = gettext("%(by)s vouched for %(number)d on %(when)s.")
            lines.append(line % {"by": by, "number": number, "when": f"{when:%Y-%m-%d %H:%M} UTC"})
        if gate:
            lines.append(gettext("The gate is on: strangers are kept out."))
        if closed:
            lines.append(gettext("It is a closed room: it may have RED among those who are named."))
        if paused:
            lines.append(gettext("Sharing into it is paused."))
        return Text.of("\n".join(lines))

    def miscounted(self, said_number: int, counted: int) -> Text:
        """Return the answer to whoever attests another number than the platform counts."""
        return said(
            self._words.gettext(
                "The platform counts %(counted)d here, without me; you said %(number)d. "
                "Nothing was changed. Look who is here, then type the number again."
            ),
            counted=counted,
            number=said_number,
        )

    def gate_on(self) -> Text:
        """Return the answer to a gate that is on."""
        return said(
            self._words.gettext(
                "The gate is on. Where people ask to join, those of this room's organisations are "
                "let in and others are not; whoever comes in otherwise is removed. I need the "
                "right to invite and to remove people here."
            )
        )

    def gate_off(self) -> Text:
        """Return the answer to a gate that is off."""
        return said(
            self._words.gettext(
                "The gate is off. Somebody unknown who comes in pauses sharing here."
            )
        )

    def not_closable(self) -> Text:
        """Return the answer where a room cannot be closed."""
        return said(
            self._words.gettext(
                "This cannot be a closed room. It needs a gate that is on, at most ten people, "
                "each of them linked, and each of them named in the command. Nothing was changed."
            )
        )

    def closed(self) -> Text:
        """Return the answer to a room that is closed now."""
        return said(
            self._words.gettext(
                "This is a closed room now: it may have RED among those whom you named. "
                "Whoever joins ends that, and RED is taken back from here."
            )
        )

    def stays_lowered(self) -> Text:
        """Return the answer to whoever lets outsiders stay as guests."""
        return said(
            self._words.gettext(
                "They stay as guests. While they are here, only TLP:CLEAR comes into this room."
            )
        )

    def removing(self) -> Text:
        """Return the answer to whoever has outsiders removed."""
        return said(
            self._words.gettext(
                "They are being removed. Sharing goes on by itself once they are gone."
            )
        )

    def nobody_named(self) -> Text:
        """Return the answer where the platform names nobody who could be removed."""
        return said(
            self._words.gettext(
                "The platform does not tell me who they are. Remove them by hand, then type "
                '"attest" and the number in the room.'
            )
        )

    def still_suspended(self) -> Text:
        """Return the answer where vouching for people does not lift what paused a room."""
        return said(
            self._words.gettext(
                "This room cannot be opened by that: mend what the card says first. "
                "I look every three minutes whether it is. Nothing was changed."
            )
        )

    def frozen(self) -> Text:
        """Return the answer to a freeze of one's own organisation."""
        return said(
            self._words.gettext(
                "Stopped: nothing of your organisation goes out, and nothing comes in to it. "
                'A steward or deputy of yours lets it go on with "thaw".'
            )
        )

    def thawed(self, count: int) -> Text:
        """Return the answer to a thaw; `count` copies that waited go now."""
        return said(
            self._words.ngettext(
                "It goes on. %(count)d copy that waited goes now.",
                "It goes on. %(count)d copies that waited go now.",
                count,
            ),
            count=count,
        )

    def everything_frozen(self) -> Text:
        """Return the answer to the second of two stewards who stop everything."""
        return said(
            self._words.gettext(
                "Everything is stopped, for every organisation. Two stewards of two "
                'organisations let it go on with "thaw all".'
            )
        )

    def second_wanted(self) -> Text:
        """Return the answer to the first of two stewards."""
        return said(
            self._words.gettext(
                "Noted. A steward or deputy of another organisation must type the same within an "
                "hour."
            )
        )
