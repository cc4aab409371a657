"""A directory file is read whole, or refused with what is wrong, where, and what to do."""

from datetime import date

import pytest

from bot.community.directory import DirectoryFault, load_text, write_text
from policies.community.people import OrganisationKind, Permission, Role, Wall
from policies.community.places import Bridge, Mode
from policies.labels import Label

ONE = {"slack": ["main"], "telegram": ["main"]}
TWO = {"slack": ["main", "institute"], "telegram": ["main"]}


def faults(text, accounts=ONE):
    with pytest.raises(DirectoryFault) as caught:
        load_text(text, "directory.toml", accounts)
    return caught.value.lines


@pytest.mark.parametrize("accounts", [None, ONE])
def test_the_directory_of_the_issue_is_read_as_it_says(issue, accounts):
    read = load_text(issue, "directory.toml", accounts)
    institute, watch, volunteers = read.organisations
    assert institute.tags == ("sector:thinktank", "country:US")
    assert (watch.shown_as, watch.clients, watch.keeps_records) == (
        "Partner 14", ("volunteers",), False,
    )  # fmt: skip
    assert volunteers.kind is OrganisationKind.CLIENT
    (lead,) = read.people
    assert (lead.organisation, lead.roles, lead.telegram) == ("watch", (Role.PARTNER,), 1001)
    desk, group = read.places
    assert (desk.door, desk.address, desk.members) == ("slack.main", "C0INSTITUTE", 25)
    assert (desk.mode, desk.default) == (Mode.DESK, Label.GREEN)
    assert (group.door, group.address, group.topic) == ("telegram.main", "-1001234567890", "12")
    assert (group.mode, group.members, group.organisations) == (Mode.SHARE, 12, ("watch",))
    assert read.bridges == (
        Bridge(
            id="elections",
            channels=("institute-desk", "watch-group"),
            ceiling=Label.AMBER,
            agreed=("institute", "watch"),
        ),
    )
    assert read.permissions == (
        Permission(by="watch", to=("volunteers",), label=Label.AMBER, until=date(2027, 1, 1)),
    )
    assert read.walls == (Wall(organisation="watch", not_to=("sector:government",)),)


def test_what_is_left_out_has_the_stated_default(issue):
    text = """
[[organisation]]
id = "a"
name = "A"
[[channel]]
id = "x"
platform = "slack"
address = "C0X"
organisation = "a"
[[channel]]
id = "y"
platform = "telegram"
address = -5
public = true
[[bridge]]
id = "b"
channels = ["x", "y"]
"""
    read = load_text(text, "f", ONE)
    assert read.organisations[0].kind is OrganisationKind.MEMBER
    assert (read.places[0].mode, read.places[0].members) == (Mode.SHARE, None)
    assert (read.bridges[0].ceiling, read.bridges[0].agreed) == (Label.GREEN, ())
    assert load_text("", "f", ONE).places == ()


def test_an_address_is_a_room_only_with_its_own_topic(issue):
    read = load_text(issue, "f", ONE)
    assert read.place("telegram.main", "-1001234567890", "12").id == "watch-group"
    assert read.place("telegram.main", "-1001234567890", None) is None
    assert read.place("telegram.other", "-1001234567890", "12") is None
    assert read.person("telegram", "telegram.main", "", "1001").id == "watch-lead"
    assert read.person("telegram", "telegram.main", "", "") is None


def test_an_account_bound_to_one_workspace_is_nobody_in_another(issue):
    text = issue.replace("telegram = 1001 ", 'slack = ["institute:U0LEAD", "T0TEAM:U0L2"] ')
    read = load_text(text, "f", TWO)
    assert read.person("slack", "slack.institute", "T1", "U0LEAD").id == "watch-lead"
    assert read.person("slack", "slack.main", "T1", "U0LEAD") is None
    assert read.person("slack", "slack.main", "T0TEAM", "U0L2").id == "watch-lead"


def test_a_user_id_alone_is_somebody_only_while_there_is_one_workspace(issue):
    text = issue.replace("telegram = 1001 ", 'slack = "U0LEAD" ')
    read = load_text(text, "f", ONE)
    assert read.person("slack", "slack.main", "T1", "U0LEAD").id == "watch-lead"
    with pytest.raises(DirectoryFault) as fault:
        load_text(text, "f", TWO)
    assert "[[person watch-lead]] slack: names no workspace, and there are" in str(fault.value)
    assert all(f"{name}:U…" in str(fault.value) for name in TWO["slack"])


