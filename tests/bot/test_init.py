"""`tocsin init` as somebody meets it at a terminal, against the stand-ins."""

import asyncio
import re
import tomllib
from collections.abc import AsyncIterator, Callable, Sequence

import pytest

from bot.cli.init import settings
from bot.config import load
from tests.bot.forks import Forks
from tests.bot.terminal import Terminal
from tests.servers import PASSWORD, Server
from tests.stage import APP, BOT, DESK, TOKEN, WATCH, Stage

WORDS = " heron ladder mild copper"
PRIVATE = {"tocsin.toml", "tocsin.key", "tocsin.db", "recovery-sheet.txt", "directory.toml",
           "slack-bot-token", "slack-app-token", "telegram-token"}  # fmt: skip


class Desk:
    """An empty folder, both platforms, and a terminal each time the program is started."""

    def __init__(self, stage: Stage, forks: Forks) -> None:
        self.stage = stage
        self.folder = stage.folder
        self._forks = forks
        self._terminals: list[Terminal] = []

    def init(self, first: str = "tests.bot.paces:briskly", more: Sequence[str] = ()) -> Terminal:
        """Start `tocsin init` at a terminal."""
        apis = ["--slack-api", self.stage.slack.api_url]
        apis += ["--telegram-api", self.stage.telegram.api_url]
        return self.start("init", *apis, *more, first=first)

    def start(self, *words: str, first: str = "") -> Terminal:
        """Start `tocsin` at a terminal."""
        log = self.stage.logs / f"terminal{len(self._terminals)}"
        terminal = Terminal(self._forks, list(words), self.folder, log, first)
        self._terminals.append(terminal)
        return terminal

    def here(self) -> set[str]:
        """Return the names of what is in the folder, hidden files too."""
        return {one.name for one in self.folder.iterdir()}

    def lines(self) -> dict[str, str]:
        """Return the words on the recovery sheet, by their line's number."""
        text = (self.folder / "recovery-sheet.txt").read_text(encoding="utf-8")
        return dict(re.findall(r"(?m)^ {3}(\d)  (\S+)$", text))

    def close(self) -> None:
        for one in self._terminals:
            one.close()


@pytest.fixture
async def desk(bare: Stage, forks: Forks) -> AsyncIterator[Desk]:
    await bare.raise_curtain()
    for name in ("tocsin.toml", "directory.toml"):
        (bare.folder / name).unlink()
    desk = Desk(bare, forks)
    yield desk
    desk.close()
    await bare.drop_curtain()


async def at_the_terminal(talk: Callable[[], object]) -> None:
    """Talk to the program beside the platforms, which answer it meanwhile."""
    await asyncio.to_thread(talk)


def connect(terminal: Terminal) -> None:
    """Answer the steps of both accounts."""
    terminal.answer("Bot token", BOT)
    terminal.answer("App token", APP)
    terminal.answer("Token (hidden", TOKEN)


def write_down(desk: Desk, terminal: Terminal, *, remove: str) -> None:
    """Answer the last step, reading the line that is asked for from the sheet."""
    asked = re.search(r"Line (\d)", terminal.expect("read from your paper"))
    assert asked is not None
    terminal.answer("(Enter skips)", desk.lines()[asked[1]].lower().replace("-", " "))
    terminal.answer("Remove the file now?", remove)


async def test_from_nothing_to_a_bridge_by_the_conversation_alone(desk: Desk) -> None:
    def talk() -> None:
        terminal = desk.init(first="")
        greeting = terminal.answer("Choose", "2")
        assert "1 of 4 · What opens the database" in greeting
        slack = terminal.answer("Bot token", BOT)
        assert "2 of 4 · Slack" in slack
        assert "tocsin manifest" in slack
        asked = terminal.answer("App token", APP)
        assert "Asking Slack …" in asked
        assert "That is the app in the workspace Ballot Institute." in asked
        telegram = terminal.answer("Token (hidden", TOKEN)
        assert "3 of 4 · Telegram" in telegram
        assert "@BotFather" in telegram
        assert "That is the bot @tocsin_bot." in terminal.expect("4 of 4 · The recovery sheet")
        assert all((desk.folder / name).exists() for name in PRIVATE)
        assert all((desk.folder / name).stat().st_mode & 0o077 == 0 for name in PRIVATE)
        write_down(desk, terminal, remove="y")
        assert terminal.end() == 0
        assert "tocsin directory apply directory.toml" in terminal.shown.partition("\nNext")[2]
        assert not any(secret in terminal.shown for secret in (BOT, APP, TOKEN))
        written = (desk.folder / "tocsin.toml").read_text(encoding="utf-8")
        assert not any(secret in written for secret in (BOT, APP, TOKEN))

    await at_the_terminal(talk)
    assert desk.here() == PRIVATE - {"recovery-sheet.txt"}
    stage = desk.stage
    config = stage.config.read_text(encoding="utf-8")
    stage.config.write_text(config.replace("127.0.0.1:8686", f"127.0.0.1:{stage.port}"))
    refused = stage.tocsin("directory", "apply", "directory.toml")
    assert refused.returncode == 78
    for room in ("desk", "group"):
        assert f"directory.toml: [[channel {room}]] address: must be" in refused.stderr
    example = desk.folder / "directory.toml"
    text = example.read_text(encoding="utf-8")
    text = text.replace('address = ""', f'address = "{DESK}"')
    example.write_text(text.replace("address = 0", f"address = {WATCH}"), encoding="utf-8")
    applied = stage.tocsin("directory", "apply", "directory.toml")
    assert applied.returncode == 0, applied.stderr
    async with stage.running():
        stage.slack.say(DESK, stage.ANN, "TLP:GREEN polling hours")
        await stage.until(stage.in_telegram, "the message to cross")
    assert stage.in_telegram() == [
        'TLP:GREEN · Ballot Institute · "Ann" (unverified)\npolling hours'
    ]


