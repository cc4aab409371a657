"""A person at a terminal: sees what the program shows, types, and presses Ctrl-C."""

import os
import pty
import select
import signal
import time
from pathlib import Path

from tests.bot.forks import Forks

LONGEST = 60.0


class Terminal:
    """`tocsin` on a terminal of its own; `close` it."""

    def __init__(
        self, forks: Forks, words: list[str], folder: Path, log: Path, first: str = ""
    ) -> None:
        self._ours, self._theirs = pty.openpty()
        self._shown = b""
        self._seen = 0
        self.child = forks.start(words, folder, log, first=first, terminal=os.ttyname(self._theirs))

    @property
    def shown(self) -> str:
        """All that the program has shown."""
        return self._shown.decode(errors="replace").replace("\r\n", "\n")

    def expect(self, text: str) -> str:
        """Return what is newly shown up to a text; fails when it does not come."""
        return self._first(text)[1]

    def asked(self, *questions: str) -> str:
        """Return which of these questions is asked next, once an answer can be typed."""
        question = self._first(*questions)[0]
        self.expect(": ")
        return question

    def type(self, line: str) -> None:
        """Type a line."""
        os.write(self._ours, f"{line}\r".encode())

    def answer(self, question: str, typed: str) -> str:
        """Type a line once a question is asked; returns what was shown up to it."""
        new = self.expect(question)
        self.expect(": ")
        self.type(typed)
        return new

    def interrupt(self) -> None:
        """Press Ctrl-C, and again where nothing came of it, until the program ends.

        A signal just before Python blocks in `input()` is seen only when something is typed.
        """
        for _ in range(5):
            os.write(self._ours, b"\x03")
            again = time.monotonic() + 10
            while time.monotonic() < again:
                if self.child.poll() is not None:
                    return
                self._read()

    def end(self) -> int:
        """Return the exit code once the program has ended by itself."""
        end = time.monotonic() + LONGEST
        while self.child.poll() is None:
            self._read()
            assert time.monotonic() < end, self.shown
        while self._read():
            pass
        code = self.child.code
        assert code is not None
        return code

    def close(self) -> None:
        """Put the terminal away, and end what runs on it."""
        self.child.send(signal.SIGKILL)
        os.close(self._ours)
        os.close(self._theirs)

    def _first(self, *texts: str) -> tuple[str, str]:
        """Return which text comes first, and what was shown up to its end."""
        end = time.monotonic() + LONGEST
        while True:
            new = self.shown[self._seen :]
            found = [(new.find(text), text) for text in texts if text in new]
            if found:
                at, text = min(found)
                self._seen += at + len(text)
                return text, new[: at + len(text)]
            over = self.child.poll() is not None or time.monotonic() > end
            assert self._read() or not over, f"none of {texts} in: {self.shown}"

    def _read(self) -> bool:
        ready, _, _ = select.select([self._ours], [], [], 0.02)
        if ready:
            self._shown += os.read(self._ours, 65536)
        return bool(ready)
