"""Files go to people by name, in private, one by one, and are deleted there again."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.messages import timers
from bot.messages.finding import short
from bot.sandbox.slack.methods import direct
from tests.bot.files.carrying import KINDS, PDF, carried, in_slack
from tests.bot.porter import images
from tests.bot.rooms.conftest import PARTNERS
from tests.bot.whole.town import ANN, BO, CY, DESK, EVA, WATCH, bridge, channel

ONE = (
    PARTNERS
    + channel("desk", DESK, "institute", mode="desk", default="TLP:GREEN")
    + channel("group", WATCH, "watch")
    + bridge("elections", "desk", "group")
)
DOORS = ("slack.main", "telegram.main")


def on_phone(town: Any, user: int = BO) -> list[dict[str, Any]]:
    """Return the files of ours in somebody's chat with the bot, with what is said under each."""
    found = []
    for post in town.telegram.messages(user, bot=town.bots[0]):
        kind = next((one for one in KINDS if one in post), "")
        if not kind or post["from"]["id"] not in town.bots:
            continue
        file = post[kind][-1] if kind == "photo" else post[kind]
        found.append(
            {
                "kind": kind,
                "text": post.get("caption", ""),
                "bytes": town.telegram.file(file["file_id"]),
                "protected": post.get("has_protected_content", False),
            }
        )
    return found


def in_im(town: Any, user: str) -> list[dict[str, Any]]:
    """Return our posts with files in somebody's conversation with the app."""
    return [
        one for one in town.slack.direct("T0MAIN", user) if one.get("files") and one["user"] != user
    ]


def im_of(town: Any, user: str) -> str:
    world = town.slack.world
    return direct(world, world.workspaces["T0MAIN"], user).id


def bytes_of(town: Any, post: dict[str, Any]) -> list[bytes]:
    return [Path(town.slack.file_path(one["id"])).read_bytes() for one in post["files"]]


async def later(town: Any, seconds: float) -> None:
    """Let time go by, and what fell due be done."""
    town.ahead += timedelta(seconds=seconds)
    town.app.courier.wake(await town.store.write(timers.ring))
    await carried(town)


async def digits(town: Any, place: str, number: str) -> str:
    """Return the digits by which a message is named."""
    stored = await town.store.read(lambda tx: tx.messages.by_number(place, number))
    return short(stored.message)


async def test_a_caption_in_a_slack_message_takes_the_file_to_a_phone(build: Any) -> None:
    town = await build(ONE, DOORS)
    async with town.awake():
        files = [{"name": "plan.pdf", "content": PDF}]
        town.slack.upload(im_of(town, ANN), ANN, files, "to @bo TLP:RED where they meet")
        await carried(town)
        (file,) = on_phone(town)
        assert (file["kind"], file["bytes"], file["protected"]) == ("document", PDF, True)
        assert file["text"].startswith("TLP:RED")
        assert any("where they meet" in one for one in town.told(BO))
        assert town.texts(WATCH) == [] == in_im(town, CY)


async def test_a_caption_on_a_phone_takes_the_picture_to_slack_without_its_place(
    build: Any,
) -> None:
    town = await build(ONE, DOORS)
    async with town.awake():
        caption = "/to @ann TLP:RED the man in grey"
        town.telegram.send_file(BO, BO, "photo", images.jpeg(), caption=caption, bot=town.bots[0])
        await carried(town)
        (post,) = in_im(town, ANN)
        (content,) = bytes_of(town, post)
        assert images.MARK.encode() not in content
        shared = town.calls("slack", "files.completeUploadExternal")
        assert [one["params"]["channel_id"] for one in shared] == [im_of(town, ANN)]
        assert any("the man in grey" in one for one in town.told(ANN))


