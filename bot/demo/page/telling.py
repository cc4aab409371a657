"""All that the page shows at one moment, as one JSON object: every browser is told the same."""

import contextlib
import re
import sqlite3
import tomllib
from typing import Any, Final

from bot.demo.page.acts import Acts, Said
from bot.demo.page.clock import told as clock_told
from bot.demo.page.controls import Controls
from bot.demo.page.hands import OFFERED, SHORTCUTS
from bot.demo.page.ledger import Entry, Ledger, look
from bot.demo.page.modals import Modals
from bot.demo.page.outcomes import outcomes
from bot.demo.page.panes import PANES
from bot.demo.page.pictures import Pictures
from bot.demo.page.rooms import Rooms
from bot.demo.picture import NAME, metadata, sample
from bot.demo.stage import Stage

_ENTRIES: Final = 7
_SHOWN_BYTES: Final = 192
_SECRET: Final = re.compile(r'(?m)^(\w*token\w*|\w*secret\w*|\w*password\w*) = "([^"]*)"$')
_SHOWN_OF_A_SECRET: Final = 5
_SHORTEST_MARK: Final = 8
_FOUND: Final = metadata(sample())
_SAMPLE: Final = {"name": NAME, "says": "" if _FOUND is None else _FOUND.words}


class Telling:
    """Puts together what the stand-ins and the database show."""

    def __init__(
        self, stage: Stage, acts: Acts, controls: Controls, numbers: dict[str, int], run: str
    ) -> None:
        self._stage = stage
        self._acts = acts
        self._controls = controls
        self._numbers = numbers
        self._run = run
        self.pictures = Pictures(stage)
        self._rooms = Rooms(stage, self.pictures)
        self._modals = Modals(stage, acts)
        self._ledger = Ledger()
        self._searched: tuple[tuple[object, ...], dict[str, Any] | None] = ((), None)
        begun = look(stage.database, entries=1)
        self._taken = {one.id for one in begun.messages}
        self._entries_before = begun.audit[0].entry if begun.audit else 0

    @property
    def dues(self) -> tuple[tuple[str, float], ...]:
        """What falls due next of each kind, as it was seen last."""
        return self._ledger.dues

    def files(self) -> dict[str, str]:
        """Return the two files with which the bot was started, the secrets masked."""
        settings = (self._stage.folder / "tocsin.toml").read_text(encoding="utf-8")
        tomllib.loads(settings)
        return {
            "tocsin.toml": _SECRET.sub(_masked, settings),
            "directory.toml": (self._stage.folder / "directory.toml").read_text(encoding="utf-8"),
        }

    def now(self, instant: float) -> dict[str, Any]:
        """Return everything; `instant` is Unix time by the bot's clock."""
        last = self._acts.last
        # While it is being opened or recovered, what was seen last stands until the next look.
        with contextlib.suppress(sqlite3.Error):
            self._ledger = self._look(last, instant)
        self._match()
        last = self._acts.last
        return {
            "run": self._run,
            "panes": [pane.told() for pane in PANES],
            "rooms": self._rooms.all(self._acts.turn),
            "members": self._rooms.members(),
            "modals": self._modals.told(),
            "shortcuts": SHORTCUTS,
            "emoji": OFFERED,
            "sample": _SAMPLE,
            "bot": self._controls.told()
            | {"waiting": self._ledger.waiting, "delayed": self._ledger.delayed},
            "clock": clock_told(self._stage.now(), self._stage.ahead(), self._ledger.dues),
            "last": None if last is None else self._told(last, instant),
            "audit": self._audit(),
            "turn": self._acts.turn,
        }

    def _look(self, last: Said | None, instant: float) -> Ledger:
        row = "" if last is None else last.row
        return look(self._stage.database, entries=_ENTRIES + 1, body_of=row, now=instant)

    def _match(self) -> None:
        """Find the messages behind rows that are new: in a room they are kept in its order."""
        for row in self._ledger.messages:
            # An edit that waits has a row of its own, beside its message's.
            if row.id in self._taken or row.status == "edit":
                continue
            for said in self._acts.said.values():
                there = self._numbers[said.place] == row.place
                if there and not said.row and said.judged.stored and row.label in said.labels:
                    self._taken.add(row.id)
                    self._acts.found(said, row.id)
                    break

    def _told(self, said: Said, instant: float) -> dict[str, Any]:
        row = self._ledger.row(said.row) if said.row else None
        label = said.judged.label
        return {
            "turn": said.turn,
            "place": said.place,
            "number": said.number,
            "pane": said.pane,
            "view": said.view,
            "person": said.person,
            "text": said.text,
            "did": said.did,
            "label": None if label is None else label.value,
            "reading": said.judged.message.reading.kind.value,
            "stored": said.judged.stored,
            "outcomes": outcomes(said, self._ledger, self._numbers, instant),
            "row": None if row is None else {**row._asdict(), "table": "messages"},
            "sealed": self._sealed(row is not None),
            "nowhere": self._nowhere(said),
        }

    def _sealed(self, known: bool) -> dict[str, Any] | None:  # noqa: FBT001 - one word of state
        body = self._ledger.body
        if not known or body is None:
            return None
        return {"bytes": len(body), "hex": body[:_SHOWN_BYTES].hex()}

    def _nowhere(self, said: Said) -> dict[str, Any] | None:
        """Search the database's files for the text; None where it is too short to mean anything."""
        newest = self._ledger.audit[0].entry if self._ledger.audit else 0
        state = (said.turn, newest, self._ledger.waiting)
        if state != self._searched[0]:
            self._searched = (state, self._search(said))
        return self._searched[1]

    def _search(self, said: Said) -> dict[str, Any] | None:
        words = said.judged.message.parts[0].text.plain
        for span in reversed(said.judged.message.reading.cut):
            words = words[: span[0]] + words[span[1] :]
        mark = words.strip()
        if len(mark) < _SHORTEST_MARK:
            return None
        try:
            size = sum(one.stat().st_size for one in self._stage.folder.glob("tocsin.db*"))
            return {"bytes": size, "found": not self._stage.holds_nowhere(mark)}
        except FileNotFoundError:
            # A file beside the database went while it was looked at; the next change looks again.
            return None

    def _audit(self) -> dict[str, Any]:
        newest = self._ledger.audit
        before = {one.entry: one.hash for one in newest}
        return {
            "count": newest[0].entry if newest else 0,
            "before": self._entries_before,
            "entries": [_linked(one, before.get(one.entry - 1)) for one in newest[:_ENTRIES]],
        }


def _linked(entry: Entry, before: bytes | None) -> dict[str, Any]:
    return {
        "entry": entry.entry,
        "kind": entry.kind,
        "item": (entry.item or "")[:6],
        "hash": entry.hash.hex()[:8],
        "before": "" if before is None else before.hex()[:8],
    }


def _masked(found: re.Match[str]) -> str:
    return f'{found[1]} = "{found[2][:_SHOWN_OF_A_SECRET]}…"'
