"""The JSON that platforms send, as everything behind it may trust it to be."""

from typing import Any


def unbroken(value: Any) -> Any:
    """Return the JSON value with every lone half of a UTF-16 pair replaced by U+FFFD.

    JSON can carry such halves; nothing can encode them, and each counts one UTF-16 unit as U+FFFD
    does, so offsets stay right.
    """
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return value
    if isinstance(value, dict):
        return {unbroken(name): unbroken(one) for name, one in value.items()}
    if isinstance(value, list):
        return [unbroken(one) for one in value]
    return value