async def test_a_reply_in_private_takes_an_earlier_file_with_it(build: Any) -> None:
    town = await build(ONE, DOORS)
    async with town.awake():
        bot = town.bots[0]
        number = town.telegram.send_file(BO, BO, "document", PDF, name="list.pdf", bot=bot)
        town.telegram.say(BO, BO, "/to @ann @eva who is on it", reply_to=number, bot=bot)
        await carried(town)
        assert bytes_of(town, in_im(town, ANN)[0]) == [PDF]
        assert [one["bytes"] for one in on_phone(town, EVA)] == [PDF]
        assert on_phone(town) == []


async def test_a_red_file_of_a_room_goes_to_those_who_are_named_and_goes_again_in_time(
    build: Any,
) -> None:
    town = await build(ONE, DOORS)
    async with town.awake():
        files = [{"name": "plan.pdf", "content": PDF}]
        ts = town.slack.upload(DESK, ANN, files, "TLP:RED the plan")
        await carried(town)
        assert on_phone(town) == [] == town.texts(WATCH)
        named = await digits(town, "desk", f"{DESK}:{ts}")
        town.slack.say(im_of(town, ANN), ANN, f"to {named} @bo @cy for 30m")
        await carried(town)
        assert [one["bytes"] for one in on_phone(town)] == [PDF]
        (post,) = in_im(town, CY)
        assert bytes_of(town, post) == [PDF]
        await later(town, 1_900)
        assert on_phone(town) == [] == in_im(town, CY)
        assert not any("the plan" in one for one in town.told(BO))
        gone = [one["params"]["file"] for one in town.calls("slack", "files.delete")]
        assert gone == [post["files"][0]["id"]]


async def test_taken_back_it_is_deleted_everywhere_and_the_report_says_so(build: Any) -> None:
    town = await build(ONE, DOORS)
    async with town.awake():
        files = [{"name": "plan.pdf", "content": PDF}]
        ts = town.slack.upload(im_of(town, ANN), ANN, files, "to @bo TLP:RED the plan")
        await carried(town)
        assert len(on_phone(town)) == 1
        place = f"notice:slack.main:{ANN}"
        named = await digits(town, place, f"{im_of(town, ANN)}:{ts}")
        town.slack.say(im_of(town, ANN), ANN, f"recall {named}")
        await carried(town)
        assert on_phone(town) == []
        assert not any("the plan" in one for one in town.told(BO))
        report = next(one for one in town.told(ANN) if "became of its copies" in one)
        assert "Bo: deleted." in report


async def test_what_fails_once_is_tried_again_without_its_words(build: Any) -> None:
    town = await build(ONE, DOORS)
    async with town.awake():
        town.telegram.fail("sendDocument", status=502, times=1)
        files = [{"name": "plan.pdf", "content": PDF}]
        town.slack.upload(im_of(town, ANN), ANN, files, "to @bo @cy TLP:RED the plan")
        await town.until(lambda: on_phone(town), "the second try")
        await carried(town)
        assert len(on_phone(town)) == 1 == len(in_im(town, CY))
        assert sum("the plan" in one for one in town.told(BO)) == 1
        assert [one["method"] for one in town.telegram.journal.of("fault")] == ["sendDocument"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("plan.exe", b"only words", "files of this type are refused"),
        ("big.pdf", PDF, "too large"),
    ],
    ids=["refused", "too large"],
)
async def test_what_cannot_go_is_named_with_its_size_to_both(
    build: Any, name: str, content: bytes, why: str
) -> None:
    town = await build(ONE, DOORS)
    async with town.awake():
        size = {"size": 2 * 10**9} if why == "too large" else {}
        files = [{"name": name, "content": content, **size}]
        town.slack.upload(im_of(town, ANN), ANN, files, "to @bo TLP:RED the plan")
        await carried(town)
        (words,) = [one for one in town.told(BO) if "the plan" in one]
        receipt = next(one for one in reversed(town.told(ANN)) if "Bo: delivered" in one)
        assert on_phone(town) == []
    for said in (words, receipt):
        assert f"[file not carried: {name}, " in said
        assert why in said


