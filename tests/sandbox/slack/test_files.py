"""Files go up and come down as Slack's own would, and go wrong as they may."""

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.server import SlackStandIn
from tests.sandbox.slack.scene import (
    ANN,
    BOT,
    DESK,
    OLD,
    OTHER_TOKEN,
    OUTSIDE,
    PRIVATE,
    TEAM,
    TOKEN,
    Ear,
    client_of,
    refusal,
    until,
)  # fmt: skip

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400


async def fetch(
    web: aiohttp.ClientSession, url: str, token: str = TOKEN, **how: Any
) -> tuple[int, str, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with web.get(url, headers=headers, **how) as got:
        return got.status, got.content_type, await got.read()


def held(stand_in: SlackStandIn, number: str) -> bytes:
    return Path(stand_in.file_path(number)).read_bytes()


async def put(
    client: AsyncWebClient, web: aiohttp.ClientSession, name: str, data: bytes, **more: Any
) -> str:
    """Send a file up to where nobody sees it yet; returns its id."""
    asked = await client.files_getUploadURLExternal(filename=name, length=len(data), **more)
    async with web.post(asked["upload_url"], data=data) as got:
        assert (got.status, await got.text()) == (200, f"OK - {len(data)}")
    return str(asked["file_id"])


async def test_the_sdks_own_upload_stands_in_the_channel_and_is_told(
    stand_in: SlackStandIn, client: AsyncWebClient, ear: Ear
) -> None:
    root = stand_in.say(DESK, ANN, "root")
    both = [
        {"content": PNG, "filename": "Map of A.png", "title": "Map"},
        {"content": b"a,b\n", "filename": "list.csv"},
    ]
    await client.files_upload_v2(
        channel=DESK, file_uploads=both, initial_comment="TLP:GREEN two files", thread_ts=root
    )
    events = await ear.heard(4)
    shared = next(one for one in events if one.get("subtype") == "file_share")
    assert (shared["user"], shared["text"], shared["thread_ts"]) == (
        BOT, "TLP:GREEN two files", root,
    )  # fmt: skip
    assert "bot_id" not in shared
    first, second = shared["files"]
    assert (first["name"], first["title"], first["mimetype"], first["filetype"]) == (
        "Map of A.png", "Map", "image/png", "png",
    )  # fmt: skip
    assert (first["size"], first["mode"], second["mimetype"]) == (len(PNG), "hosted", "text/csv")
    told = [one for one in events if one["type"] == "file_shared"]
    assert [one["file_id"] for one in told] == [first["id"], second["id"]]
    assert all(one["channel_id"] == DESK for one in told)


async def test_where_a_file_was_shared_is_known_a_moment_after_the_answer(
    stand_in: SlackStandIn, client: AsyncWebClient, web: aiohttp.ClientSession
) -> None:
    number = await put(client, web, "a.png", PNG, alt_txt="A map")
    assert stand_in.messages(DESK) == []
    await client.files_completeUploadExternal(files=[{"id": number}], channel_id=DESK)
    assert "shares" in (await client.files_info(file=number))["file"]
    await until(lambda: stand_in.messages(DESK))
    told = (await client.files_info(file=number))["file"]
    (stands,) = stand_in.messages(DESK)
    assert told["shares"]["public"][DESK][0]["ts"] == stands["ts"]
    assert (told["channels"], told["alt_txt"]) == ([DESK], "A map")
    await client.chat_update(channel=DESK, ts=stands["ts"], text="TLP:GREEN named later")
    (changed,) = stand_in.messages(DESK)
    assert (changed["text"], changed["files"]) == ("TLP:GREEN named later", stands["files"])
    for wrong in ("F0NONE", "[", '{"a": 1}'):
        refused = await refusal(
            client.chat_update(channel=DESK, ts=stands["ts"], text="x", file_ids=wrong)
        )
        assert refused["error"] in ("file_not_found", "invalid_arguments")
    other = await put(client, web, "b.png", PNG)
    await client.files_completeUploadExternal(files=[{"id": other}])
    await client.chat_update(channel=DESK, ts=stands["ts"], text="other", file_ids=[other])
    assert [one["id"] for one in stand_in.messages(DESK)[0]["files"]] == [other]
    (history,) = (await client.conversations_history(channel=DESK))["messages"]
    assert "subtype" not in history
    await client.chat_delete(channel=DESK, ts=stands["ts"])
    assert len(stand_in.files(TEAM)) == 2


async def test_an_upload_may_be_a_form_and_must_be_as_long_as_was_said(
    stand_in: SlackStandIn, client: AsyncWebClient, web: aiohttp.ClientSession
) -> None:
    asked = await client.files_getUploadURLExternal(filename="a.txt", length=5)
    for wrong in (b"four", b"six..."):
        async with web.post(asked["upload_url"], data=wrong) as got:
            assert got.status == 400
    form = aiohttp.FormData()
    form.add_field("filename", b"fiver", filename="a.txt")
    async with web.post(asked["upload_url"], data=form) as got:
        assert got.status == 200
    async with web.post(asked["upload_url"], data=b"again") as got:
        assert got.status == 404
    assert held(stand_in, asked["file_id"]) == b"fiver"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"filename": "a.txt"}, "invalid_arguments"),
        ({"filename": "a.txt", "length": 0}, "missing_argument"),
        ({"filename": "", "length": 5}, "missing_argument"),
        ({"filename": "a.txt", "length": "many"}, "invalid_arguments"),
        ({"filename": "a.txt", "length": (1 << 30) + 1}, "file_upload_size_restricted"),
        (
            {"filename": "a", "length": (1 << 20) + 1, "snippet_type": "python"},
            "snippet_too_large",
        ),
        ({"filename": "a.png", "length": 5, "alt_txt": "a" * 1001}, "alt_txt_too_large"),
    ],
)
async def test_an_upload_that_cannot_be_is_refused(
    arguments: dict[str, Any], error: str, client: AsyncWebClient
) -> None:
    call = client.api_call("files.getUploadURLExternal", params=arguments)
    assert (await refusal(call))["error"] == error