async def test_a_wrong_token_is_named_with_its_remedy_and_asked_for_again(desk: Desk) -> None:
    def talk() -> None:
        terminal = desk.init()
        terminal.answer("Choose", "2")
        terminal.answer("Bot token", APP)
        assert "begins with xoxb-" in terminal.answer("Bot token", "xoxb-revoked")
        wrong = terminal.answer("Bot token", f"  {BOT} ")
        assert "Slack does not accept the bot token (invalid_auth)" in wrong
        assert "install the app again" in " ".join(wrong.split())
        terminal.answer("App token", "xapp-of-nobody")
        assert "the app token opens no socket" in terminal.answer("App token", APP)
        assert "It opens a socket." in terminal.answer("Token (hidden", "hello")
        assert "a number, a colon" in terminal.answer("Token (hidden", TOKEN[:-1] + "9")
        assert "Telegram does not accept the token" in terminal.answer("Token (hidden", TOKEN)
        terminal.answer("read from your paper", "")
        assert terminal.end() == 0
        assert "xoxb-revoked" not in terminal.shown

    await at_the_terminal(talk)
    config = load(desk.folder / "tocsin.toml")
    assert config.secret(config.slack["main"], "bot_token") == BOT
    assert config.secret(config.slack["main"], "app_token") == APP
    assert config.secret(config.telegram["main"], "token") == TOKEN


async def test_an_app_that_lacks_a_scope_is_kept_and_told_what_to_mend(desk: Desk) -> None:
    desk.stage.slack.add_workspace(
        "T0SPARSE", "xoxb-sparse", "xapp-sparse", name="Sparse", scopes=["chat:write"]
    )

    def talk() -> None:
        terminal = desk.init()
        terminal.answer("Choose", "2")
        terminal.answer("Bot token", "xoxb-sparse")
        told = " ".join(terminal.answer("App token", "xapp-sparse").split())
        assert "the scope channels:history is missing" in told
        assert "install the app again" in told
        assert "That is the app in the workspace Sparse." in told
        assert "is missing" not in terminal.answer("Token (hidden", "")
        terminal.answer("read from your paper", "")
        assert terminal.end() == 0

    await at_the_terminal(talk)
    config = load(desk.folder / "tocsin.toml")
    assert config.secret(config.slack["main"], "app_token") == "xapp-sparse"


async def test_what_was_skipped_is_asked_for_again_and_nothing_else(desk: Desk) -> None:
    def talk() -> None:
        terminal = desk.init()
        terminal.answer("Choose", "2")
        terminal.answer("Bot token", BOT)
        terminal.answer("App token", "")
        assert "Slack is left out for now" in terminal.answer("Token (hidden", "")
        terminal.answer("read from your paper", "")
        assert terminal.end() == 0
        assert "for the account that was left out" in terminal.shown
        assert desk.here() & {"slack-bot-token", "slack-app-token", "telegram-token"} == set()
        again = desk.init()
        assert "Choose" not in again.expect("2 of 4")
        connect(again)
        write_down(desk, again, remove="n")
        assert again.end() == 0
        before = {name: (desk.folder / name).read_bytes() for name in desk.here()}
        third = desk.init()
        shown = third.answer("read from your paper", "")
        assert "[slack.main]" in shown
        assert "[telegram.main]" in shown
        assert third.end() == 0
        assert {name: (desk.folder / name).read_bytes() for name in desk.here()} == before

    await at_the_terminal(talk)


QUESTIONS = {
    "Choose": "2",
    "Bot token": BOT,
    "App token": APP,
    "Token (hidden": TOKEN,
    "Line ": "",
    "Remove the file now?": "",
}