async def test_a_file_whose_name_bears_another_label_is_not_sent(build: Any) -> None:
    town = await build(ONE, DOORS)
    async with town.awake():
        files = [{"name": "TLP-GREEN plan.pdf", "content": PDF}]
        town.slack.upload(im_of(town, ANN), ANN, files, "to @bo the plan")
        await carried(town)
        assert town.told(BO) == []
        assert any('What is sent with "to" is TLP:RED' in one for one in town.told(ANN))


async def test_an_album_goes_whole(build: Any) -> None:
    town = await build(ONE, DOORS)
    pictures = [{"kind": "photo", "content": images.jpeg((60 + at, 40))} for at in range(3)]
    async with town.awake():
        bot = town.bots[0]
        town.telegram.send_album(BO, BO, pictures, "/to @eva TLP:RED three views", bot=bot)
        await carried(town)
        assert [one["kind"] for one in on_phone(town, EVA)] == ["photo"] * 3
        assert len(town.calls("telegram", "sendMediaGroup")) == 1
        assert not any("do not know" in one for one in town.told(BO))


async def test_what_was_forwarded_to_us_is_not_sent_on_as_ones_own(build: Any) -> None:
    town = await build(ONE, DOORS)
    async with town.awake():
        bot, forward = town.bots[0], {"type": "hidden_user", "sender_user_name": "X", "date": 1}
        number = town.telegram.send_file(
            BO, BO, "document", PDF, name="list.pdf", bot=bot, forward=forward
        )
        town.telegram.say(BO, BO, "/to @ann look", reply_to=number, bot=bot)
        await carried(town)
        assert in_im(town, ANN) == []
        assert town.told(ANN) == []
        assert "nothing here that you may do this to" in town.told(BO)[-1]


async def test_a_permission_to_a_person_takes_the_file_along(build: Any) -> None:
    directory = ONE.replace('agreed = ["institute", "watch"]', 'agreed = ["institute"]')
    town = await build(directory, DOORS)
    async with town.awake():
        files = [{"name": "plan.pdf", "content": PDF}]
        ts = town.slack.upload(DESK, ANN, files, "TLP:AMBER the plan")
        await carried(town)
        assert on_phone(town) == []
        named = await digits(town, "desk", f"{DESK}:{ts}")
        town.slack.say(im_of(town, ANN), ANN, f"permit {named} to @bo")
        await carried(town)
        (file,) = on_phone(town)
        assert (file["bytes"], file["protected"]) == (PDF, False)
        assert town.texts(WATCH) == []


async def test_a_caption_shares_a_file_of_a_room(build: Any) -> None:
    quiet = ONE.replace('mode = "desk"\ndefault = "TLP:GREEN"\n', "")
    town = await build(quiet, DOORS)
    async with town.awake():
        town.telegram.send_file(
            WATCH, BO, "document", PDF, name="list.pdf", caption="/share TLP:GREEN the list"
        )
        await carried(town)
        words, file = in_slack(town)
        assert "the list" in words["text"]
        assert file["bytes"] == [PDF]


async def test_whoever_blocked_us_there_gets_words_and_file_by_the_other_account(
    build: Any,
) -> None:
    his = "U0BOSLACK"
    town = await build(
        ONE.replace(f"telegram = {BO}\n", f'telegram = {BO}\nslack = "{his}"\n'), DOORS
    )
    town.slack.add_user("T0MAIN", his, "Bo")
    async with town.awake():
        services = town.app.services
        services.doors = dict(reversed(services.doors.items()))
        town.telegram.block(BO, bot=town.bots[0])
        files = [{"name": "plan.pdf", "content": PDF}]
        town.slack.upload(im_of(town, ANN), ANN, files, "to @bo TLP:RED the plan")
        await carried(town)
        (post,) = in_im(town, his)
        assert bytes_of(town, post) == [PDF]
        assert sum("the plan" in one for one in town.told(his)) == 1
        assert on_phone(town) == []
        assert any("Bo: delivered to another account" in one for one in town.told(ANN))
