"""A made corpus of ordinary talk with shared rumours in it, and how often the tripwire asks.

`python -m tests.benchmarks.rumours [messages] [seed]` prints false alarms, and how many leaks that
were put in are found. Every message goes through the product's own search, on a real database.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.community.directory import load_text
from bot.messages.likeness import looked
from bot.services import Services
from policies.labels import Label
from policies.messages.message import Author, Message, Part, PartKind
from policies.readings import Kind, Reading
from policies.text import Text
from storage.keys import make_key_file, provider_for
from storage.store import Copy, Store, Transaction

ORGANISATIONS = 10
LABELS = ((Label.GREEN, 60), (Label.AMBER, 25), (Label.CLEAR, 10), (Label.AMBER_STRICT, 5))
_BATCH = 100
_NOUNS = """
ballot box queue station officer observer count list register form seal van printer school hall
district ward county road bridge market radio post page account video photo caller journalist
lawyer judge hearing appeal complaint threat crowd march tent fence gate guard phone number
message group channel rumour claim source witness driver teacher nurse farmer trader elder youth
agent party coalition candidate speech rally poster leaflet tally result margin turnout delay
shortage power network server website password link spreadsheet summary draft meeting shift
roster desk partner volunteer training manual translation deadline
""".split()  # noqa: SIM905 - words are read more easily so
_VERBS = """
saw heard counted moved opened closed blocked reported checked confirmed denied shared posted
deleted copied sent received lost found brought took asked told called warned stopped started
finished waited left reached passed signed sealed printed translated reviewed updated corrected
repeated questioned explained described followed watched recorded filmed
""".split()  # noqa: SIM905 - words are read more easily so
_LINKS = """
the a our their this that another every some no one two three several many early late near
behind before after during without with from to in at on about against around under over because
while although when where and but so then today yesterday tonight tomorrow again already still
only also perhaps certainly quickly slowly quietly
""".split()  # noqa: SIM905 - words are read more easily so
_REPORT = (
    "Situation report of {org}, {hour} hours. Polling stations open: {a} of {b}. Queues: {n}. "
    "Incidents since the last report: {c}. Observers on duty: {d}. Network: {m}. Next report at "
    "{next} hours. Remarks: {remark}"
)


@dataclass(frozen=True)
class Post:
    """What somebody posts: of which organisation, under which label, and whether it is a leak."""

    organisation: int
    label: Label
    text: str
    leak: bool = False


def _sentence(chance: random.Random, length: int) -> str:
    pools = (_LINKS, _NOUNS, _VERBS, _LINKS, _LINKS, _NOUNS)
    words = [chance.choice(pools[at % len(pools)]) for at in range(length)]
    return " ".join(words).capitalize() + "."


def _label(chance: random.Random) -> Label:
    names, weights = zip(*LABELS, strict=True)
    return chance.choices(names, weights=weights)[0]


def _talk(chance: random.Random) -> str:
    return " ".join(
        _sentence(chance, chance.randint(5, 18)) for _ in range(chance.choice((1, 1, 2, 3, 5)))
    )


def _report(chance: random.Random, organisation: int) -> str:
    return _REPORT.format(
        org=f"Org {organisation}", hour=chance.randint(6, 22), a=chance.randint(20, 90), b=90,
        n=_sentence(chance, 6), c=chance.randint(0, 9), d=chance.randint(3, 80),
        m=chance.choice(("good", "slow", "down in two wards")), next=chance.randint(7, 23),
        remark=_sentence(chance, chance.randint(6, 25)),
    )  # fmt: skip


def changed(chance: random.Random, text: str, share: float) -> str:
    """Return a text of which so great a share of the words are others."""
    words = text.split()
    for at in range(len(words)):
        if chance.random() < share:
            words[at] = chance.choice(_NOUNS)
    return " ".join(words)


def corpus(count: int, seed: int, *, leaks: int = 0) -> list[Post]:
    """Return posts in order: talk, reports on one form, rumours that several paste, and leaks.

    One in five is a report; for every 250 posts there is a rumour, which two to ten organisations
    paste within the next two hundred, some with a word of their own.
    """
    chance = random.Random(seed)
    slots: dict[int, list[Post]] = {}
    for _ in range(max(count // 250, 1)):
        rumour = f"BREAKING share with everybody: {_sentence(chance, 14)} {_sentence(chance, 16)}"
        at = chance.randrange(count)
        for who in chance.sample(range(ORGANISATIONS), chance.randint(2, ORGANISATIONS)):
            said = changed(chance, rumour, chance.choice((0, 0, 0.03)))
            own = f"{_sentence(chance, 6)} " if chance.random() < 0.3 else ""
            post = Post(who, _label(chance), own + said)
            slots.setdefault(min(at + chance.randrange(200), count - 1), []).append(post)
    posts: list[Post] = []
    for at in range(count):
        posts += slots.get(at, ())
        who = chance.randrange(ORGANISATIONS)
        text = _report(chance, who) if chance.random() < 0.2 else _talk(chance)
        posts.append(Post(who, _label(chance), text))
    posts = posts[:count]
    for _ in range(leaks):
        at = chance.randrange(len(posts) // 2)
        secret = " ".join(_sentence(chance, 15) for _ in range(3))
        source, thief = chance.sample(range(ORGANISATIONS), 2)
        share = chance.choice((0, 0.02, 0.05, 0.1))
        later = chance.randrange(at + 1, len(posts))
        posts.insert(at, Post(source, Label.AMBER, secret))
        posts.insert(later, Post(thief, Label.GREEN, changed(chance, secret, share), leak=True))
    return posts


def directory() -> str:
    """Return ten organisations with a room each, in one bridge."""
    names = range(ORGANISATIONS)
    rooms = ", ".join(f'"r{at}"' for at in names)
    agreed = ", ".join(f'"org{at}"' for at in names)
    return (
        "".join(
            f'[[organisation]]\nid = "org{at}"\nname = "Org {at}"\n[[person]]\nid = "p{at}"\n'
            f'organisation = "org{at}"\nname = "P{at}"\ntelegram = {2000 + at}\n[[channel]]\n'
            f'id = "r{at}"\nplatform = "telegram"\naddress = -100200000000{at}\n'
            f'organisation = "org{at}"\nmembers = 9\n'
            for at in names
        )
        + f'[[bridge]]\nid = "all"\nchannels = [{rooms}]\nagreed = [{agreed}]\n'
        'ceiling = "TLP:AMBER+STRICT"\n'
    )


class Counting:
    """A database into which posts go one by one, as relaying them would have it."""

    def __init__(self, store: Store, services: Services) -> None:
        self.asked: Counter[str] = Counter()
        self.seconds = 0.0
        self._store = store
        self._services = services
        self._number = 0

    async def take(self, posts: list[Post]) -> None:
        """Look at each post, then let it stand in every other room, as if it had crossed."""
        for at in range(0, len(posts), _BATCH):
            await self._store.write(lambda tx, at=at: self._some(tx, posts[at : at + _BATCH]))

    async def _some(self, tx: Transaction, posts: list[Post]) -> None:
        for post in posts:
            self._number += 1
            message = self._message(tx, post)
            begun = time.perf_counter()
            message = await looked(tx, self._services, message)
            self.seconds += time.perf_counter() - begun
            kind = "leaks" if post.leak else "ordinary"
            self.asked[kind] += 1
            self.asked[f"{kind} asked"] += bool(message.resembles)
            expires = tx.now + timedelta(days=90)
            tx.messages.add(message, status="crossing", rule=0, expires=expires)
            if message.resembles and not post.leak:
                # Its author says that the words are everybody's: that is on record.
                message = replace(message, vouched=True)
                tx.messages.replace(message, status="crossing", rule=0, expires=expires)
            if message.resembles and post.leak:
                continue
            # One room stands for all: whoever shares a bridge has got it.
            for other in range(ORGANISATIONS):
                if other != post.organisation:
                    room = (f"-100200000000{other}", None)
                    number = str(self._number)
                    copy = Copy(id=tx.new_id(), part=0, room=room, number=number, revision=1)
                    tx.copies.add(message.id, f"r{other}", copy)

    def _message(self, tx: Transaction, post: Post) -> Message:
        reading = Reading(kind=Kind.LABEL, label=post.label)
        name = f"org{post.organisation}"
        return Message(
            id=tx.new_id(),
            place=f"r{post.organisation}",
            organisation=name,
            author=Author(person=f"p{post.organisation}", organisation=name, address="1"),
            number=f"C:{self._number}",
            written=tx.now + timedelta(milliseconds=self._number),
            parts=(Part(kind=PartKind.OWN, text=Text.of(post.text), reading=reading),),
            reading=reading,
            label=post.label,
        )


async def measured(folder: Path, posts: list[Post]) -> Counting:
    """Return what came of the posts, in a database of their own."""
    make_key_file(folder / "key")
    provider = provider_for("file", path=folder / "key", passphrase=None)
    now = datetime(2026, 11, 3, tzinfo=UTC)
    store = await Store.create(f"sqlite:///{folder / 'db'}", provider, clock=lambda: now)
    try:
        loaded = load_text(directory(), "directory.toml", None)
        counting = Counting(store, Services(directory=loaded))
        await counting.take(posts)
    finally:
        await store.close()
    return counting


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    posts = corpus(count, seed, leaks=200)
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(measured(Path(folder), posts))
    asked, ordinary = found.asked["ordinary asked"], found.asked["ordinary"]
    print(f"seed {seed}; {ordinary} ordinary messages, {asked} asked ({asked / ordinary:.3%})")
    print(f"{found.asked['leaks']} leaks, {found.asked['leaks asked']} found")
    print(f"{found.seconds / len(posts) * 1e3:.2f} ms a message")


if __name__ == "__main__":
    main()
