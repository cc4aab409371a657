"""What the platform remembers: bots, people, chats, messages.

Ids as in https://core.telegram.org/bots/api#chat: people positive, basic groups negative,
supergroups and channels below -1000000000000.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.sandbox.telegram.queue import UpdateQueue
from bot.sandbox.telegram.records import JoinRequest, Link, Query
from bot.sandbox.telegram.refusals import Refusal, bad, migrated
from bot.sandbox.telegram.webhook import Webhook

Kind = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]
GENERAL = 1
"""The topic that every forum has."""
ANONYMOUS = 1087968824
"""The user that stands in `from` when an administrator writes anonymously."""
CHANNEL_BOT = 136817688
"""The user that stands in `from` when a channel writes in a group."""
TELEGRAM = 777000
"""The user that stands in `from` of a channel's posts that the platform forwards to its group."""


@dataclass(slots=True, kw_only=True)
class User:
    """A person or a bot."""

    id: int
    first_name: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    username: str = field(default="", repr=False)
    is_bot: bool = False
    hidden: bool = False
    """Whether forwards of their messages name no account, only a name."""

    def json(self) -> dict[str, Any]:
        """Return the User object."""
        out: dict[str, Any] = {
            "id": self.id,
            "is_bot": self.is_bot,
            "first_name": self.first_name,
        }
        if self.last_name:
            out["last_name"] = self.last_name
        if self.username:
            out["username"] = self.username
        return out


@dataclass(slots=True, kw_only=True)
class Member:
    """How somebody stands in a chat."""

    status: Status = "member"
    anonymous: bool = False
    rights: frozenset[str] | None = None
    """An administrator's rights; None for all of them."""
    until: float = 0
    """When a ban ends; 0 for never."""

    @property
    def inside(self) -> bool:
        """Whether they are in the chat."""
        return self.status not in {"left", "kicked"}

    @property
    def admin(self) -> bool:
        """Whether they administer it."""
        return self.status in {"creator", "administrator"}

    def may(self, right: str) -> bool:
        """Whether they administer it with this right."""
        if self.status == "creator":
            return True
        return self.status == "administrator" and (self.rights is None or right in self.rights)


@dataclass(slots=True, kw_only=True)
class Post:
    """A message: `content` holds the fields of the Message object that its text, media make."""

    number: int
    date: int
    author: int = 0
    sender_chat: int = 0
    content: dict[str, Any] = field(default_factory=dict, repr=False)
    topic: int = 0
    reply_to: int = 0
    edited: int = 0
    service: bool = False


@dataclass(slots=True, kw_only=True)
class Chat:
    """A chat and what stands in it; a private chat belongs to one bot."""

    id: int
    type: Kind
    title: str = field(default="", repr=False)
    username: str = field(default="", repr=False)
    forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict, repr=False)
    closed_topics: set[int] = field(default_factory=set)
    posts: dict[int, Post] = field(default_factory=dict, repr=False)
    last: int = 0
    started: bool = False
    """Private chats: whether the person ever pressed Start."""
    blocked: bool = False
    reachable: float = 0
    """Private chats: until when a bot may write that has a request to join before it."""
    hidden_members: bool = False
    protected: bool = False
    """Whether nothing in it can be forwarded or saved."""
    linked: int = 0
    """The discussion group of a channel, the channel of such a group."""
    join_by_request: bool = False
    reactions: frozenset[str] | None = None
    """The emoji that its members may react with; None for all."""
    links: list[Link] = field(default_factory=list, repr=False)
    requests: dict[int, JoinRequest] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    migrated_to: int = 0
    spoke_last: int = 0
    """The bot that wrote last."""

    def post(self, date: int, **fields: Any) -> Post:
        """Add a message with the chat's next number."""
        self.last += 1
        made = Post(number=self.last, date=date, **fields)
        self.posts[made.number] = made
        return made

    def member(self, user: int) -> Member:
        """Return how `user` stands; nobody who was never there is inside."""
        return self.members.get(user) or Member(status="left")


@dataclass(slots=True, kw_only=True)
class Bot:
    """A bot account; `privacy` as in https://core.telegram.org/bots/features#privacy-mode."""

    user: User
    token: str = field(repr=False)
    privacy: bool = True
    hears_bots: bool = False
    """Whether its bot-to-bot communication mode is on."""
    queue: UpdateQueue
    hook: Webhook
    commands: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    private: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)

    @property
    def webhook(self) -> str:
        """Where its updates are sent; "" while they are fetched."""
        return self.hook.target.url


