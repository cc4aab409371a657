"""The whole examination: settings, key, database, files, disk, clock, and every account at once."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from bot.config import Config, ConfigFault
from bot.doctor import backups, clock, database, disk, files, key, known, rooms, running, settings
from bot.doctor.accounts import Around, Examined, of_slack, of_telegram
from bot.doctor.finding import Finding
from bot.doctor.machine import Machine
from policies.community.directory import Directory
from storage.keys import KeyFault
from storage.store import KeyMissing, KeyWrong, SealFault, Store, StoreFault

_SQLITE: Final = "sqlite:///"


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What needs doing, and the subjects that were looked at, in their order.

    `readable` is false where settings, key or database could not be read at all.
    """

    subjects: tuple[str, ...]
    findings: tuple[Finding, ...] = field(repr=False)
    readable: bool = True


def unreadable(fault: ConfigFault) -> Examination:
    """Return the examination of settings that cannot be read: nothing else can be looked at."""
    return Examination(
        subjects=(settings.SETTINGS,), findings=tuple(settings.faulty(fault)), readable=False
    )


async def examine(
    config: Config,
    open_store: Callable[[Config], Awaitable[Store]],
    machine: Machine,
    *,
    config_tokens: Mapping[str, str] | None = None,
    now: Callable[[], float] = time.time,
) -> Examination:
    """Return what needs doing; takes some seconds, with no network too.

    `open_store` opens the database of the settings; `config_tokens` are app configuration tokens of
    the owners of Slack apps, by account ("main"); `now` is this machine's clock, in Unix seconds.
    """
    found = settings.judge(config, machine)
    holder = _holder(config)
    of_key = [] if holder is None else key.judge(*holder, machine)
    store: Store | None = None
    told: known.Known | None = None
    try:
        try:
            store = await open_store(config)
            told = await known.read(store)
        except (ConfigFault, KeyFault, StoreFault, SealFault) as fault:
            found += _unopened(fault, of_key)
        found += [*of_key, *_kept(config, machine, told, now())]
        around = await asyncio.to_thread(
            _around, config, told, store if told else None, config_tokens or {}
        )
        if told is not None and told.running and not any(one.door for one in around.values()):
            found.append(running.silent(config.web.listen))
        examined = await asyncio.gather(
            *(_account(name, look) for name, look in _looks(config, around, now))
        )
    finally:
        if store is not None:
            await store.close()
    skews = [skew for one in examined for skew in one.skews]
    of_clock = [*clock.zones(), *clock.judge(skews)]
    found += of_clock
    found += [finding for one in examined for finding in one.findings]
    subjects = ["settings", "key", *(["backup"] if told is not None else [])]
    subjects += ["database", "directory", *(["disk"] if _database(config) is not None else [])]
    subjects += ["clock"] if skews or of_clock else []
    subjects += [f"slack.{one}" for one in config.slack]
    subjects += [f"telegram.{one}" for one in config.telegram]
    return Examination(subjects=tuple(subjects), findings=tuple(found), readable=told is not None)


def _holder(config: Config) -> tuple[Path, str] | None:
    """Return the file that holds what opens the database, and what to call it."""
    if config.keys.provider == "file":
        return config.beside(config.keys.path), "key file"
    path = config.keys.passphrase_file
    return None if path is None else (config.beside(path), "passphrase file")


def _unopened(
    fault: ConfigFault | KeyFault | StoreFault | SealFault, of_key: list[Finding]
) -> list[Finding]:
    """Return the findings for a database that does not open; what the key file told is enough."""
    match fault:
        case ConfigFault():
            return settings.faulty(fault, key.KEY)
        case KeyFault():
            told = Finding(subject=key.KEY, line=str(fault), remedy=fault.remedy)
            return [] if of_key else [told]
        case StoreFault():
            subject = key.KEY if isinstance(fault, KeyMissing | KeyWrong) else database.DATABASE
            return [Finding(subject=subject, line=str(fault), remedy=fault.remedy)]
        case SealFault():
            remedy = "look at it with `tocsin audit verify`, and bring back a backup"
            return [Finding(subject=database.DATABASE, line=str(fault), remedy=remedy)]


