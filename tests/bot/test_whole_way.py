"""The whole way of a newcomer, from an empty folder: two files, three commands, a message across.

The two blocks are those of the interface, word for word; only tokens and addresses of servers are
put in, as any operator does.
"""
# ruff: noqa: E501 - the lines of the interface stay as they are

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

from tests.stage import Stage

SETTINGS = """\
# tocsin.toml  (any key also as TOCSIN_<SECTION>__<NAME>__<KEY>; path by --config or TOCSIN_CONFIG)
[storage]
url = "sqlite:///tocsin.db"          # later also postgresql://user@host/db
[keys]
provider = "file"                    # file | passphrase
path = "tocsin.key"
[slack.main]                         # one table per workspace; partners bring their own: [slack.institute], …
bot_token = "xoxb-…"                 # or bot_token_file = "…", for every secret
app_token = "xapp-…"
api_url = "https://slack.com/api/"
[telegram.main]                      # one table per bot
token = "123:…"
api_url = "https://api.telegram.org" # /bot<token>/ and /file/bot<token>/ are appended
[rates]                              # 0 switches a budget off
telegram_per_second = 30
telegram_per_chat_per_second = 1
telegram_per_group_per_minute = 20
slack_per_channel_per_second = 1
[web]
listen = "127.0.0.1:8686"
"""
DIRECTORY = """\
# directory.toml
[[organisation]]
id = "institute"
name = "Ballot Institute"
kind = "member"                      # member (default) | client | vendor
tags = ["sector:thinktank", "country:US"]
[[organisation]]
id = "watch"
name = "Ballot Watch"
shown_as = "Partner 14"              # optional: the name that others see
clients = ["volunteers"]             # optional: organisations that it serves
keeps_records = false                # true for a public body: a recall leaves it a sealed copy
[[organisation]]
id = "volunteers"
name = "Volunteers"
kind = "client"
[[person]]
id = "watch-lead"
organisation = "watch"
name = "Lead of Ballot Watch"
shown_as = "L."                      # optional
seat = false                         # true: an account used by several people
risk = false                         # true: at-risk profile (security.md section 4)
roles = ["partner"]                  # partner, duty, releaser, steward, deputy, operator
telegram = 1001                      # and/or slack = "U0LEAD", or "institute:U0LEAD" when there are several workspaces
[[channel]]
id = "institute-desk"
platform = "slack"
account = "main"                     # may be left out while there is one
address = "C0INSTITUTE"
organisation = "institute"                 # or organisations = [...], or public = true; exercise = true marks an exercise room
members = 25                         # its steward vouches for this many; without it membership is unknown
mode = "desk"                        # share (default) | desk | strict
default = "TLP:GREEN"                # desk only
[[channel]]
id = "watch-group"
platform = "telegram"
address = -1001234567890
topic = 12                           # optional
organisation = "watch"
members = 12
[[bridge]]
id = "elections"
channels = ["institute-desk", "watch-group"]
ceiling = "TLP:AMBER"
agreed = ["institute", "watch"]            # organisations whose stewards accepted: these are addressed by what is posted here
[[permission]]                       # optional, standing: what the organisation lets others have
by = "watch"
to = ["volunteers"]                  # ids or tags
label = "TLP:AMBER"
until = 2027-01-01
[[wall]]                             # optional
organisation = "watch"
not_to = ["sector:government"]
"""
PROGRAM = Path(sys.executable).with_name("tocsin")


async def test_from_an_empty_folder_to_a_message_across(bare: Stage, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    bare.slack.set_limits(tier2=0, tier3=0, tier4=0)
    await bare.slack.start()
    await bare.telegram.start()
    bare.slack.add_workspace("T0", "xoxb-whole", "xapp-whole")
    bare.slack.add_user("T0", "U0LEAD", "Lead")
    bare.slack.add_channel("T0", "C0INSTITUTE", members=["U0LEAD"])
    bot = bare.telegram.add_bot("123:whole-way-made-up", "tocsin_bot", privacy=False)
    bare.telegram.add_user(1001, "Lead")
    watch = -1001234567890
    bare.telegram.add_chat(watch, "Watch", members=[1001, bot], admins=[bot], forum=True)
    while (topic := bare.telegram.add_topic(watch, "Elections", 1001)) < 12:
        pass
    assert topic == 12
    settings = (
        SETTINGS.replace("xoxb-…", "xoxb-whole")
        .replace("xapp-…", "xapp-whole")
        .replace("https://slack.com/api/", bare.slack.api_url)
        .replace("123:…", "123:whole-way-made-up")
        .replace("https://api.telegram.org", bare.telegram.api_url)
        .replace("127.0.0.1:8686", f"127.0.0.1:{bare.port}")
    )
    (folder / "tocsin.toml").write_text(settings, encoding="utf-8")
    (folder / "directory.toml").write_text(DIRECTORY, encoding="utf-8")

    async def tocsin(*words: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            PROGRAM, *words, cwd=folder, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
        )

    for words in (["init"], ["directory", "apply", "directory.toml"]):
        child = bare._forks.start(words, folder, tmp_path / words[0])
        done = await asyncio.to_thread(child.wait)
        assert done.returncode == 0, done.stderr
    # As whoever installed it runs it: the file that stands on the path, with an interpreter.
    running = await tocsin("run")
    try:

        async def ready() -> bool:
            return (await bare.ask("/readyz"))[0] == 200

        await bare.until(ready, "the bot to be ready", 60)
        bare.slack.say("C0INSTITUTE", "U0LEAD", "polling places moved")
        bare.telegram.say(watch, 1001, "TLP:AMBER seen by our people", topic=12)
        await bare.until(lambda: bare.in_telegram(watch), "the message from Slack")
        await bare.until(lambda: bare.in_slack("C0INSTITUTE"), "the message from Telegram")
    finally:
        running.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(running.communicate(), 60)
        await bare.slack.stop()
        await bare.telegram.stop()
    assert running.returncode == 0, errors.decode()
    there = [one for one in bare.telegram.messages(watch) if one["from"]["is_bot"]]
    assert [one["message_thread_id"] for one in there] == [12]
    assert there[0]["text"].startswith("TLP:GREEN")
    assert "polling places moved" in there[0]["text"]
    (copy,) = bare.in_slack("C0INSTITUTE")
    assert copy.startswith('TLP:AMBER · Partner 14 · "L."')