async def test_what_cannot_be_completed_is_refused(
    client: AsyncWebClient, web: aiohttp.ClientSession, stand_in: SlackStandIn
) -> None:
    number = await put(client, web, "a.png", PNG)
    empty = (await client.files_getUploadURLExternal(filename="b.png", length=5))["file_id"]

    async def refused(files: Any, **more: Any) -> str:
        call = client.api_call("files.completeUploadExternal", json={"files": files} | more)
        return str((await refusal(call))["error"])

    assert await refused([]) == "invalid_arguments"
    assert await refused("nonsense") == "invalid_arguments"
    assert await refused([{"title": "x"}]) == "invalid_arguments"
    assert await refused([{"id": "F0NONE"}]) == "file_not_found"
    assert await refused([{"id": empty}]) == "file_not_found"
    assert await refused([{"id": number}], channel_id="C0NONE") == "channel_not_found"
    assert await refused([{"id": number}], channel_id=OUTSIDE) == "not_in_channel"
    assert await refused([{"id": number}], channel_id=OLD) == "is_archived"
    assert await refused([{"id": number}], channels=DESK, thread_ts="x") == "invalid_thread_ts"
    stand_in.world.workspaces[TEAM].scopes = {"chat:write"}
    assert await refused([{"id": number}], channel_id=DESK) == "missing_scope"


async def test_a_file_is_given_only_to_whom_a_token_lets_in(
    stand_in: SlackStandIn, client: AsyncWebClient, web: aiohttp.ClientSession
) -> None:
    stand_in.upload(PRIVATE, ANN, [{"name": "../../Map.png", "content": PNG}], "here")
    (told,) = stand_in.files(TEAM)
    url = told["url_private_download"]
    assert await fetch(web, url) == (200, "image/png", PNG)
    assert await fetch(web, told["url_private"]) == (200, "image/png", PNG)
    for token in ("", "xoxb-nobody", OTHER_TOKEN):
        status, kind, body = await fetch(web, url, token)
        assert (status, kind) == (200, "text/html")
        assert PNG not in body
    async with web.get(url, allow_redirects=False) as got:
        assert got.status == 302
    stand_in.world.workspaces[TEAM].scopes = {"chat:write"}
    assert (await fetch(web, url))[1] == "text/html"
    stand_in.world.workspaces[TEAM].scopes = None
    stand_in.leave(PRIVATE, BOT)
    assert (await fetch(web, url))[1] == "text/html"
    assert (await refusal(client.files_info(file=told["id"])))["error"] == "file_not_found"


async def test_people_share_several_files_at_once_and_tell_of_them_what_they_like(
    stand_in: SlackStandIn, ear: Ear
) -> None:
    linked = {
        "name": "plan", "mode": "external", "external_url": "https://e.org/p",
        "extra": {"filetype": "gdoc"},
    }  # fmt: skip
    files = [
        {"name": "a.png", "base64": "aGVyb24=", "size": 5_000_000_000, "mimetype": "text/plain"},
        linked,
    ]
    ts = stand_in.upload(DESK, ANN, files, "TLP:GREEN look")
    event = (await ear.heard(3))[0]
    assert (event["ts"], event["user"], event["text"]) == (ts, ANN, "TLP:GREEN look")
    lying, external = event["files"]
    assert (lying["size"], lying["mimetype"]) == (5_000_000_000, "text/plain")
    assert held(stand_in, lying["id"]) == b"heron"
    assert (external["mode"], external["is_external"], external["url_private"]) == (
        "external", True, "https://e.org/p",
    )  # fmt: skip