def until(desk: Desk, terminal: Terminal, stop: str) -> None:
    """Answer every question until one is asked, and press Ctrl-C there."""
    while (question := terminal.asked(*QUESTIONS)) != stop:
        number = re.findall(r"Line (\d)", terminal.shown)[-1:]
        terminal.type(desk.lines()[number[0]] if question == "Line " else QUESTIONS[question])
    terminal.interrupt()


async def test_ctrl_c_at_any_question_leaves_nothing_half_and_the_next_run_goes_on(
    desk: Desk,
) -> None:
    def talk() -> None:
        for stop in QUESTIONS:
            terminal = desk.init()
            until(desk, terminal, stop)
            returncode = terminal.end()
            assert returncode == 1
            assert "Stopped. What was made is whole" in terminal.shown
            whole(desk)
        last = desk.init()
        assert [last.asked(*QUESTIONS)] == ["Line "]
        last.type("")
        assert last.end() == 0

    await at_the_terminal(talk)
    assert desk.here() == PRIVATE
    config = load(desk.folder / "tocsin.toml")
    assert (list(config.slack), list(config.telegram)) == (["main"], ["main"])


def whole(desk: Desk) -> None:
    """Check that what is there is complete."""
    here = desk.here()
    assert here <= PRIVATE
    assert ("recovery-sheet.txt" in here) == ("tocsin.db" in here) == ("tocsin.key" in here)
    if "tocsin.db" in here:
        opened = desk.stage.tocsin("audit", "verify")
        assert opened.returncode == 0, opened.stderr
        assert len(desk.lines()) == 7


async def test_ctrl_c_while_the_database_is_made_leaves_neither_it_nor_its_words(
    desk: Desk,
) -> None:
    def talk() -> None:
        terminal = desk.init(first="tests.bot.paces:slowly")
        terminal.answer("Choose", "2")
        terminal.expect("the database is made, but has no name yet")
        assert "recovery-sheet.txt" in desk.here()
        terminal.interrupt()
        assert terminal.end() == 1
        assert desk.here() == {"tocsin.toml", "tocsin.key"}
        again = desk.init()
        again.expect("2 of 4")
        whole(desk)

    await at_the_terminal(talk)


async def test_a_passphrase_is_typed_twice_alike_and_opens_what_was_made(desk: Desk) -> None:
    def talk() -> None:
        stopped = desk.init()
        stopped.answer("Choose", "")
        stopped.answer("Passphrase", "")
        stopped.answer("Passphrase", "short")
        stopped.answer("short enough to be guessed", "")
        stopped.answer("Passphrase", WORDS)
        stopped.answer("Once more", WORDS + "s")
        assert "not alike" in stopped.answer("Passphrase", WORDS)
        stopped.asked("Once more")
        stopped.interrupt()
        assert stopped.end() == 1
        assert desk.here() == set()
        terminal = desk.init()
        terminal.answer("Choose", "1")
        terminal.answer("Passphrase", WORDS)
        terminal.answer("Once more", WORDS)
        terminal.answer("Bot token", "")
        terminal.answer("Token (hidden", "")
        terminal.answer("read from your paper", "")
        assert terminal.end() == 0
        status = desk.start("status")
        status.answer("Passphrase", WORDS)
        assert status.end() == 0
        assert WORDS not in stopped.shown + terminal.shown + status.shown

    await at_the_terminal(talk)
    assert WORDS.encode() not in b"".join(one.read_bytes() for one in desk.folder.iterdir())


async def test_a_slip_on_the_paper_is_told_by_its_line_and_the_sheet_stays(desk: Desk) -> None:
    def talk() -> None:
        terminal = desk.init()
        terminal.answer("Choose", "2")
        terminal.answer("Bot token", "")
        terminal.answer("Token (hidden", "")
        terminal.asked("Line ")
        number = re.findall(r"Line (\d)", terminal.shown)[-1]
        right = desk.lines()[number]
        other = next(one for one in "0123" if one != right[0])
        terminal.type(other + right[1:])
        assert f"line {number}: has a slip in it" in terminal.answer("Enter skips", "too short")
        assert "letters instead of" in terminal.answer("Enter skips", "")
        assert terminal.end() == 0
        assert "recovery-sheet.txt stays" in " ".join(terminal.shown.split())

    await at_the_terminal(talk)
    assert "recovery-sheet.txt" in desk.here()