BROKEN = [
    ('clients = ["volunteers"]', 'clients = ["nobody"]', "[[organisation watch]] clients: names"),
    ('clients = ["volunteers"]', 'clients = ["watch"]', "[[organisation watch]] clients: leads"),
    ('clients = ["volunteers"]', 'clients = "volunteers"', "clients: must be a list"),
    ('clients = ["volunteers"]', 'clients = ["a b"]', "clients: must be an id"),
    ('clients = ["volunteers"]', 'clients = ["volunteers", "volunteers"]', "clients: names some"),
    ('id = "volunteers"', 'id = "watch"', "[[organisation watch]] id: is given twice"),
    ('id = "volunteers"', 'id = "watch-lead"', "id: is an organisation's too"),
    ('id = "volunteers"', 'id = "Vol\\n"', "[[organisation number 3]] id: must be an id"),
    ('id = "volunteers"\n', "", "[[organisation number 3]] id: is missing; add it"),
    ('kind = "client"', 'kind = "friend"', "kind: must be one of member, client, vendor"),
    ('kind = "client"', "kind = []", "kind: must be one of member, client, vendor"),
    ('name = "Volunteers"', 'name = ""', "name: must be a text of 1 to 200"),
    ('name = "Volunteers"', 'name = "a\\nb"', "name: must be on one line"),
    ('name = "Volunteers"\n', "", "[[organisation volunteers]] name: is missing; add it"),
    ('"country:US"]', '"US"]', "tags: must be a tag"),
    ("keeps_records = false", 'keeps_records = "no"', "keeps_records: must be true or false"),
    ('shown_as = "L."', 'shown_as = "L."\nnick = "x"', "[[person watch-lead]] nick: is not a kno"),
    ('organisation = "watch"\nname', 'organisation = "which"\nname', 'organisation: names "which'),
    ('roles = ["partner"]', 'roles = ["king"]', "roles: must be a list of partner, duty"),
    ("seat = false", "seat = 0", "seat: must be true or false"),
    ("telegram = 1001", 'telegram = "1001"', "telegram: must be a whole number, 1 or more"),
    ("telegram = 1001", "telegram = 0", "telegram: must be a whole number, 1 or more"),
    ("telegram = 1001", 'slack = "lead"', 'slack: must be a user id such as "U0LEAD"'),
    ("telegram = 1001", 'slack = "else:U0LEAD"', 'slack: names the workspace "else"'),
    ("telegram = 1001", 'slack = ["U0LEAD", "U0LEAD"]', "slack: names something twice"),
    ('platform = "slack"', 'platform = "signal"', "platform: must be one of slack, telegram"),
    ('platform = "slack"\n', "", "[[channel institute-desk]] platform: is missing"),
    ('account = "main"', 'account = "other"', "account: is no [slack.…] table"),
    ('address = "C0INSTITUTE"', "", "address: is missing"),
    ('address = "C0INSTITUTE"', 'address = "#desk"', "address: must be the platform's id"),
    ('address = "C0INSTITUTE"', 'address = "desk"', "address: must be the id of a channel"),
    ("address = -1001234567890", 'address = "watchers"', "address: must be the id of a chat"),
    ('address = "C0INSTITUTE"', 'address = "C0INSTITUTE"\ntopic = 3', "topic: is only for Tele"),
    ('organisation = "institute" ', "", "organisation: is missing; give organisation, organ"),
    ('organisation = "institute" ', 'organisation = "x" ', 'organisation: names "x", which is no'),
    ('organisation = "institute" ', 'organisations = ["watch", "x"] ', 'organisations: names "x"'),
    ('organisation = "institute" ',
     'organisation = "institute"\norganisations = ["watch"] ', "organisation: stands beside"),
    ("members = 25", "members = -1", "members: must be a whole number, 0 or more"),
    ("members = 25", "members = true", "members: must be a whole number"),
    ("members = 25", "members = 1e3", "members: must be a whole number"),
    ('mode = "desk"', 'mode = "open"', "mode: must be one of share, desk, strict"),
    ('mode = "desk"', 'mode = "share"', 'default: is only for a room with mode = "desk"'),
    ('default = "TLP:GREEN"', 'default = "TLP:CLEAR"', "default: must not be TLP:CLEAR"),
    ('mode = "desk"', 'kind = "post office"', "kind: must be one of room, intake, duty"),
    ('organisation = "institute" ', 'public = true\nkind = "duty" ', "kind: is for a room of"),
    ('default = "TLP:GREEN"', 'default = "green"', "default: must be one of TLP:RED"),
    ("topic = 12", 'topic = "12"', "topic: must be a whole number"),
    ('channels = ["institute-desk", "watch-group"]', "", "[[bridge elections]] channels: is mi"),
    ('"watch-group"]', '"watch-grp"]', 'channels: names "watch-grp", which is no channel'),
    (', "watch-group"]', "]", "channels: must name two channels or more"),
    ('ceiling = "TLP:AMBER"', 'ceiling = "AMBER"', "ceiling: must be one of"),
    ('agreed = ["institute", "watch"]', 'agreed = ["moon"]', 'agreed: names "moon"'),
    ('by = "watch"', 'by = "moon"', "[[permission by moon]] by: names"),
    ('to = ["volunteers"]', 'to = ["moon"]', 'to: names "moon", which is no organisation, pe'),
    ('to = ["volunteers"]', "to = []", "[[permission number 1]] to: must name somebody"),
    ('to = ["volunteers"]', "", "[[permission number 1]] to: is missing"),
    ('to = ["volunteers"]', 'to = ["c:"]', "to: must be a tag"),
    ('label = "TLP:AMBER"\nuntil', "until", "[[permission number 1]] label: is missing"),
    ("until = 2027-01-01", 'until = "2027-01-01"', "until: must be a date such as"),
    ("until = 2027-01-01", "until = 2027-01-01T00:00:00Z", "until: must be a date such as"),
    ('not_to = ["sector:government"]', 'not_to = ["x"]', "[[wall of watch]] not_to: names"),
    ("[[wall]] ", "[wall] ", "[[wall]]: must be written as [[wall]] tables"),
    ("[[wall]] ", "[[walls]] ", "[walls]: is not a known table; tables are"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), BROKEN, ids=[f"{r[1]!r:.40}" for r in BROKEN])
