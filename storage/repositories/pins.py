"""PINs of people at risk: the one that opens what came, and the one that locks them out."""

from dataclasses import replace
from typing import Final, Literal, TypeAlias

from storage.repositories.affairs import Affairs
from storage.sealing.keyring import Root
from storage.sealing.pins import KeptPin, fresh_salt, hashed, same

Verdict: TypeAlias = Literal["right", "duress", "wrong"]
Which: TypeAlias = Literal["right", "duress"]

_KIND: Final = "pin"


class Pins:
    """PINs by the person's id in the directory."""

    def __init__(self, affairs: Affairs, root: Root) -> None:
        self._affairs = affairs
        self._root = root

    async def has(self, person: str) -> bool:
        """Tell whether a person has set a PIN."""
        kept = await self._affairs.find(_KIND, (person,), KeptPin)
        return kept is not None and bool(kept[1].right)

    async def put(self, person: str, which: Which, digits: str, new_id: str) -> bool:
        """Keep a PIN from now on; False where it is the other one's and so could not be told."""
        found = await self._affairs.find(_KIND, (person,), KeptPin)
        affair, kept = (new_id, KeptPin(salt=fresh_salt())) if found is None else found
        given = hashed(self._root, person, kept.salt, digits)
        if same(kept.duress if which == "right" else kept.right, given):
            return False
        kept = replace(kept, right=given) if which == "right" else replace(kept, duress=given)
        self._affairs.put(_KIND, affair, replace(kept, wrong=0), ends=None, key=(person,))
        return True

    async def try_out(self, person: str, digits: str) -> tuple[Verdict, int]:
        """Return what these digits are, and how often wrong ones were given since the right one."""
        found = await self._affairs.find(_KIND, (person,), KeptPin)
        if found is None:
            return "wrong", 0
        affair, kept = found
        given = hashed(self._root, person, kept.salt, digits)
        verdict: Verdict = "wrong"
        if same(kept.right, given):
            verdict = "right"
        elif same(kept.duress, given):
            verdict = "duress"
        wrong = kept.wrong + 1 if verdict == "wrong" else 0
        if wrong != kept.wrong:
            after = replace(kept, wrong=wrong)
            self._affairs.put(_KIND, affair, after, ends=None, key=(person,))
        return verdict, wrong

    async def remove(self, person: str) -> None:
        """Forget both PINs of a person."""
        found = await self._affairs.find(_KIND, (person,), KeptPin)
        if found is not None:
            self._affairs.remove(found[0])