class World:
    """All of it, with the clock (`now`, Unix seconds)."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.local = False
        """Whether it is a server of one's own, run with `--local`."""
        self.users: dict[int, User] = {
            ANONYMOUS: User(
                id=ANONYMOUS, first_name="Group", username="GroupAnonymousBot", is_bot=True
            ),
            CHANNEL_BOT: User(
                id=CHANNEL_BOT, first_name="Channel", username="Channel_Bot", is_bot=True
            ),
            TELEGRAM: User(id=TELEGRAM, first_name="Telegram"),
        }
        self.bots: dict[str, Bot] = {}
        self.chats: dict[int, Chat] = {}

    def date(self) -> int:
        """Return the present as the platform dates it, in whole seconds."""
        return int(self.now())

    def bot(self, user_id: int) -> Bot:
        """Return the bot with this user id; raises KeyError."""
        for bot in self.bots.values():
            if bot.user.id == user_id:
                return bot
        raise KeyError(f"no bot has the id {user_id}")

    def only_bot(self, bot: int | None) -> Bot:
        """Return the named bot, or the only one; raises KeyError when that is not clear."""
        if bot is not None:
            return self.bot(bot)
        if len(self.bots) != 1:
            raise KeyError("name the bot: there is not exactly one")
        return next(iter(self.bots.values()))

    def place(self, chat_id: int, bot: int | None = None) -> Chat:
        """Return a chat by id; a positive id is the private chat of that person with the bot."""
        if chat_id > 0:
            return self.private(self.only_bot(bot), chat_id)
        if chat_id not in self.chats:
            raise KeyError(f"no chat has the id {chat_id}")
        return self.chats[chat_id]

    def private(self, bot: Bot, user_id: int) -> Chat:
        """Return the private chat of a person with a bot, made when it is first asked for."""
        if user_id not in self.users:
            raise KeyError(f"no user has the id {user_id}")
        if user_id not in bot.private:
            bot.private[user_id] = Chat(id=user_id, type="private")
        return bot.private[user_id]

    def seen(self, bot: Bot, raw: str) -> Chat:
        """Return the chat that a request of `bot` names; raises Refusal as the platform does."""
        if not raw:
            raise bad("chat_id is empty")
        if raw.startswith("@"):
            for chat in self.chats.values():
                if chat.username and chat.username.lower() == raw[1:].lower():
                    return chat
            raise bad("Chat not found")
        try:
            number = int(raw)
        except ValueError:
            raise bad("Chat not found") from None
        if number > 0:
            if number not in self.users:
                raise bad("Chat not found")
            return self.private(bot, number)
        if number not in self.chats:
            raise bad("Chat not found")
        chat = self.chats[number]
        if bot.user.id not in chat.members:
            raise bad("Chat not found")
        return chat

    def allowed(
        self, bot: Bot, chat: Chat, *, write: bool = True, what: str = "text messages"
    ) -> None:
        """Raise the Refusal that keeps `bot` out of `chat`; `what` is what it wants to send.

        https://core.telegram.org/bots/api#responseparameters (migrate_to_chat_id) and
        https://core.telegram.org/bots/faq#what-messages-will-my-bot-get
        """
        if chat.migrated_to and write:
            raise migrated(chat.migrated_to)
        if chat.type == "private":
            if write:
                self._may_write_to(chat)
            return
        noun = f"{chat.type} chat"
        status = chat.member(bot.user.id).status
        if status == "kicked":
            raise Refusal(403, f"Forbidden: bot was kicked from the {noun}")
        if status == "left":
            raise Refusal(403, f"Forbidden: bot is not a member of the {noun}")
        if chat.type == "channel" and write and not chat.member(bot.user.id).admin:
            raise bad("need administrator rights in the channel chat")
        if status == "restricted" and write:
            raise bad(f"not enough rights to send {what} to the chat")

    def _may_write_to(self, chat: Chat) -> None:
        """https://core.telegram.org/bots/features#what-features-do-bots-have: Start comes first."""
        if self.users[chat.id].is_bot:
            raise Refusal(403, "Forbidden: bot can't send messages to bots")
        if chat.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if not chat.started and self.now() > chat.reachable:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
