"""What each way in needs of the settings, and how it is said where it is missing."""

from pathlib import Path

import pytest

from bot.app import doors_of
from bot.config import ConfigFault, load

SLACK = """
[slack.main]
bot_token = "xoxb-1-secret"
{}
"""
TELEGRAM = """
[telegram.main]
token = "1234567:AAsecretsecret"
mode = "webhook"
{}
[web]
{}
"""
PUBLIC = 'public_url = "https://bot.example.org/tocsin/"'


def settings(folder: Path, text: str) -> Path:
    path = folder / "tocsin.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_by_default_nobody_calls_us(tmp_path: Path) -> None:
    text = SLACK.format('app_token = "xapp-1-secret"') + TELEGRAM.format("", "").replace(
        'mode = "webhook"', ""
    )
    for door in doors_of(load(settings(tmp_path, text))).values():
        assert door.routes() == ()


def test_slack_over_http_needs_the_signing_secret_and_no_app_token(tmp_path: Path) -> None:
    secret = 'mode = "http"\nsigning_secret = "0123456789abcdef"'
    [door] = doors_of(load(settings(tmp_path, SLACK.format(secret)))).values()
    assert [(one.method, one.path) for one in door.routes()] == [("POST", "/slack/main/events")]
    with pytest.raises(ConfigFault, match=r"\[slack\.main\].*signing_secret is missing"):
        load(settings(tmp_path, SLACK.format('mode = "http"')))


def test_a_webhook_has_its_address_and_its_path(tmp_path: Path) -> None:
    config = load(settings(tmp_path, TELEGRAM.format('webhook_secret = "a-b_C9"', PUBLIC)))
    assert config.webhook("main") == ("https://bot.example.org/tocsin/telegram/main", "a-b_C9")
    [door] = doors_of(config).values()
    assert [(one.method, one.path) for one in door.routes()] == [("POST", "/telegram/main")]


@pytest.mark.parametrize(
    ("public", "words"),
    [
        ("", r"\[web\] public_url: is missing, and \[telegram\.main\] mode"),
        ('public_url = "http://bot.example.org"', "must begin with https://"),
        ('public_url = "https://bot.example.org:8686"', "port 443, 80, 88 or 8443"),
        ('public_url = "https://bot.example.org/?x=1"', "without them"),
    ],
)
def test_an_address_that_telegram_cannot_call_is_refused(
    tmp_path: Path, public: str, words: str
) -> None:
    with pytest.raises(ConfigFault, match=words):
        load(settings(tmp_path, TELEGRAM.format('webhook_secret = "a"', public)))


def test_a_bot_api_server_of_ones_own_calls_over_plain_http(tmp_path: Path) -> None:
    text = TELEGRAM.format(
        'webhook_secret = "a"\napi_url = "http://127.0.0.1:8081"',
        'public_url = "http://127.0.0.1:8686"',
    )
    config = load(settings(tmp_path, text))
    assert config.webhook("main") == ("http://127.0.0.1:8686/telegram/main", "a")


@pytest.mark.parametrize("secret", ["with space", "ä", "x" * 257, "a.b"])
def test_a_secret_that_telegram_does_not_take_is_refused_and_not_shown(
    tmp_path: Path, secret: str
) -> None:
    config = load(settings(tmp_path, TELEGRAM.format(f'webhook_secret = "{secret}"', PUBLIC)))
    with pytest.raises(ConfigFault, match="1 to 256") as caught:
        doors_of(config)
    assert secret not in str(caught.value)


def test_a_webhook_without_its_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigFault, match=r"\[telegram\.main\].*webhook_secret is missing"):
        load(settings(tmp_path, TELEGRAM.format("", PUBLIC)))
