"""Contacts and policies of escalation as people type them in one line, and as they read them.

`group, duty for high,critical after 5m` is one step. A policy is its steps between semicolons, with
`fallback …` and `ack 20m` among them: `for critical: contacts repeat 2 every 1m; stewards after
10m; fallback ann, origin; ack 20m`. What names mean, and whether it is sound, the directory says.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from policies.community.directory import Directory

_PARTS: Final = re.compile(r"[;\n]")
_WORDS: Final = re.compile(r"[\s,]+")
_OPTIONS: Final = ("for", "after", "repeat", "every")
_KINDS: Final = ("person", "channel", "rota", "organisation")
_HEAD: Final = ("for", "of")


def read_step(directory: Directory, text: str, key: str) -> dict[str, Any] | None:
    """Return one step as the file has it, its targets under `key`; None for none."""
    found = _options(_split(text), _OPTIONS)
    if found is None or not found[""]:
        return None
    step: dict[str, Any] = {key: [_target(directory, word) for word in found[""]]}
    if "for" in found:
        step["severity"] = found["for"]
    if "repeat" in found:
        word = " ".join(found["repeat"])
        step["repeat"] = int(word) if word.isdecimal() else word
    for option in ("after", "every"):
        if option in found:
            step[option] = " ".join(found[option])
    return step


def read_policy(directory: Directory, name: str, text: str) -> dict[str, Any] | None:
    """Return a policy as the file has it; None for what has no steps to read."""
    body: dict[str, Any] = {"id": name}
    head, colon, rest = text.partition(":")
    if colon and _split(head)[:1] and _split(head)[0] in _HEAD and "\n" not in head:
        found = _options(_split(head), _HEAD)
        if found is None or found[""]:
            return None
        if "for" in found:
            body["severity"] = found["for"]
        if "of" in found:
            body["organisations"] = found["of"]
    else:
        rest = text
    steps = []
    for part in _PARTS.split(rest):
        words = _split(part)
        if words[:1] == ["fallback"]:
            body["fallback"] = [_target(directory, word) for word in words[1:]]
        elif words[:1] == ["ack"]:
            body["ack_timeout"] = " ".join(words[1:])
        elif words:
            step = read_step(directory, part, "whom")
            if step is None:
                return None
            steps.append(step)
    return {**body, "steps": steps} if steps else None


def step_written(body: Mapping[str, Any], key: str) -> str:
    """Return a step in the form that is read."""
    parts = [", ".join(body[key])]
    if body.get("severity"):
        parts.append("for " + ",".join(body["severity"]))
    parts += [f"{option} {body[option]}" for option in _OPTIONS[1:] if option in body]
    return " ".join(parts)


def policy_written(body: Mapping[str, Any]) -> str:
    """Return a policy in the form that is read, without its name."""
    head = " ".join(
        f"{word} {','.join(body[key])}"
        for word, key in (("for", "severity"), ("of", "organisations"))
        if body.get(key)
    )
    parts = [step_written(one, "whom") for one in body["steps"]]
    if body.get("fallback"):
        parts.append("fallback " + ", ".join(body["fallback"]))
    if body.get("ack_timeout"):
        parts.append(f"ack {body['ack_timeout']}")
    return (f"{head}: " if head else "") + "; ".join(parts)


def _split(text: str) -> list[str]:
    return [word for word in _WORDS.split(text.strip().lower()) if word]


def _options(words: Sequence[str], options: Sequence[str]) -> dict[str, list[str]] | None:
    """Return the words behind each option, and under "" those before the first; None for twice."""
    found: dict[str, list[str]] = {"": []}
    here = ""
    for word in words:
        if word in options:
            if word in found:
                return None
            here, found[word] = word, []
        else:
            found[here].append(word)
    return found


def _target(directory: Directory, word: str) -> str:
    """Return what a word means as a target: an id alone is that of the one thing that bears it."""
    name = word.removeprefix("@")
    if ":" in name:
        return name
    known = (
        directory.person_by_id(name) is not None,
        directory.place_by_id(name) is not None,
        any(one.id == name for one in directory.rotas),
        directory.organisation(name) is not None,
    )
    kinds = [kind for kind, one in zip(_KINDS, known, strict=True) if one]
    return f"{kinds[0]}:{name}" if len(kinds) == 1 else name
