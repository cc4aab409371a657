"""What shows the whole of it, over both platforms: pinned, kept alive, and sent as files."""

import csv
import io
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from bot.alerts import filing
from policies.alerts.alert import Alert, Answered, Entry, Standing
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from policies.alerts.states import State
from policies.labels import Label
from storage.store import Transaction
from tests.bot.whole.town import ANN, BO, DESK, ONE_BRIDGE, WATCH, Town

Build = Callable[..., Awaitable[Town]]
DUTY = ONE_BRIDGE.replace('id = "desk"', 'id = "desk"\nkind = "duty"').replace(
    'id = "group"', 'id = "group"\nkind = "duty"'
)


async def raise_one(town: Town) -> None:
    async def act(tx: Transaction) -> None:
        standings = tuple(
            Standing(organisation=name, first=tx.now, answered=Answered.ACKNOWLEDGED, at=tx.now)
            for name in ("institute", "watch")
        )
        alert = Alert(
            state=State.RAISED,
            severity=Severity.HIGH,
            label=Label.AMBER_STRICT,
            text="Polling station 4 is closed.",
            origin="institute",
            author="ann",
            audience=Audience(everybody=True),
            made=tx.now,
            raised=tx.now,
            standings=standings,
        )
        await filing.file(tx, alert, Entry(what="raised", at=tx.now, organisation="institute"))

    await town.store.write(act)


def statuses(town: Town, room: object) -> list[str]:
    return [one for one in town.texts(room) if "Alert desk" in one]


def sent(town: Town) -> dict[str, bytes]:
    """Return the files in Bo's conversation on Telegram, by name."""
    found = {}
    for post in town.telegram.messages(BO, bot=town.bots[0]):
        file = post.get("document") or next(iter(post.get("photo", ())), None)
        if file is not None:
            name = file.get("file_name", "picture")
            found[name] = town.telegram.file(file["file_id"])
            assert str(post.get("caption", "")).startswith("TLP:AMBER+STRICT · ")
            assert post.get("has_protected_content") is True
    return found


def shared(town: Town) -> dict[str, bytes]:
    """Return the files in Ann's conversation on Slack, by name."""
    return {
        file["name"]: Path(town.slack.file_path(file["id"])).read_bytes()
        for post in town.slack.direct("T0MAIN", ANN)
        for file in post.get("files", ())
    }


async def test_the_status_stands_pinned_on_both_and_figures_come_as_marked_files(
    build: Build,
) -> None:
    town = await build(DUTY)
    async with town.awake():
        await town.until(lambda: statuses(town, DESK) and statuses(town, WATCH), "the status")
        await town.quiet()
        (mine,) = [one["ts"] for one in town.posts(DESK) if "Alert desk" in one.get("text", "")]
        assert mine in town.slack.pinned(DESK)
        (mine,) = [
            one["message_id"] for one in town.posts(WATCH) if "Alert desk" in one.get("text", "")
        ]
        pins = town.calls("telegram", "pinChatMessage")
        assert mine in [int(one["params"]["message_id"]) for one in pins]
        await raise_one(town)
        town.ahead += timedelta(seconds=35)
        await town.until(
            lambda: all(
                "Open: 1" in one for one in (*statuses(town, DESK), *statuses(town, WATCH))
            ),
            "the alert to be counted",
        )
        town.telegram.say(BO, BO, "/figures", bot=town.bots[0])
        town.slack.command(DESK, ANN, "figures")
        await town.until(lambda: len(sent(town)) == len(shared(town)) == 3, "the files")
        for files in (sent(town), shared(town)):
            (table,) = [held for name, held in files.items() if name.endswith(".csv")]
            rows = csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""))
            assert {row[0] for row in rows} == {"TLP:AMBER+STRICT"}
            assert sum(held.startswith(b"\x89PNG") for held in files.values()) == 1
            assert sum(held.startswith(b"<!DOCTYPE html>") for held in files.values()) == 1
