"""Who and what is on the stage: rooms, people, and the directory file."""

from typing import Final

INSTITUTE_TEAM, OBSERVERS_TEAM = "T0INSTITUTE", "T0OBSERVERS"
ANN, DANA, NIA = "U0ANN", "U0DANA", "U0NIA"
BO, CLEO, ELI = 1001, 1002, 1003
GUEST, FOREIGNER, STRANGER = "U0GUEST", "U0FOREIGN", 1009
"""Whom no directory knows: a guest of the institute's workspace, somebody of a workspace with which
a channel is shared, and a stranger in Telegram."""
ELSEWHERE: Final = "T0ELSEWHERE"
"""A workspace of nobody's."""
DESK, TEAM_ROOM, STRICT = "C0DESK", "C0TEAM", "C0STRICT"
NIGHT, WATCH_NIGHT = "C0NIGHT", -1001000000004
"""Two rooms that no bridge joins, and that the directory does not know yet."""
OBSERVERS: Final = "C0FIELD"
DUTY, DRILL = "C0DUTY", "C0DRILL"
"""Where the institute's duty officers work, and where it is only practised."""
INTAKE: Final = -1001000000005
"""Where Ballot Watch takes in what is seen."""
WATCH_DESK, WATCH_TEAM, WATCH_STRICT = -1001000000001, -1001000000002, -1001000000003
SLACK_ROOMS: Final = (DESK, TEAM_ROOM, STRICT)
"""The institute's channels, each bridged with the group at the same place of the next line."""
TELEGRAM_ROOMS: Final = (WATCH_DESK, WATCH_TEAM, WATCH_STRICT)
ROOM_NAMES: Final[dict[str | int, str]] = {
    DESK: "election-desk",
    TEAM_ROOM: "team",
    STRICT: "strict",
    NIGHT: "night-shift",
    OBSERVERS: "field-reports",
    DUTY: "duty",
    DRILL: "drill",
    INTAKE: "Watch intake",
    WATCH_DESK: "Watch desk",
    WATCH_TEAM: "Watch team",
    WATCH_STRICT: "Watch strict",
    WATCH_NIGHT: "Watch at night",
}
DIRECTORY: Final = f"""
[[organisation]]
id = "institute"
name = "Ballot Institute"

[[organisation]]
id = "watch"
name = "Ballot Watch"
contacts = [
  {{ to = ["channel:watch-desk", "person:bo"] }},
  {{ to = ["person:cleo"], after = "5m" }},
]

[[organisation]]
id = "observers"
name = "Observers Abroad"

[[person]]
id = "ann"
organisation = "institute"
name = "Ann"
roles = ["partner", "steward"]
slack = "institute:{ANN}"

[[person]]
id = "nia"
organisation = "institute"
name = "Nia"
shown_as = "Night officer"
roles = ["partner", "duty"]
slack = "institute:{NIA}"

[[person]]
id = "dana"
organisation = "observers"
name = "Dana"
roles = ["partner", "steward"]
slack = "observers:{DANA}"

[[person]]
id = "bo"
organisation = "watch"
name = "Bo"
shown_as = "B."
roles = ["partner", "deputy"]
telegram = {BO}

[[person]]
id = "cleo"
organisation = "watch"
name = "Cleo"
roles = ["partner", "steward"]
telegram = {CLEO}

[[person]]
id = "eli"
organisation = "watch"
name = "Eli"
risk = true
telegram = {ELI}

[[channel]]
id = "institute-desk"
platform = "slack"
account = "institute"
address = "{DESK}"
organisation = "institute"
members = 5
mode = "desk"
default = "TLP:GREEN"

[[channel]]
id = "institute-team"
platform = "slack"
account = "institute"
address = "{TEAM_ROOM}"
organisation = "institute"
members = 5

[[channel]]
id = "institute-strict"
platform = "slack"
account = "institute"
address = "{STRICT}"
organisation = "institute"
members = 5
mode = "strict"

[[channel]]
id = "institute-duty"
platform = "slack"
account = "institute"
address = "{DUTY}"
organisation = "institute"
members = 2
kind = "duty"

[[channel]]
id = "institute-drill"
platform = "slack"
account = "institute"
address = "{DRILL}"
organisation = "institute"
members = 2
exercise = true

[[channel]]
id = "watch-intake"
platform = "telegram"
address = {INTAKE}
organisation = "watch"
members = 3
kind = "intake"
default = "TLP:GREEN"

[[channel]]
id = "observers-field"
platform = "slack"
account = "observers"
address = "{OBSERVERS}"
organisation = "observers"
members = 40

[[channel]]
id = "watch-desk"
platform = "telegram"
address = {WATCH_DESK}
organisation = "watch"
members = 3

[[channel]]
id = "watch-team"
platform = "telegram"
address = {WATCH_TEAM}
organisation = "watch"
members = 3

[[channel]]
id = "watch-strict"
platform = "telegram"
address = {WATCH_STRICT}
organisation = "watch"
members = 3

[[exercise]]
id = "night"
name = "The night of the count"
organisations = ["institute", "watch"]
channels = ["institute-drill"]

[[bridge]]
id = "elections"
channels = ["institute-desk", "watch-desk"]
ceiling = "TLP:AMBER"
agreed = ["institute", "watch"]

[[bridge]]
id = "observation"
channels = ["institute-desk", "observers-field"]
ceiling = "TLP:AMBER"

[[bridge]]
id = "teams"
channels = ["institute-team", "watch-team"]
agreed = ["institute", "watch"]

[[bridge]]
id = "strict"
channels = ["institute-strict", "watch-strict"]
agreed = ["institute", "watch"]
"""