def test_a_fault_names_file_table_key_reason_and_remedy(issue, old, new, words):
    assert old in issue
    lines = faults(issue.replace(old, new))
    assert any(words in one for one in lines), lines
    assert all(one.startswith("directory.toml: [") for one in lines)
    assert all("; " in one for one in lines), lines


SECOND = """
[[channel]]
id = "again"
platform = "telegram"
address = "-1001234567890"
topic = 12
organisation = "watch"
[[person]]
id = "twin"
organisation = "watch"
name = "T"
telegram = 1001
"""


def test_the_same_room_and_the_same_account_may_be_named_once_only(issue):
    lines = faults(issue + SECOND)
    for words in (
        "[[channel watch-group]] address: is another channel's too",
        "[[channel again]] address: is another channel's too",
        "[[person watch-lead]] telegram: is another person's too",
        "[[person twin]] telegram: is another person's too",
    ):
        assert any(words in one for one in lines), words


def test_a_long_circle_of_clients_is_found(issue):
    text = "".join(
        f'[[organisation]]\nid = "o{at}"\nname = "O"\nclients = ["o{(at + 1) % 5}"]\n'
        for at in range(5)
    )
    assert len([one for one in faults(text) if "leads back to itself" in one]) == 5


def test_with_two_accounts_one_must_be_named(issue):
    text = issue.replace('account = "main" ', "")
    assert load_text(text, "f", ONE).places[0].account == "main"
    assert faults(text, TWO) == [
        "directory.toml: [[channel institute-desk]] account: is missing; "
        "name one of main, institute"
    ]
    assert "no account in the settings" in faults(issue, {"slack": ["main"]})[0]


def test_every_fault_is_told_at_once(issue):
    text = issue.replace("members = 25", "members = -1").replace("topic = 12", "topic = []")
    assert len(faults(text)) == 2


@pytest.mark.parametrize("text", ["[[organisation]\n", "a = ", '"', "\x00", "a = 1\na = 2"])
def test_what_is_no_toml_is_said_without_showing_it(text):
    (line,) = faults(text)
    assert line.startswith("directory.toml: is not valid TOML")
    assert "; correct the syntax" in line


@pytest.mark.parametrize("text", ["organisation = 1", "[organisation]", 'wall = ["a"]', "x = 1"])
def test_what_is_no_table_is_refused(text):
    assert faults(text)


def test_what_is_written_is_read_again(issue):
    read = load_text(issue, "f", ONE)
    assert load_text(write_text(read), "f", ONE) == read
