"""Who and what is on the stage: rooms, people, and the directory file."""

from typing import Final

TEAM: Final = "T0INSTITUTE"
ANN: Final = "U0ANN"
BO: Final = 1001
DESK, TEAM_ROOM, STRICT = "C0DESK", "C0TEAM", "C0STRICT"
WATCH_DESK, WATCH_TEAM, WATCH_STRICT, OBSERVERS = (
    -1001000000001, -1001000000002, -1001000000003, -1001000000004,
)  # fmt: skip
SLACK_ROOMS: Final = (DESK, TEAM_ROOM, STRICT)
TELEGRAM_ROOMS: Final = (WATCH_DESK, WATCH_TEAM, WATCH_STRICT)
DIRECTORY: Final = f"""
[[organisation]]
id = "institute"
name = "Ballot Institute"

[[organisation]]
id = "watch"
name = "Ballot Watch"
shown_as = "Partner 14"

[[organisation]]
id = "observers"
name = "Observers Abroad"

[[person]]
id = "ann"
organisation = "institute"
name = "Ann"
slack = "{ANN}"

[[person]]
id = "bo"
organisation = "watch"
name = "Bo"
shown_as = "B."
telegram = {BO}

[[channel]]
id = "institute-desk"
platform = "slack"
address = "{DESK}"
organisation = "institute"
members = 5
mode = "desk"
default = "TLP:GREEN"

[[channel]]
id = "institute-team"
platform = "slack"
address = "{TEAM_ROOM}"
organisation = "institute"
members = 5

[[channel]]
id = "institute-strict"
platform = "slack"
address = "{STRICT}"
organisation = "institute"
members = 5
mode = "strict"

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

[[channel]]
id = "observers-group"
platform = "telegram"
address = {OBSERVERS}
organisation = "observers"
members = 40

[[bridge]]
id = "elections"
channels = ["institute-desk", "watch-desk"]
ceiling = "TLP:AMBER"
agreed = ["institute", "watch"]

[[bridge]]
id = "observation"
channels = ["institute-desk", "observers-group"]
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
