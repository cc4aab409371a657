"""Being nobody on a system of which nothing but the data folder can be written: Linux, from root.

What a service's manager or a container's does is done here by the same calls of the kernel: a mount
namespace in which everything is read-only (mount_setattr(2)), then another user without
capabilities, without a way back, and with memory that is never both written and run (prctl(2)).
"""

import contextlib
import ctypes
import os
import sys
import tempfile
from pathlib import Path

NOBODY = 65534
_NEW_NAMESPACE = 0x00020000
_BIND, _RECURSIVE, _PRIVATE, _MOVE = 0x1000, 0x4000, 1 << 18, 0x2000
_SET_ATTRIBUTES, _WHOLE_TREE, _READ_ONLY, _HERE = 442, 0x8000, 0x1, -100
_NO_NEW_PRIVILEGES, _DENY_WRITE_EXECUTE = 38, 65

_ASKED = 66
_PLACES = ("/", "/tmp", "/var/tmp", "/dev/shm", "/etc", str(Path(__file__).parent))  # noqa: S108

_libc = ctypes.CDLL(None, use_errno=True)


def possible() -> str:
    """Return why it cannot be done here, "" where it can."""
    if sys.platform != "linux":
        return "only Linux has mount namespaces"
    if os.geteuid() != 0:
        return "only root can become nobody"
    child = os.fork()
    if not child:
        code = 1
        with contextlib.suppress(OSError):
            _alone()
            _read_only("/", on=True)
            code = 0
        os._exit(code)
    done = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return "this kernel does not let root make a read-only tree" if done else ""


def become() -> None:
    """Be nobody from here on, with the folder that one is in as the only one to write to."""
    data = Path.cwd()
    _alone()
    for needed in (Path(sys.base_prefix), data):
        _lay_open(needed)
    _mount(str(data), str(data), _BIND)
    _read_only("/", on=True)
    _read_only(str(data), on=False)
    os.chdir(data)
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    _called(_libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0), "prctl")
    if forbids_such_memory():
        _called(_libc.prctl(_DENY_WRITE_EXECUTE, 1, 0, 0, 0), "prctl")
    _show(data)


def forbids_such_memory() -> bool:
    """Tell whether the kernel can forbid memory that is both written and run: 6.3 and newer can."""
    return _libc.prctl(_ASKED, 0, 0, 0, 0) >= 0


def _show(data: Path) -> None:
    """Say on standard error what can be written: the test reads it."""
    for place in (*_PLACES, os.fspath(data)):
        try:
            descriptor, made = tempfile.mkstemp(dir=place)
        except OSError:
            continue
        os.close(descriptor)
        os.unlink(made)  # noqa: PTH108 - plainly
        print(f"writable: {place}", file=sys.stderr)  # noqa: T201 - as said
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kept = [one for one in status.splitlines() if one.startswith(("Uid", "CapEff", "NoNewPrivs"))]
    if _libc.prctl(_ASKED, 0, 0, 0, 0) == 1:
        print("memory: never both written and run", file=sys.stderr)  # noqa: T201 - as said
    print("is:", *("=".join(one.split()[:2]) for one in kept), file=sys.stderr)  # noqa: T201


def _alone() -> None:
    _called(_libc.unshare(_NEW_NAMESPACE), "unshare")
    _mount("none", "/", _RECURSIVE | _PRIVATE)


def _lay_open(path: Path) -> None:
    """Make a path reachable for others: what is closed above it is covered by an empty folder."""
    closed = [one for one in reversed(path.parents) if not one.stat().st_mode & 0o001]
    if not closed:
        return
    aside = tempfile.mkdtemp(dir="/tmp")
    _mount(str(path), aside, _BIND | _RECURSIVE)
    _mount("tmpfs", str(closed[0]), 0, kind="tmpfs")
    path.mkdir(parents=True)
    _mount(aside, str(path), _MOVE)
    Path(aside).rmdir()


def _mount(source: str, target: str, flags: int, kind: str = "") -> None:
    done = _libc.mount(source.encode(), target.encode(), kind.encode() or None, flags, None)
    _called(done, f"mount {target}")


def _read_only(path: str, *, on: bool) -> None:
    sets, clears = (_READ_ONLY, 0) if on else (0, _READ_ONLY)
    attributes = (ctypes.c_uint64 * 4)(sets, clears, 0, 0)
    tree = _WHOLE_TREE if on else 0
    size = ctypes.sizeof(attributes)
    done = _libc.syscall(
        _SET_ATTRIBUTES, _HERE, path.encode(), tree, ctypes.byref(attributes), size
    )
    _called(done, f"mount_setattr {path}")


def _called(done: int, what: str) -> None:
    if done:
        raise OSError(ctypes.get_errno(), what)
