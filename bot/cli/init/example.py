"""A first directory to fill in: two organisations, two rooms, one bridge between them."""

from typing import Final

EXAMPLE: Final = """\
# Who is who, and which rooms are bridged. Fill in the two addresses and your names, then:
#   tocsin directory apply directory.toml
# What each key means: docs/operators.md, "The directory".

[[organisation]]
id = "institute"            # a short name for this file; whoever is here is named by it below
name = "Ballot Institute"   # what partners see above a message

[[organisation]]
id = "watch"
name = "Ballot Watch"

[[channel]]
id = "desk"
platform = "slack"
address = ""                # C0…: at the end of the channel's details in Slack
organisation = "institute"  # whose room it is
members = 5                 # how many people are in it; unknown, it gets nothing above GREEN

[[channel]]
id = "group"
platform = "telegram"
address = 0                 # -100…: the end of the page's address at web.telegram.org/a
organisation = "watch"
members = 3

[[bridge]]
id = "elections"
channels = ["desk", "group"]
ceiling = "TLP:GREEN"       # the strictest label that may cross
agreed = []                 # once their stewards agreed: ["institute", "watch"]

# Who is not listed is shown as (unverified), and nothing of theirs above GREEN crosses.
# [[person]]
# id = "ann"
# organisation = "institute"
# name = "Ann"
# slack = "U0…"             # the account's member id; telegram = 1234 for a Telegram account
"""
