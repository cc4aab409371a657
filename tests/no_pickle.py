"""Stored data must never become code: in every process of the suite, unpickling raises.

xdist and pytest talk without pickle. What looked a function up before this was called would keep
it; so it is called before the first module of ours is loaded.
"""

import _pickle
import pickle
from typing import Any, NoReturn


class Unpickled(AssertionError):
    """Somebody tried to unpickle."""


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise Unpickled("nothing is ever unpickled")


class _Unpickler:
    def __init__(self, *_: Any, **__: Any) -> None:
        _refuse()


def forbid() -> None:
    """Let every way to unpickle raise `Unpickled` from now on."""
    for module in (pickle, _pickle):
        for name in ("load", "loads"):
            setattr(module, name, _refuse)
        for name in ("Unpickler", "_Unpickler"):
            if hasattr(module, name):
                setattr(module, name, _Unpickler)
