"""Setting the stage: bots, people, groups, topics, and who is where."""

from typing import Any

from bot.sandbox.journal import Journal
from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.forums import opened
from bot.sandbox.telegram.membership import moved
from bot.sandbox.telegram.queue import UpdateQueue
from bot.sandbox.telegram.state import GENERAL, Bot, Chat, Kind, Member, Post, Status, User, World
from bot.sandbox.telegram.webhook import Target, Webhook

FIRST_UPDATE = 100_000_001
SUPERGROUPS = -1_000_000_000_000


class Rooms:
    """What a test sets up; every verb names people and chats by their ids."""

    def __init__(self, desk: Desk, journal: Journal) -> None:
        self.desk = desk
        self.world: World = desk.world
        self.journal = journal

    def add_bot(
        self, token: str, username: str, *, first_name: str = "Bot", privacy: bool = True
    ) -> int:
        """Make a bot with this token and return its user id, which the token begins with."""
        user = User(
            id=int(token.partition(":")[0]), first_name=first_name, username=username, is_bot=True
        )
        self.world.users[user.id] = user
        queue = UpdateQueue(self.world.now, FIRST_UPDATE)
        hook = Webhook(user.id, queue, self.journal, self.world.now)
        self.world.bots[token] = Bot(
            user=user, token=token, privacy=privacy, queue=queue, hook=hook
        )
        return user.id

    def revoke(self, token: str) -> None:
        """Take the token away: every further call answers 401."""
        self.world.bots.pop(token).hook.set(Target())

    def add_user(self, user: int, first_name: str, last_name: str = "", username: str = "") -> int:
        """Make a person, or give one new names."""
        self.world.users[user] = User(
            id=user, first_name=first_name, last_name=last_name, username=username
        )
        return user

    def add_chat(
        self,
        chat: int,
        title: str,
        *,
        type: Kind = "supergroup",  # noqa: A002 - the platform's word
        forum: bool = False,
        username: str = "",
        members: list[int] | None = None,
        admins: list[int] | None = None,
    ) -> int:
        """Make a group, supergroup or channel; bots among `members` are told nothing yet."""
        if chat >= 0 or (type != "group") != (chat < SUPERGROUPS):
            raise ValueError(f"{chat} is no id of a {type}")
        made = Chat(id=chat, type=type, title=title, username=username, forum=forum)
        for user in members or ():
            made.members[user] = Member()
        for user in admins or ():
            made.members[user] = Member(status="administrator")
        if forum:
            made.topics[GENERAL] = "General"
            made.last = GENERAL
        self.world.chats[chat] = made
        return chat

    def add_topic(self, chat: int, name: str, user: int) -> int:
        """Open a topic in a forum and return its id, the number of its first message."""
        place = self.world.chats[chat]
        if not place.forum:
            raise ValueError("only forums have topics")
        return opened(self.desk, place, name, by=user)

    def set_status(
        self, chat: int, user: int, status: Status, *, by: int, anonymous: bool = False
    ) -> None:
        """Add, promote, restrict or remove somebody, telling the bots what the platform tells.

        A bot learns of itself by `my_chat_member`; those added or leaving also by a service
        message; an administrator that asked for it by `chat_member`.
        """
        new = Member(status=status, anonymous=anonymous)
        moved(self.desk, self.world.chats[chat], user, new, by=by)

    def _service(self, chat: Chat, author: int, content: dict[str, Any]) -> Post:
        return self.desk.service(chat, author, content)

    def set_privacy(self, bot: int, *, privacy: bool) -> None:
        """Switch a bot's privacy mode."""
        self.world.bot(bot).privacy = privacy

    def set_bot_to_bot(self, bot: int, *, hears: bool = True) -> None:
        """Switch a bot's bot-to-bot communication mode: https://core.telegram.org/api/bots/bot-to-bot."""
        self.world.bot(bot).hears_bots = hears

    def rename(self, chat: int, title: str, user: int) -> None:
        """Give a chat a new title."""
        place = self.world.chats[chat]
        place.title = title
        self._service(place, user, {"new_chat_title": title})

    def migrate(self, chat: int, user: int, to: int | None = None) -> int:
        """Make a basic group a supergroup and return its id.

        https://core.telegram.org/bots/api#message: `migrate_to_chat_id` in the old group,
        `migrate_from_chat_id` in the new one, whose messages count from 1.
        """
        old = self.world.chats[chat]
        if old.type != "group" or old.migrated_to:
            raise ValueError("only a basic group migrates, and once")
        new_id = to or SUPERGROUPS - 9_000_000 + chat
        self.add_chat(new_id, old.title)
        new = self.world.chats[new_id]
        new.members = dict(old.members)
        self._service(old, user, {"migrate_to_chat_id": new_id})
        old.migrated_to = new_id
        self._service(new, user, {"migrate_from_chat_id": chat})
        self.journal.write("migrated", chat=chat, to=new_id)
        return new_id

    def restart_update_ids(self, bot: int, first: int) -> None:
        """Let the next update of a bot have this id, be it lower than before."""
        self.world.bot(bot).queue.restart(first)

    def inject(self, bot: int, update: str) -> None:
        """Put a text among a bot's updates as it is; `{update_id}` in it becomes the next id.

        It reaches the bot even when it is no JSON, which breaks the whole answer as it would be.
        """
        self.world.bot(bot).queue.push(lambda number: update.replace("{update_id}", str(number)))

    def messages(self, chat: int, bot: int | None = None) -> list[dict[str, Any]]:
        """Return the messages that stand in a chat now, as Message objects, oldest first."""
        place = self.world.place(chat, bot)
        return [self.desk.shown(place, post) for post in place.posts.values()]

    def may_write(self, place: Chat, user: int) -> None:
        """Raise ValueError when a person's client would not let them write there."""
        if place.type == "private":
            if place.id != user:
                raise ValueError("a private chat is its person's")
            if place.blocked:
                raise ValueError("the bot is blocked: unblock it first")
            place.started = True
        elif not place.member(user).inside:
            raise ValueError(f"{user} is not in {place.id}")
        if place.migrated_to:
            raise ValueError(f"{place.id} has become {place.migrated_to}")

    def told(self, kind: str, place: Chat, post: Post, user: int) -> None:
        """Note in the journal what a person did to a message."""
        text = post.content.get("text") or post.content.get("caption") or ""
        self.journal.write(
            kind, chat=place.id, message_id=post.number, user=user, text=text, topic=post.topic
        )
