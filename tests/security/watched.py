"""Called in the program's own process before it starts: notes whatever it reaches outside itself.

One line in the file `WATCH_IN` for each connection, name that is looked up, process that is
started, class that is unpickled, code that is compiled from a text, and file that is written.
"""

import os
import pickle
import sys
from typing import Any

from tests.no_pickle import Unpickled

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def watched() -> None:
    """Note from now on, for good: an audit hook cannot be taken out again."""
    out = os.open(os.environ["WATCH_IN"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        match event, arguments:
            case "socket.connect", (_, address):
                os.write(out, f"connect {address}\n".encode())
            case "socket.getaddrinfo", (host, *_):
                os.write(out, f"look up {host}\n".encode())
            case "socket.sendto", (_, address):
                os.write(out, f"connect {address}\n".encode())
            case (("subprocess.Popen" | "os.system" | "os.exec" | "os.posix_spawn"), _):
                os.write(out, f"process {event}\n".encode())
            case "pickle.find_class", _:
                os.write(out, b"unpickle\n")
            case "open", (str() | bytes() as path, _, int() as flags) if flags & _WRITING:
                os.write(out, f"write {os.fsdecode(path)}\n".encode())

    sys.addaudithook(note)


def unpickling() -> None:
    """Note as above, after showing that this process cannot unpickle."""
    watched()
    out = os.open(os.environ["WATCH_IN"], os.O_WRONLY | os.O_APPEND)
    try:
        pickle.loads(pickle.dumps({"one": 1}))  # noqa: S301 - that is what must not work
        os.write(out, b"unpickled\n")
    except Unpickled:
        os.write(out, b"refused\n")