async def test_tokens_that_an_earlier_conversation_left_are_tried_and_taken_up(desk: Desk) -> None:
    (desk.folder / "slack-bot-token").write_text(f"{BOT}\n", encoding="utf-8")
    (desk.folder / "telegram-token").write_text("1234:revoked\n", encoding="utf-8")

    def talk() -> None:
        terminal = desk.init()
        terminal.answer("Choose", "2")
        assert "its token is taken" in " ".join(terminal.answer("App token", APP).split())
        shown = " ".join(terminal.answer("read from your paper", "").split())
        assert "Telegram does not accept the token" in shown
        assert "telegram-token to give another" in shown
        assert terminal.end() == 0

    await at_the_terminal(talk)
    config = load(desk.folder / "tocsin.toml")
    assert config.secret(config.slack["main"], "bot_token") == BOT
    assert not config.telegram
    assert (desk.folder / "telegram-token").read_text(encoding="utf-8") == "1234:revoked\n"


async def test_settings_that_take_no_table_are_left_and_the_lines_are_shown(desk: Desk) -> None:
    before = 'telegram = {}\nslack = {}\n[keys]\nprovider = "file"\n'
    (desk.folder / "tocsin.toml").write_text(before, encoding="utf-8")

    def talk() -> None:
        terminal = desk.init()
        connect(terminal)
        terminal.expect('token_file = "telegram-token"')
        terminal.answer("read from your paper", "")
        assert terminal.end() == 0

    await at_the_terminal(talk)
    assert (desk.folder / "tocsin.toml").read_text(encoding="utf-8") == before


async def test_without_a_network_nothing_is_kept_and_the_rest_goes_on(desk: Desk) -> None:
    await desk.stage.slack.stop()
    await desk.stage.telegram.stop()

    def talk() -> None:
        terminal = desk.init()
        terminal.answer("Choose", "2")
        terminal.answer("Bot token", BOT)
        assert "cannot be reached" in terminal.answer("Bot token", "")
        terminal.answer("Token (hidden", TOKEN)
        assert "cannot be reached" in terminal.answer("Token (hidden", "")
        terminal.answer("read from your paper", "")
        assert terminal.end() == 0

    await at_the_terminal(talk)
    assert desk.here() & {"slack-bot-token", "telegram-token"} == set()
    await desk.stage.slack.start()
    await desk.stage.telegram.start()


@pytest.mark.parametrize(
    ("url", "bare", "password"),
    [
        ("sqlite:///tocsin.db", "sqlite:///tocsin.db", ""),
        ("postgresql://tocsin@db/tocsin", "postgresql://tocsin@db/tocsin", ""),
        ("postgresql://tocsin:a%40b@[::1]:5432/t?sslmode=require",
         "postgresql://tocsin@[::1]:5432/t?sslmode=require", "a@b"),
    ],
)  # fmt: skip
def test_a_password_in_a_databases_address_goes_into_a_file_of_its_own(
    url: str, bare: str, password: str
) -> None:
    assert settings.without_password(url) == (bare, password)
    read = tomllib.loads(settings.settings(settings.FILE_KEY, url=bare, password=bool(password)))
    assert read["storage"]["url"] == bare
    assert ("password_file" in read["storage"]) is bool(password)


def test_a_database_is_named_for_new_settings_only_and_of_a_kind_that_is_known(
    bare: Stage,
) -> None:
    beside = bare.tocsin("init", "--database", "sqlite:///other.db")
    assert beside.returncode == 2
    assert "[storage] url" in beside.stderr
    bare.config.unlink()
    other = bare.tocsin("init", "--database", "mysql://made-up:word@host/tocsin")
    assert other.returncode == 2
    assert "begins with" in other.stderr
    assert "word" not in other.stderr.replace("password", "")
    assert not bare.config.exists()
    done = bare.tocsin("init", "--database", "sqlite:///other.db")
    assert done.returncode == 0, done.stderr
    assert (bare.folder / "other.db").exists()


async def test_a_database_server_is_asked_at_once_and_its_password_stands_in_no_settings(
    desk: Desk, server: Server
) -> None:
    name = server.make()

    def talk() -> None:
        terminal = desk.init(more=["--database", server.url_by_port(name, "not-this")])
        terminal.answer("Choose", "2")
        wrong = terminal.answer("Password of the database", PASSWORD)
        assert "not-this" not in wrong
        assert "!" in wrong
        terminal.answer("Bot token", "")
        terminal.answer("Token (hidden", "")
        terminal.answer("read from your paper", "")
        assert terminal.end() == 0
        assert PASSWORD not in terminal.shown
        again = desk.init()
        again.answer("Bot token", "")
        assert "Choose" not in again.shown
        again.interrupt()
        status = desk.stage.tocsin("status")
        assert status.returncode == 0, status.stderr

    await at_the_terminal(talk)
    assert PASSWORD not in (desk.folder / "tocsin.toml").read_text(encoding="utf-8")
    kept = desk.folder / "database-password"
    assert kept.read_text(encoding="utf-8") == f"{PASSWORD}\n"
    assert kept.stat().st_mode & 0o077 == 0
    server.drop(name)
