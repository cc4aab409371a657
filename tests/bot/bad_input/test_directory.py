"""Directories that are not as they must be: every fault named, nothing applied by half."""

import pytest

from tests.stage import Stage

UNKNOWN = [
    ('clients = ["nobody"]', 'name = "Ballot Watch"', "organisation watch"),
    ('organisation = "nobody"', 'organisation = "watch"\nname = "Bo"', "person bo"),
    ('channels = ["nobody", "team"]', 'channels = ["strict", "team"]', "bridge strict"),
    ('agreed = ["nobody"]', 'agreed = ["institute", "watch"]', "bridge elections"),
]


def refused(stage: Stage, text: str, *told: str) -> str:
    """Apply a text; it must end with 78, say all of `told`, and the directory stay as it was."""
    before = stage.tocsin("directory", "export").stdout
    assert 'id = "ann"' in before
    (stage.folder / "other.toml").write_text(text, encoding="utf-8")
    done = stage.tocsin("directory", "apply", "other.toml", "--yes")
    assert done.returncode == 78, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    for one in ("other.toml", *told):
        assert one in done.stderr
    assert stage.tocsin("directory", "export").stdout == before
    return done.stderr


def changed(stage: Stage, old: str, new: str) -> str:
    assert old in stage.DIRECTORY
    return stage.DIRECTORY.replace(old, new, 1)


@pytest.mark.parametrize(("new", "old", "title"), UNKNOWN)
def test_an_unknown_id_is_named_with_its_table(made: Stage, new: str, old: str, title: str) -> None:
    new = f"{old}\n{new}" if new.startswith("clients") else new
    new = f'{new}\nname = "Bo"' if new.startswith("organisation") else new
    refused(made, changed(made, old, new), title, '"nobody"', "define it or correct it")


def test_an_unknown_id_of_a_permission_or_a_wall_is_named(made: Stage) -> None:
    more = (
        '[[permission]]\nby = "watch"\nto = ["nobody"]\nlabel = "TLP:AMBER"\n'
        '[[wall]]\norganisation = "noone"\nnot_to = ["institute"]\n'
    )
    refused(made, made.DIRECTORY + more, '"nobody"', '"noone"')


def test_cycles_of_clients_are_refused(made: Stage) -> None:
    text = changed(made, 'name = "Ballot Institute"', 'name = "I"\nclients = ["watch"]')
    text = text.replace('name = "Ballot Watch"', 'name = "W"\nclients = ["institute"]', 1)
    refused(made, text, "clients", "institute", "watch")


def test_an_organisation_that_is_its_own_client_is_refused(made: Stage) -> None:
    text = changed(made, 'name = "Ballot Institute"', 'name = "I"\nclients = ["institute"]')
    refused(made, text, "organisation institute", "clients")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('address = "C0TEAM"', 'address = "C0DESK"', "address"),
        ("address = -1001000000002", "address = -1001000000001", "address"),
        ('id = "team"', 'id = "desk"', "desk"),
        ('id = "bo"', 'id = "ann"', "ann"),
    ],
)
def test_duplicate_addresses_and_ids_are_refused(
    made: Stage, old: str, new: str, told: str
) -> None:
    refused(made, changed(made, old, new), told)


def test_two_people_with_one_account_are_refused(made: Stage) -> None:
    more = '[[person]]\nid = "di"\norganisation = "watch"\nname = "Di"\ntelegram = 1001\n'
    refused(made, made.DIRECTORY + more, "di", "telegram")


def test_every_fault_is_told_at_once(made: Stage) -> None:
    text = changed(made, 'default = "TLP:GREEN"', 'default = "TLP:CLEAR"')
    text = text.replace('mode = "strict"', 'mode = "strickt"').replace(
        "members = 5", "members = -5"
    )
    said = refused(made, text, "default", "mode", "members")
    assert len(said.splitlines()) >= 3


def test_a_default_outside_a_desk_is_refused(made: Stage) -> None:
    text = changed(made, 'mode = "strict"', 'mode = "strict"\ndefault = "TLP:GREEN"')
    refused(made, text, "channel strict", "default", "desk")


@pytest.mark.parametrize("text", ["[[organisation]\n", "[[organisation]]\nid = ", "x = {"])
def test_a_malformed_directory_names_the_line(made: Stage, text: str) -> None:
    refused(made, text, "not valid TOML at", "correct the syntax")


def test_a_partial_directory_names_table_and_key(made: Stage) -> None:
    refused(made, changed(made, 'platform = "slack"\n', ""), "channel", "platform", "missing")
    refused(made, changed(made, 'name = "Ann"\n', ""), "person ann", "name", "missing")


def test_an_unknown_key_of_a_directory_is_named(made: Stage) -> None:
    refused(made, changed(made, 'name = "Ann"', 'name = "Ann"\ncolour = "red"'), "ann", "colour")
    refused(made, made.DIRECTORY + "[[pigeon]]\nid = 1\n", "[pigeon]")


def test_a_directory_that_cannot_be_read_is_refused(made: Stage) -> None:
    done = made.tocsin("directory", "apply", "nowhere.toml")
    assert done.returncode == 78
    assert "nowhere.toml" in done.stderr
    (made.folder / "bytes.toml").write_bytes(b"\xff\xfe")
    done = made.tocsin("directory", "apply", "bytes.toml")
    assert done.returncode == 78
    assert "save it as UTF-8" in done.stderr


def test_what_is_missing_is_removed_only_when_agreed(made: Stage) -> None:
    before = made.tocsin("directory", "export").stdout
    text = before.replace('name = "Ann"', 'name = "Anna"')
    at = text.index("[[person]]")
    fewer = text[:at] + text[text.index("[[person]]", at + 1) :]
    (made.folder / "fewer.toml").write_text(fewer, encoding="utf-8")
    asked = made.tocsin("directory", "apply", "fewer.toml")
    assert asked.returncode == 1
    assert "--yes" in asked.stderr
    assert made.tocsin("directory", "export").stdout == before
    shown = made.tocsin("directory", "apply", "fewer.toml", "--dry-run")
    assert shown.returncode == 0
    assert made.tocsin("directory", "export").stdout == before
    assert made.tocsin("directory", "apply", "fewer.toml", "--yes").returncode == 0
    assert made.tocsin("directory", "export").stdout != before


def test_what_is_exported_can_be_applied_and_changes_nothing(made: Stage) -> None:
    exported = made.tocsin("directory", "export").stdout
    (made.folder / "again.toml").write_text(exported, encoding="utf-8")
    done = made.tocsin("directory", "apply", "again.toml")
    assert done.returncode == 0
    assert "nothing changed" in done.stdout
