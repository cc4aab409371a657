"""Settings that are not as they must be: 78, where and what to do, no secret, nothing touched."""

import pytest

from tests.stage import Stage

COMMANDS = [("run",), ("directory", "apply", "directory.toml"), ("explain", "--json"), ("status",)]


def refused(stage: Stage, *told: str, words: tuple[str, ...] = ("run",), **variables: str) -> None:
    """Run a command; it must end with 78, say all of `told`, no secret, and change nothing."""
    before = stage.bytes()
    done = stage.tocsin(*words, **variables)
    assert done.returncode == 78, done.stderr
    assert "Traceback" not in done.stderr
    for one in told:
        assert one in done.stderr
    assert not any(secret in done.stderr + done.stdout for secret in stage.SECRETS)
    assert stage.bytes() == before


def change(stage: Stage, old: str, new: str) -> None:
    text = stage.config.read_text(encoding="utf-8")
    assert old in text
    stage.config.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_malformed_configuration_names_the_line_and_changes_nothing(
    made: Stage, words: tuple[str, ...]
) -> None:
    change(made, "[rates]", "[rates")
    refused(made, "tocsin.toml", "not valid TOML at line", "correct the syntax", words=words)


def test_a_configuration_that_is_no_text_is_refused(made: Stage) -> None:
    made.config.write_bytes(b"\xff\xfe[storage]")
    refused(made, "tocsin.toml: is not UTF-8 text; save it as UTF-8")


def test_a_configuration_that_cannot_be_read_is_refused(made: Stage) -> None:
    made.config.unlink()
    made.config.mkdir()
    done = made.tocsin("run", "--config", str(made.config))
    assert done.returncode == 2
    refused(made, "tocsin.toml")


def test_a_partial_configuration_names_table_and_key(made: Stage) -> None:
    change(made, f'bot_token = "{made.SECRETS[0]}"\n', "")
    refused(made, "tocsin.toml", "[slack.main]", "bot_token is missing", "bot_token_file")


def test_a_configuration_without_any_account_says_which_table_to_add(made: Stage) -> None:
    text = made.config.read_text(encoding="utf-8")
    start, end = text.index("[slack.main]"), text.index("[rates]")
    made.config.write_text(text[:start] + text[end:], encoding="utf-8")
    refused(made, "tocsin.toml", "no account", "[telegram.<name>]")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('public_url = "http', 'listen = "127.0.0.1:1"\n#', "[web] public_url: is missing"),
        ('api_url = "http://127', 'api_url = "https://127', "must begin with https://"),
        ("webhook_secret", "#", "webhook_secret is missing"),
        ('webhook_secret = "', 'webhook_secret = "not letters ', "must be 1 to 256 of"),
    ],
)
def test_a_webhook_that_telegram_cannot_call_is_refused(
    made: Stage, old: str, new: str, told: str
) -> None:
    made.called = True
    made.write(telegram="http://127.0.0.1:9")
    text = made.config.read_text(encoding="utf-8").replace(f'listen = "127.0.0.1:{made.port}"', "")
    made.config.write_text(text, encoding="utf-8")
    if old.startswith("api_url"):
        head, tail = text.split("[telegram.main]")
        made.config.write_text(f"{head}[telegram.main]{tail.replace(old, new)}", encoding="utf-8")
    else:
        change(made, old, new)
    refused(made, "tocsin.toml", told)


def test_a_missing_configuration_says_how_to_make_one(made: Stage) -> None:
    made.config.unlink()
    refused(made, "tocsin.toml", "no such file", "tocsin init")


def test_a_file_that_should_hold_a_secret_and_does_not_is_named(made: Stage) -> None:
    change(made, f'token = "{made.TOKEN}"', 'token_file = "nowhere"')
    refused(made, "tocsin.toml", "token_file: nowhere", "mend it")
    (made.folder / "nowhere").touch()
    refused(made, "token_file: nowhere is empty")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[rates]", "[rates]\nsmoke = 1", "[rates] smoke: is not a known key"),
        ("[rates]", "[pigeons]\na = 1\n[rates]", "[pigeons]"),
        ("[slack.main]", '[slack.main]\nbot_tokn = "x"', "[slack.main] bot_tokn: is not a known"),
        ("[storage]", "[storage]\nworn = true", "[storage] worn: is not a known key"),
    ],
)
def test_an_unknown_key_is_refused_by_name(made: Stage, old: str, new: str, told: str) -> None:
    change(made, old, new)
    refused(made, "tocsin.toml", told)


def test_an_unknown_variable_is_refused_by_name(made: Stage) -> None:
    refused(made, "TOCSIN_RATS__X", TOCSIN_RATS__X="1")
    refused(made, "[rates] smoke: is not a known key", TOCSIN_RATES__SMOKE="1")


def test_other_providers_and_databases_are_not_in_this_version(made: Stage) -> None:
    change(made, 'provider = "file"', 'provider = "vault"')
    refused(made, "[keys] provider", "not in this version")
    made.write()
    change(made, "sqlite:///tocsin.db", "mysql://user@host/db")
    refused(made, "[storage] url", "not in this version")


@pytest.mark.parametrize(
    "words",
    [
        ("rnu",),
        ("run", "--fast"),
        ("explain",),
        ("demo", "--port"),
        ("dead", "retry"),
        ("directory", "apply"),
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_leaves_with_2(made: Stage, words: tuple[str, ...]) -> None:
    before = made.bytes()
    done = made.tocsin(*words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert made.bytes() == before