async def test_a_file_that_is_deleted_leaves_its_id_and_a_change(
    stand_in: SlackStandIn, client: AsyncWebClient, ear: Ear, web: aiohttp.ClientSession
) -> None:
    stand_in.upload(DESK, ANN, [{"name": "a.png", "content": PNG}, {"name": "b.txt"}], "two")
    first, second = stand_in.files(TEAM)
    stand_in.delete_file(first["id"])
    stand_in.hide_file(second["id"])
    *_, change, deleted, hidden = await ear.heard(6)
    assert change["subtype"] == "message_changed"
    assert change["message"]["files"][0] == {"id": first["id"], "mode": "tombstone"}
    assert (deleted["type"], deleted["file_id"]) == ("file_deleted", first["id"])
    assert hidden["message"]["files"][1] == {"id": second["id"], "mode": "hidden_by_limit"}
    assert (await refusal(client.files_info(file=first["id"])))["error"] == "file_deleted"
    assert (await fetch(web, first["url_private"]))[1] == "text/html"


async def test_the_app_deletes_only_its_own_files(
    stand_in: SlackStandIn, client: AsyncWebClient, web: aiohttp.ClientSession
) -> None:
    stand_in.upload(DESK, ANN, [{"name": "a.png", "content": PNG}])
    (theirs,) = stand_in.files(TEAM)
    assert (await refusal(client.files_delete(file=theirs["id"])))["error"] == "cant_delete_file"
    number = await put(client, web, "a.png", PNG)
    await client.files_delete(file=number)
    assert (await refusal(client.files_delete(file=number)))["error"] == "file_deleted"
    other = client_of(stand_in, web, OTHER_TOKEN)
    assert (await refusal(other.files_info(file=theirs["id"])))["error"] == "file_not_found"


async def test_of_a_file_in_a_shared_channel_events_say_only_that_it_is_there(
    stand_in: SlackStandIn, client: AsyncWebClient, ear: Ear
) -> None:
    stand_in.share(DESK, "T0FAR")
    stand_in.upload(DESK, ANN, [{"name": "a.png", "content": PNG}], "look")
    event = (await ear.heard(1))[0]
    event = next(one for one in await ear.heard(2) if one.get("files"))
    (bare,) = event["files"]
    assert (bare["file_access"], "name" in bare, "url_private" in bare) == (
        "check_file_info", False, False,
    )  # fmt: skip
    whole = (await client.files_info(file=bare["id"]))["file"]
    assert (whole["name"], whole["file_access"]) == ("a.png", "visible")
    (history,) = (await client.conversations_history(channel=DESK))["messages"]
    assert history["files"][0]["name"] == "a.png"


async def test_downloads_go_wrong_as_a_script_asks(
    stand_in: SlackStandIn, web: aiohttp.ClientSession
) -> None:
    stand_in.upload(DESK, ANN, [{"name": "a.png", "content": PNG}])
    url = stand_in.files(TEAM)[0]["url_private"]
    stand_in.spoil("cut")
    with pytest.raises(aiohttp.ClientPayloadError):
        await fetch(web, url)
    stand_in.spoil("redirect", to="http://127.0.0.1:1/elsewhere")
    assert (await fetch(web, url, allow_redirects=False))[0] == 302
    stand_in.spoil("page")
    assert (await fetch(web, url))[:2] == (200, "text/html")
    stand_in.spoil("unsized")
    stand_in.spoil("slow", seconds=0.04)
    assert (await fetch(web, url))[2] == (await fetch(web, url))[2] == PNG
    stand_in.spoil("endless")
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with web.get(url, headers=headers) as got:
        assert got.content_length is None
        assert len(await got.content.readexactly(len(PNG) * 10)) == len(PNG) * 10
    stand_in.fail("files.download", status=503)
    assert (await fetch(web, url))[0] == 503
    stand_in.fail("files.download", drop="before", times=2)  # aiohttp asks twice
    with pytest.raises(aiohttp.ClientError):
        await fetch(web, url)
    assert (await fetch(web, url))[2] == PNG


async def test_an_upload_that_fails_leaves_nothing(
    stand_in: SlackStandIn, client: AsyncWebClient, web: aiohttp.ClientSession
) -> None:
    asked = await client.files_getUploadURLExternal(filename="a.png", length=len(PNG))
    stand_in.fail("files.upload", status=500)
    async with web.post(asked["upload_url"], data=PNG) as got:
        assert got.status == 500
    body = json.dumps([{"id": asked["file_id"]}])
    call = client.api_call("files.completeUploadExternal", params={"files": body})
    assert (await refusal(call))["error"] == "file_not_found"
