"""What is not carried is named with its size and reason, and the words go all the same."""

import io
import zipfile
from typing import Any

from tests.bot.files.carrying import MP4, PDF, carried, in_slack, in_telegram
from tests.bot.porter import images
from tests.bot.whole.town import (
    ANN,
    BO,
    DESK,
    NORTH,
    ONE_BRIDGE,
    ORGANISATIONS,
    WATCH,
    bridge,
    channel,
)

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def bombed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(3_000_000))
    return out.getvalue()


HOSTILE = {
    "a program in disguise": ("invoice.pdf", b"MZ\x90\0" + bytes(500), "files of this type"),
    "EICAR": ("eicar.txt", EICAR, "files of this type"),
    "a page": ("notes.txt", b"<html><script>alert(1)</script>", "files of this type"),
    "a program by its name": ("report.pdf.exe", b"only words", "files of this type"),
    "right to left": ("invoice\u202efdp.exe", b"only words", "files of this type"),
    "no image": ("photo.jpg", b"only words here", "not what it says"),
    "a polyglot": ("plan.pdf", PDF + bombed()[-400:], "not what it says"),
    "an image bomb": ("bomb.png", images.bomb(), "could not be removed"),
}


async def test_what_is_refused_is_named_and_the_words_go(build: Any) -> None:
    town = await build()
    async with town.awake():
        for case, (name, content, _) in HOSTILE.items():
            file = {"name": name, "content": content}
            town.slack.upload(DESK, ANN, [file], f"TLP:GREEN see this: {case}")
        await carried(town)
        posts = in_telegram(town)
    assert len(posts) == len(HOSTILE)
    kept = await rows(town)
    for case, (_, content, why) in HOSTILE.items():
        (post,) = [one for one in posts if f"see this: {case}\n" in one["text"]]
        line = post["text"].rpartition("\n")[2]
        assert line.startswith("[file not carried: "), case
        assert f"{len(content)} B" in line or "KB" in line, case
        assert why in line, case
        assert "\u202e" not in line, case
        for row in kept:
            assert content not in row, case


async def rows(town: Any) -> list[bytes]:
    return [path.read_bytes() for path in town.folder.glob("tocsin.db*")]


async def test_an_archive_is_carried_and_never_unpacked(build: Any) -> None:
    town = await build()
    bomb = bombed()
    async with town.awake():
        town.slack.upload(DESK, ANN, [{"name": "a.zip", "content": bomb}], "TLP:GREEN")
        await carried(town)
        (post,) = in_telegram(town)
    assert (post["kind"], post["bytes"]) == ("document", bomb)


NAMES = {
    "../../x": "x",
    "..\\..\\boot.ini": "boot.ini",
    "a" * 200 + ".txt": "a" * 69 + ".txt",
    "<!channel> @here.txt": "__channel_ _here.txt",
    "new\nline.txt": "new line.txt",
}


async def test_a_name_arrives_harmless(build: Any) -> None:
    town = await build()
    async with town.awake():
        for name in NAMES:
            file = {"name": name, "content": b"only words"}
            town.slack.upload(DESK, ANN, [file], "TLP:GREEN")
        await carried(town)
        names = [one["name"] for one in in_telegram(town)]
    assert sorted(names) == sorted(NAMES.values())


async def test_a_file_that_lies_about_its_size_is_refused(build: Any) -> None:
    town = await build()
    async with town.awake():
        for said in (10, 9_000):
            file = {"name": "a.txt", "content": b"a" * 5_000, "size": said}
            town.slack.upload(DESK, ANN, [file], f"TLP:GREEN words of {said}")
        await carried(town)
        posts = in_telegram(town)
    assert [one["text"].count("its size is not what it says") for one in posts] == [1, 1]


async def test_what_is_too_large_is_not_even_fetched(build: Any) -> None:
    town = await build()
    async with town.awake():
        town.telegram.send_file(
            WATCH, BO, "document", 25_000_000, name="big.bin", caption="TLP:GREEN all"
        )
        town.slack.upload(
            DESK, ANN, [{"name": "big.txt", "content": b"a", "size": 60_000_000}], "TLP:GREEN all"
        )
        await carried(town)
        (in_room,), (in_group,) = in_slack(town), in_telegram(town)
    assert in_room["text"].endswith(
        "all\n[file not carried: big.bin, 25 MB (files of this type are refused)]"
    )
    assert in_group["text"].endswith("all\n[file not carried: big.txt, 60 MB (too large)]")
    assert town.calls("telegram", "getFile") == []


async def test_an_endless_download_is_cut_off(build: Any) -> None:
    town = await build()
    async with town.awake():
        town.slack.spoil("endless")
        file = {"name": "a.txt", "content": b"a" * 4_000}
        town.slack.upload(DESK, ANN, [file], "TLP:GREEN words")
        await carried(town)
        (post,) = in_telegram(town)
    assert "its size is not what it says" in post["text"]


async def test_a_download_that_breaks_off_is_tried_again_and_no_word_is_repeated(
    build: Any,
) -> None:
    town = await build()
    async with town.awake():
        town.slack.spoil("cut")
        town.slack.upload(DESK, ANN, [{"name": "film.mp4", "content": MP4}], "TLP:GREEN words")
        await carried(town)
        words, file = in_telegram(town)
    assert (words["text"].count("words"), file["bytes"]) == (1, MP4)
    assert len(town.calls("slack", "files.info")) > 1


async def test_what_one_room_does_not_take_reaches_the_others_and_is_named_there(
    build: Any,
) -> None:
    directory = (
        ORGANISATIONS
        + channel("desk", DESK, "institute", mode="desk", default="TLP:GREEN")
        + channel("group", WATCH, "watch")
        + channel("north", NORTH, "watch")
        + bridge("elections", "desk", "group", "north")
    )
    town = await build(directory)
    async with town.awake():
        town.telegram.fail("sendDocument", status=400, description="Bad Request: no", times=1)
        town.slack.upload(DESK, ANN, [{"name": "plan.pdf", "content": PDF}], "see this")
        await carried(town)
        rooms = sorted(
            (in_telegram(town), in_telegram(town, NORTH)), key=lambda one: one[1]["kind"]
        )
    named, whole = rooms
    assert [len(room) for room in rooms] == [2, 2]
    assert whole[1]["bytes"] == PDF
    assert "plan.pdf" in named[1]["text"]
    assert "could not be fetched or sent" in named[1]["text"]
    assert [room[0]["text"].count("see this") for room in rooms] == [1, 1]


async def test_where_a_bridge_carries_no_files_they_are_named(build: Any) -> None:
    town = await build(ONE_BRIDGE.replace('id = "elections"', 'id = "elections"\nfiles = "none"'))
    async with town.awake():
        town.slack.upload(DESK, ANN, [{"name": "plan.pdf", "content": PDF}], "TLP:GREEN words")
        await carried(town)
        (post,) = in_telegram(town)
    assert post["text"].endswith(
        "words\n[file not carried: plan.pdf, 10 KB (this bridge carries no files)]"
    )
    assert town.calls("slack", "files.info") == []


async def test_what_is_kept_elsewhere_is_named(build: Any) -> None:
    town = await build()
    async with town.awake():
        file = {"name": "plan", "mode": "external", "external_url": "https://drive.example/x"}
        town.slack.upload(DESK, ANN, [file], "TLP:GREEN words")
        await carried(town)
        (post,) = in_telegram(town)
    assert "it is kept elsewhere" in post["text"]
    assert "drive.example" not in post["text"]
