"""What is wrong with elections and rotas once the whole directory is known."""

from collections import Counter
from typing import Final

from policies.community.directory import Directory
from policies.community.tables import Faults
from policies.duty.rota import Rota
from policies.duty.soundness import RotaFault, Unsound, unsound
from policies.times.zones import zone

_REASONS: Final = {
    RotaFault.ZONE: ("zone", "is not the name of a zone; correct it"),
    RotaFault.START: ("start", "is not a date; correct it"),
    RotaFault.NOBODY: ("people", "names nobody; name those who take turns"),
    RotaFault.NO_HANDOVER: ("handovers", 'are missing; give times such as "06:00"'),
    RotaFault.TOO_MUCH: ("", "has too many people, handovers or layers; make several of it"),
    RotaFault.HANDOVER_TWICE: ("handovers", "name something twice; keep one"),
    RotaFault.HOURS: ("hours", "begin where they end; remove or correct them"),
}


def check_calendar(directory: Directory, faults: Faults) -> None:
    """Note what no single table of an election or a rota shows."""
    for kind, things in (("election", directory.elections), ("rota", directory.rotas)):
        ids = Counter(one.id for one in things if one.id)
        for name in (name for name, count in ids.items() if count > 1):
            faults.add(f"{kind} {name}", "id", "is given twice; choose another for one of them")
    organisations = {one.id for one in directory.organisations}
    people = {one.id for one in directory.people}
    for rota in directory.rotas:
        title = f"rota {rota.id}"
        if rota.organisation and rota.organisation not in organisations:
            faults.add(
                title,
                "organisation",
                f'names "{rota.organisation}", which is no organisation; define it or correct it',
            )
        if rota.id and not _faulty(title, faults):
            for one in unsound(rota, people):
                faults.add(title, *_told(one, rota))


def _faulty(title: str, faults: Faults) -> bool:
    """Tell whether a table was read by half, so that more of it would mislead."""
    heads = tuple(f"{faults.file}: [[{title}{end}" for end in ("]]", " layers"))
    return any(line.startswith(heads) for line in faults.lines)


def _told(one: Unsound, rota: Rota) -> tuple[str, str]:
    if one.fault is RotaFault.UNKNOWN_PERSON:
        return "people", f'names "{one.person}", which is no person; define it or correct it'
    if one.starts is not None and one.ends is not None:
        first, last = (each.astimezone(zone(rota.zone)) for each in (one.starts, one.ends))
        span = f"{first:%a %H:%M} to {last:%a %H:%M}"
        return "hours", f"leave nobody on duty from {span}; add a layer or widen them"
    key, reason = _REASONS[one.fault]
    return key, reason
