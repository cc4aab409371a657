from pathlib import Path

import pytest

from bot.config import ConfigFault, load, locate

BOT = "xoxb-1234567890-secret"
APP = "xapp-1-secret"
TOKEN = "1234567:AAsecretsecret"
WHOLE = f"""
[storage]
url = "sqlite:///tocsin.db"
[keys]
provider = "file"
path = "tocsin.key"
[slack.main]
bot_token = "{BOT}"
app_token = "{APP}"
api_url = "https://slack.com/api/"
[telegram.main]
token = "{TOKEN}"
[rates]
telegram_per_second = 30
[web]
listen = "127.0.0.1:8686"
"""


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("TOCSIN_CONFIG",):
        monkeypatch.delenv(name, raising=False)

    def write(text: str) -> Path:
        path = tmp_path / "tocsin.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_whole_file_is_read(written) -> None:
    config = load(written(WHOLE))
    assert config.secret(config.slack["main"], "bot_token") == BOT
    assert config.secret(config.telegram["main"], "token") == TOKEN
    assert config.rates.telegram_per_group_per_minute == 20
    assert config.accounts() == {"slack": ["main"], "telegram": ["main"]}


def test_a_variable_wins_over_the_file(written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_RATES__TELEGRAM_PER_SECOND", "0")
    monkeypatch.setenv("TOCSIN_SLACK__MAIN__API_URL", "http://127.0.0.1:9/api/")
    config = load(written(WHOLE))
    assert config.rates.telegram_per_second == 0
    assert config.slack["main"].api_url == "http://127.0.0.1:9/api/"
    assert config.secret(config.slack["main"], "app_token") == APP


@pytest.mark.parametrize("in_the_file", ["written out", "named as a file"])
def test_a_variable_wins_over_either_form_of_the_files_secret(
    written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_the_file: str
) -> None:
    (tmp_path / "newer").write_text("xoxb-newer\n", encoding="utf-8")
    if in_the_file == "written out":
        text = WHOLE
        monkeypatch.setenv("TOCSIN_SLACK__MAIN__BOT_TOKEN_FILE", "newer")
    else:
        text = WHOLE.replace(f'bot_token = "{BOT}"', 'bot_token_file = "nowhere"')
        monkeypatch.setenv("TOCSIN_SLACK__MAIN__BOT_TOKEN", "xoxb-newer")
    config = load(written(text))
    assert config.secret(config.slack["main"], "bot_token") == "xoxb-newer"
    assert config.secret(config.slack["main"], "app_token") == APP


def test_two_forms_of_a_secret_in_variables_are_refused(
    written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_TELEGRAM__MAIN__TOKEN", "1:newer")
    monkeypatch.setenv("TOCSIN_TELEGRAM__MAIN__TOKEN_FILE", "newer")
    with pytest.raises(ConfigFault, match="token and token_file are both given"):
        load(written(WHOLE))


def test_relative_paths_start_beside_the_file(written, tmp_path: Path) -> None:
    config = load(written(WHOLE))
    assert config.beside(config.keys.path) == tmp_path / "tocsin.key"
    assert config.database_url() == f"sqlite:///{tmp_path / 'tocsin.db'}"


def test_a_secret_may_stand_in_a_file(written, tmp_path: Path) -> None:
    (tmp_path / "bot").write_text(f"{BOT}\n", encoding="utf-8")
    text = WHOLE.replace(f'bot_token = "{BOT}"', 'bot_token_file = "bot"')
    config = load(written(text))
    assert config.secret(config.slack["main"], "bot_token") == BOT


def test_the_settings_are_found_by_the_option_then_the_variable_then_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOCSIN_CONFIG", "/elsewhere/tocsin.toml")
    assert locate(Path("given.toml")) == Path("given.toml")
    assert locate(None) == Path("/elsewhere/tocsin.toml")
    monkeypatch.delenv("TOCSIN_CONFIG")
    assert locate(None) == Path("tocsin.toml")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("[web]", "[wob]"), "[wob]"),
        (('listen = "127.0.0.1:8686"', 'listen = "here"'), "[web] listen"),
        (("telegram_per_second = 30", 'telegram_per_second = "many"'), "[rates] telegram_per"),
        (("telegram_per_second = 30", "telegram_per_second = -1"), "[rates] telegram_per_second"),
        (("[rates]", "[rates]\nsmoke_signals = 1"), "[rates] smoke_signals: is not a known key"),
        ((f'bot_token = "{BOT}"', ""), "[slack.main] bot_token is missing"),
        ((f'app_token = "{APP}"', f'app_token = "{APP}"\napp_token_file = "x"'), "keep one"),
        (('provider = "file"', 'provider = "vault"'), "not in this version"),
        (('api_url = "https://slack.com/api/"', 'api_url = "ftp://x"'), "[slack.main] api_url"),
        (("sqlite:///tocsin.db", "mysql://u@h/d"), "[storage] url: not in this version"),
        (("[storage]", "[storage"), "is not valid TOML at line"),
    ],
)
def test_an_error_names_file_table_key_and_remedy_and_shows_no_secret(
    written, change: tuple[str, str], told: str
) -> None:
    path = written(WHOLE.replace(*change))
    with pytest.raises(ConfigFault) as fault:
        load(path)
    said = str(fault.value)
    assert str(path) in said
    assert told in said
    assert not any(secret in said for secret in (BOT, APP, TOKEN))


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigFault, match="tocsin init"):
        load(tmp_path / "tocsin.toml")


def test_an_unknown_section_in_a_variable_is_refused(
    written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_SLCK__MAIN__BOT_TOKEN", BOT)
    with pytest.raises(ConfigFault) as fault:
        load(written(WHOLE))
    assert "TOCSIN_SLCK__MAIN__BOT_TOKEN" in str(fault.value)
    assert BOT not in str(fault.value)


def test_no_secret_stands_in_the_representation(written) -> None:
    config = load(written(WHOLE))
    assert not any(secret in repr(config) for secret in (BOT, APP, TOKEN))
