"""A walk along names that name others: which of them lead back to themselves."""

from collections.abc import Collection, Iterator, Mapping


def leading_back(onward: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Return each name from which a walk comes back to it, by way of others or at once."""
    for start, first in onward.items():
        seen: set[str] = set()
        waiting = list(first)
        while waiting:
            name = waiting.pop()
            if name == start:
                yield start
                break
            if name not in seen:
                seen.add(name)
                waiting += onward.get(name, ())
