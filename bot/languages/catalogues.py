"""The catalogues beside this file, read once at the start.

`<code>.po` is the translator's, `<code>.mo` is made of it by `make messages`
(https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html). English needs none: it
stands in `policies/phrases.py`, and so does whatever a catalogue leaves out.
"""

from collections.abc import Callable, Mapping
from gettext import GNUTranslations
from pathlib import Path
from typing import Final

from policies.phrases import ENGLISH, Phrases

FOLDER: Final = Path(__file__).parent
CODE: Final = "en"
"""The language that everybody reads who has chosen none."""


def _nobody_chose(_lane: str) -> str:
    return CODE


class Languages:
    """The languages that the bot speaks; `chosen` gives the code that a lane's reader chose."""

    def __init__(
        self, spoken: Mapping[str, Phrases], chosen: Callable[[str], str] = _nobody_chose
    ) -> None:
        self._spoken = {CODE: ENGLISH, **spoken}
        self._chosen = chosen

    @classmethod
    def shipped(
        cls, folder: Path = FOLDER, chosen: Callable[[str], str] = _nobody_chose
    ) -> "Languages":
        """Return English and every language that has a catalogue in the folder."""
        spoken: dict[str, Phrases] = {}
        for path in sorted(folder.glob("*.mo")):
            with path.open("rb") as file:
                spoken[path.stem] = Phrases(GNUTranslations(file))
        return cls(spoken, chosen)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all that there are."""
        return tuple(sorted(self._spoken))

    def of(self, lane: str) -> Phrases:
        """Return what we say to whoever reads at the end of a lane; English if in doubt."""
        return self._spoken.get(self._chosen(lane), ENGLISH)