def _kept(
    config: Config, machine: Machine, told: known.Known | None, now: float
) -> Iterator[Finding]:
    """Return the findings about what lies on this machine, and what the database says of itself."""
    path, holder = _database(config), _holder(config)
    if path is not None and holder is not None:
        yield from key.place(*holder, path, machine)
    if path is not None and machine.look(path) is not None:
        yield from database.judge(path, machine)
        yield from disk.judge(path.parent, machine)
    folders = [config.file.resolve().parent, config.beside(config.keys.path).parent]
    folders += [] if path is None else [path.parent]
    applied = told is not None and told.applied
    yield from files.left_lying(folders, config.file.resolve(), applied=applied)
    if told is not None:
        if not told.recovery:
            yield key.no_recovery()
        else:
            at = datetime.fromtimestamp(now, UTC)
            yield from backups.judge(told.backup, told.drill, at)
        yield from database.loose(told.loose)
        yield from _directory(config, told.directory)


def _directory(config: Config, directory: Directory) -> Iterator[Finding]:
    if not directory.places:
        yield Finding(
            subject="directory",
            line="the directory names no room: nothing is bridged",
            remedy="`tocsin directory apply FILE`, with a file that names organisations, channels "
            "and bridges",
        )
    doors = {f"{platform}.{n}" for platform, names in config.accounts().items() for n in names}
    for place in directory.places:
        if place.door not in doors:
            yield Finding(
                subject="directory",
                line=f"{place.id} is behind [{place.door}], which the settings do not have",
                remedy=f"add a [{place.door}] table, or name another account for that channel",
            )
    yield from rooms.judge(directory)


def _around(
    config: Config,
    told: known.Known | None,
    store: Store | None,
    config_tokens: Mapping[str, str],
) -> Mapping[str, Around]:
    """Return what is known around each account, by its name; asks the bot that runs."""
    doors = running.doors(config.web.listen) if told is not None and told.running else None
    found = {}
    for platform, names in config.accounts().items():
        for name in (f"{platform}.{one}" for one in names):
            behind = () if told is None else told.directory.behind(name)
            places: dict[str, str] = {}
            for place in behind:
                places.setdefault(place.address, place.id)
            found[name] = Around(
                places=places,
                joint=frozenset(p.address for p in behind if p.public or len(p.organisations) > 1),
                store=store,
                config_token=config_tokens.get(name.removeprefix("slack."), ""),
                public_url=config.web.public_url,
                running=told is not None and told.running,
                door=(doors or {}).get(name, {}),
                gated=_gated(told, name),
            )
    return found


def _gated(told: known.Known | None, door: str) -> frozenset[str]:
    if told is None:
        return frozenset()
    behind = told.directory.behind(door)
    presences = ((one.address, told.directory.presence(one.id)) for one in behind)
    return frozenset(at for at, one in presences if one is not None and one.gate)


def _looks(
    config: Config, around: Mapping[str, Around], now: Callable[[], float]
) -> Iterator[tuple[str, Callable[[], Awaitable[Examined]]]]:
    for one, workspace in config.slack.items():
        name = f"slack.{one}"
        secret = partial(config.secret, workspace)
        yield name, partial(of_slack, name, workspace, secret, around[name], now)
    for one, bot in config.telegram.items():
        name = f"telegram.{one}"
        secret = partial(config.secret, bot)
        yield name, partial(of_telegram, name, bot, secret, around[name], now)


async def _account(name: str, look: Callable[[], Awaitable[Examined]]) -> Examined:
    """Return what was found out about one account; what goes wrong there spoils no other."""
    try:
        return await look()
    except ConfigFault as fault:
        return Examined(findings=tuple(settings.faulty(fault, name)))
    except (StoreFault, SealFault) as fault:
        remedy = "look at it with `tocsin audit verify`, and bring back a backup"
        finding = Finding(subject=database.DATABASE, line=str(fault), remedy=remedy)
        return Examined(findings=(finding,))


def _database(config: Config) -> Path | None:
    """Return the database's file, None where it is on a server."""
    url = config.database_url()
    return Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None
