"""setMessageReaction, and what everybody's reactions come to."""

from typing import Any

from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.objects import chat_json
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.refusals import bad
from bot.sandbox.telegram.state import ANONYMOUS, Bot, Chat, Post

EMOJI = frozenset(
    "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡"
)
"""https://core.telegram.org/bots/api#reactiontypeemoji; variation selectors are left out."""
Reaction = dict[str, Any]


def bare(emoji: str) -> str:
    """Return an emoji without its variation selector."""
    return emoji.replace("\ufe0f", "")


def allowed(chat: Chat, reaction: Reaction) -> bool:
    """Tell whether a chat lets members react so: all emoji unless its administrators chose."""
    if reaction["type"] != "emoji":
        return False
    emoji = bare(reaction["emoji"])
    if chat.reactions is not None and emoji not in chat.reactions:
        return False
    return emoji in EMOJI or (emoji.startswith(("🤷", "👨")) and emoji in _JOINED)


_JOINED = frozenset({"🤷\u200d♂", "🤷\u200d♀", "👨\u200d💻"})


def set_message_reaction(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#setmessagereaction: a bot sets at most one."""
    given = p.tree("reaction", "reaction types")
    if given is None:
        given = []
    if not isinstance(given, list):
        raise bad("Expected an Array of ReactionType")
    reactions = [_read(one) for one in given]
    chat, post = desk.message(bot, p, "message to react", write=False)
    there = [one for whose in _of(desk, chat, post).values() for one in whose]
    if any(one["type"] != "emoji" and one not in there for one in reactions):
        raise bad("REACTION_INVALID")
    if any(one["type"] == "emoji" and not allowed(chat, one) for one in reactions):
        raise bad("REACTION_INVALID")
    if len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    desk.reactions[chat.id, post.number, bot.user.id] = reactions
    return True


def _read(one: Any) -> Reaction:
    if not isinstance(one, dict):
        raise bad("Can't parse ReactionType: expected an Object")
    kind = one.get("type")
    names = {"emoji": "emoji", "custom_emoji": "custom_emoji_id"}
    if not isinstance(kind, str):
        raise bad("Can't parse ReactionType: Can't find field \"type\"")
    if kind not in names:
        raise bad("Can't parse ReactionType: invalid reaction type specified")
    if not isinstance(one.get(names[kind]), str):
        raise bad(f"Can't parse ReactionType: Can't find field \"{names[kind]}\"")
    return {"type": kind, names[kind]: bare(one[names[kind]])}


def _of(desk: Desk, chat: Chat, post: Post) -> dict[int, list[Reaction]]:
    return {
        user: made
        for (where, number, user), made in desk.reactions.items()
        if (where, number) == (chat.id, post.number) and made
    }


def reactions_of(desk: Desk, chat: Chat, post: Post) -> dict[int, list[Reaction]]:
    """Return who reacted to a message how: users, bots and the group itself."""
    return _of(desk, chat, post)


def reacted(
    desk: Desk, chat: Chat, post: Post, user: int, fresh: list[Reaction], *, anonymous: bool
) -> None:
    """Let somebody's reactions be these, and tell the bots that may know of it.

    https://core.telegram.org/bots/api#messagereactionupdated: to administrators that asked. In
    channels reactions are nobody's: only their numbers are told
    (https://core.telegram.org/bots/api#messagereactioncountupdated), here at once, on the platform
    "with delay up to a few minutes".
    """
    whose = ANONYMOUS if anonymous else user
    key = (chat.id, post.number, whose)
    old = desk.reactions.get(key, [])
    desk.reactions[key] = fresh
    body: dict[str, Any] = {
        "chat": chat_json(desk.world, chat),
        "message_id": post.number,
        "date": desk.world.date(),
    }
    kind = "message_reaction"
    if chat.type == "channel":
        kind = "message_reaction_count"
        body["reactions"] = _counted(reactions_of(desk, chat, post))
    else:
        if anonymous:
            body["actor_chat"] = chat_json(desk.world, chat)
        else:
            body["user"] = desk.world.users[user].json()
        body |= {"old_reaction": old, "new_reaction": fresh}
    for bot in desk.world.bots.values():
        if chat.type == "private":
            told = bot.private.get(chat.id) is chat
        else:
            told = chat.member(bot.user.id).admin
        if told:
            desk.herald.tell(bot, kind, body)


def _counted(made: dict[int, list[Reaction]]) -> list[dict[str, Any]]:
    counts: list[dict[str, Any]] = []
    for one in (one for whose in made.values() for one in whose):
        found = next((count for count in counts if count["type"] == one), None)
        if found is None:
            counts.append({"type": one, "total_count": 1})
        else:
            found["total_count"] += 1
    return counts
