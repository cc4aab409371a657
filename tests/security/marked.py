"""A stage on which every name, id, token and text is a mark that is found nowhere else."""

from pathlib import Path

from tests.scan import Scan
from tests.stage import Stage


def _text(name: str) -> str:
    return f"zq{name}Жqz{name[::-1]}zqЖ"


TEXTS = {
    name: _text(name)
    for name in (
        "bold", "link", "crossing", "amber", "red", "held", "share", "edited", "first", "deleted",
        "answer", "dead", "refused", "malformed", "stranger", "killed", "profile", "telegramname",
        "topicname", "grouptitle", "slackroom", "file", "orgname", "orgshown", "person", "shown",
        "platformword", "restricted", "quoted", "commanded", "filename", "filebody", "caption",
        "newcomer", "typed", "recalled", "invited",
    )
}  # fmt: skip
IDS = {
    "institute": "zqinstituteorgqz",
    "watch": "zqwatchorgqz",
    "volunteers": "zqvolunteersorgqz",
    "ann": "zqannpersonqz",
    "bo": "zqbopersonqz",
    "desk": "zqdeskroomqz",
    "team": "zqteamroomqz",
    "group": "zqgrouproomqz",
    "strict": "zqstrictroomqz",
    "bridge": "zqbridgeqz",
    "tag": "zqtagqz",
    "DESK": "C0ZQDESKADDRESS",
    "TEAM_ROOM": "C0ZQTEAMADDRESS",
    "ANN": "U0ZQANNACCOUNT",
    "CY": "U0ZQCYACCOUNT",
    "TEAM": "T0ZQWORKSPACE",
    "BO": "7731906455",
    "DI": "7731906456",
    "WATCH": "-1008815550321",
    "STRICT": "-1008815550322",
    "host": "zqhost-elections.example",
    "NEW": "7731906457",
    "emoji": "zqemojiqzijomeqz",
    "guess": "ZQGUESSCODE23",
}
TOKENS = {
    "bot token": "xoxb-" + "90210-zqmadeupbottokenqz",
    "app token": "xapp-" + "1-zqmadeupapptokenqz",
    "telegram token": "719203344:" + "AAzqmadeuptelegramtoken000000000qz",
}
DIRECTORY = f"""
[[organisation]]
id = "{IDS["institute"]}"
name = "{TEXTS["orgname"]}"
tags = ["sector:{IDS["tag"]}"]
[[organisation]]
id = "{IDS["watch"]}"
name = "Watch"
shown_as = "{TEXTS["orgshown"]}"
[[organisation]]
id = "{IDS["volunteers"]}"
name = "Volunteers"
[[person]]
id = "{IDS["ann"]}"
organisation = "{IDS["institute"]}"
roles = ["steward"]
name = "{TEXTS["person"]}"
shown_as = "{TEXTS["shown"]}"
slack = "{IDS["ANN"]}"
[[person]]
id = "{IDS["bo"]}"
organisation = "{IDS["watch"]}"
name = "Bo"
telegram = {IDS["BO"]}
[[channel]]
id = "{IDS["desk"]}"
platform = "slack"
address = "{IDS["DESK"]}"
organisation = "{IDS["institute"]}"
members = 5
mode = "desk"
default = "TLP:GREEN"
[[channel]]
id = "{IDS["team"]}"
platform = "slack"
address = "{IDS["TEAM_ROOM"]}"
organisation = "{IDS["institute"]}"
members = 5
[[channel]]
id = "{IDS["group"]}"
platform = "telegram"
address = {IDS["WATCH"]}
organisation = "{IDS["watch"]}"
members = 3
[[channel]]
id = "{IDS["strict"]}"
platform = "telegram"
address = {IDS["STRICT"]}
organisation = "{IDS["watch"]}"
members = 3
mode = "strict"
[[bridge]]
id = "{IDS["bridge"]}"
channels = ["{IDS["desk"]}", "{IDS["group"]}", "{IDS["team"]}", "{IDS["strict"]}"]
ceiling = "TLP:AMBER"
agreed = ["{IDS["institute"]}", "{IDS["watch"]}"]
"""


class MarkedStage(Stage):
    """The stage, with marks for everything that could be learned."""

    DIRECTORY = DIRECTORY
    SECRETS = tuple(TOKENS.values())  # type: ignore[assignment] # three of them
    TOKEN = TOKENS["telegram token"]
    TEAM, ANN, CY = IDS["TEAM"], IDS["ANN"], IDS["CY"]
    DESK, TEAM_ROOM = IDS["DESK"], IDS["TEAM_ROOM"]
    BO, DI, NEW, WATCH, STRICT = (int(IDS[name]) for name in ("BO", "DI", "NEW", "WATCH", "STRICT"))

    async def raise_curtain(self) -> None:
        """Start both stand-ins with people and rooms, and write the files."""
        self.slack.set_limits(per_channel_per_second=0, tier2=0, tier3=0, tier4=0)
        self.telegram.set_limits(per_second=0, per_chat_per_second=0, per_group_per_minute=0)
        await self.slack.start()
        await self.telegram.start()
        bot, app, token = self.SECRETS
        self.slack.add_workspace(self.TEAM, bot, app, name="Institute")
        self.slack.add_user(self.TEAM, self.ANN, "Ann")
        self.slack.add_user(self.TEAM, self.CY, TEXTS["profile"])
        for room in (self.DESK, self.TEAM_ROOM):
            name = TEXTS["slackroom"]
            self.slack.add_channel(self.TEAM, room, name=name, members=[self.ANN, self.CY])
        self.bot = self.telegram.add_bot(token, "tocsin_bot", privacy=False)
        self.telegram.add_user(self.BO, "Bo")
        self.telegram.add_user(self.DI, TEXTS["telegramname"])
        self.telegram.add_user(self.NEW, TEXTS["newcomer"])
        self.telegram.started_long_ago(self.BO)
        for group in (self.WATCH, self.STRICT):
            members = [self.BO, self.DI, self.bot]
            self.telegram.add_chat(group, TEXTS["grouptitle"], members=members, admins=[self.bot])
        self.write()

    def artefacts(self, *more: Path) -> dict[str, bytes]:
        """Return all that a thief could carry away: the folder's files and what `run` said.

        Left out are the two files that the operator writes, and the key.
        """
        mine = {self.config, self.folder / "directory.toml", self.key}
        places = [self.folder, self.logs, *more]
        files = [one for place in places for one in sorted(place.rglob("*")) if one.is_file()]
        return {str(one): one.read_bytes() for one in files if one not in mine}


SCAN = Scan({**TEXTS, **IDS, **TOKENS})
