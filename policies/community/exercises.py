"""Exercises in the directory: who takes part, and the rooms in which it is only practised.

```toml
[[exercise]]
id = "night"
name = "The night of the count"
organisations = ["institute", "watch"]
people = ["ray"]
channels = ["drill-room"]
```
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from policies.community.people import Person
from policies.community.places import Place
from policies.community.tables import Faults, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """Whoever is enrolled, as an organisation or by name, and rooms that are for practice alone.

    `name` is what people call it; without one they call it by its id.
    """

    id: str
    name: str = field(default="", repr=False)
    organisations: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    def enrols(self, person: Person) -> bool:
        """Tell whether somebody takes part."""
        return person.organisation in self.organisations or person.id in self.people


def read_exercise(table: Table) -> Exercise:
    """Return an exercise."""
    found = Exercise(
        id=table.identifier(),
        name=table.text("name"),
        organisations=table.ids("organisations"),
        people=table.ids("people"),
        channels=table.ids("channels"),
    )
    if not found.organisations and not found.people:
        table.fault("organisations", "names nobody, nor do people; say who takes part")
    return found


def exercise_body(one: Exercise) -> dict[str, Any]:
    """Return the keys of the file's table that make this exercise, without what is empty."""
    body: dict[str, Any] = {"id": one.id}
    if one.name:
        body["name"] = one.name
    lists = {
        "organisations": list(one.organisations),
        "people": list(one.people),
        "channels": list(one.channels),
    }
    return body | {key: names for key, names in lists.items() if names}


def exercise_without(body: dict[str, Any], names: Collection[str]) -> dict[str, Any] | None:
    """Return a body that names none of these; None where nobody is left in it."""
    kept = dict(body)
    for key in ("organisations", "people", "channels"):
        left = [one for one in body.get(key, []) if one not in names]
        if left:
            kept[key] = left
        else:
            kept.pop(key, None)
    return kept if "organisations" in kept or "people" in kept else None


def check_exercises(
    exercises: Collection[Exercise],
    organisations: Collection[str],
    people: Collection[str],
    places: Collection[Place],
    faults: Faults,
) -> None:
    """Note what no single table of an exercise shows."""
    rooms = {one.id: one for one in places}
    ids = Counter(one.id for one in exercises if one.id)
    for name in (name for name, count in ids.items() if count > 1):
        faults.add(f"exercise {name}", "id", "is given twice; choose another for one of them")
    for one in exercises:
        title = f"exercise {one.id}"
        for key, names, known, what in (
            ("organisations", one.organisations, organisations, "organisation"),
            ("people", one.people, people, "person"),
            ("channels", one.channels, rooms, "channel"),
        ):
            for name in (each for each in names if each not in known):
                faults.add(
                    title, key, f'names "{name}", which is no {what}; define it or correct it'
                )
        for name in one.channels:
            room = rooms.get(name)
            if room is not None and not room.exercise:
                reason = f'names "{name}", where it is real; give that channel exercise = true'
                faults.add(title, "channels", reason)
