"""People do all the rest: they react, vote, share places, quote from elsewhere, tend topics."""

from typing import Any

from bot.sandbox.telegram.contents import SERVICE, SHARED
from bot.sandbox.telegram.copies import origin
from bot.sandbox.telegram.forums import dropped, renamed, shut
from bot.sandbox.telegram.objects import chat_json
from bot.sandbox.telegram.passing import pinned
from bot.sandbox.telegram.people import People
from bot.sandbox.telegram.reacting import Reaction, allowed, bare, reacted, reactions_of
from bot.sandbox.telegram.state import GENERAL, Chat, Post

MOST_REACTIONS = 3
"""Reactions of one person with Premium; one without: https://core.telegram.org/api/reactions."""
_NOT_SHOWN = frozenset({"text", "entities", "caption", "caption_entities", "reply_markup", "quote"})


class Talk(People):
    """The verbs of people for what is neither text nor file; a client's bounds raise ValueError."""

    def react(
        self,
        chat: int,
        user: int,
        number: int,
        emoji: list[str | Reaction],
        *,
        anonymous: bool = False,
        bot: int | None = None,
    ) -> None:
        """Let a person's reactions to a message be these; none takes them away.

        A text is an emoji, a ReactionType stands as it is (a custom emoji). Administrator bots
        that asked are told by `message_reaction`, in channels by `message_reaction_count`;
        `anonymous` reacts as the group.
        """
        place = self.world.place(chat, bot)
        post = place.posts[number]
        if place.type != "private" and not place.member(user).inside:
            raise ValueError(f"{user} is not in {chat}")
        fresh = [
            {"type": "emoji", "emoji": bare(one)} if isinstance(one, str) else one for one in emoji
        ]
        if len(fresh) > MOST_REACTIONS:
            raise ValueError(f"nobody has more than {MOST_REACTIONS} reactions to a message")
        for one in fresh:
            if one["type"] == "emoji" and not allowed(place, one):
                raise ValueError("the chat knows no such reaction")
        reacted(self.desk, place, post, user, fresh, anonymous=anonymous)

    def reactions(
        self, chat: int, number: int, *, bot: int | None = None
    ) -> dict[int, list[Reaction]]:
        """Return who reacted to a message how, bots among them."""
        place = self.world.place(chat, bot)
        return reactions_of(self.desk, place, place.posts[number])

    def allow_reactions(self, chat: int, emoji: list[str] | None) -> None:
        """Let a chat's administrators choose the reactions; None for all, [] for none."""
        allowed_here = None if emoji is None else frozenset(bare(one) for one in emoji)
        self.world.chats[chat].reactions = allowed_here

    def share(
        self, chat: int, user: int, kind: str, about: dict[str, Any] | None = None, **how: Any
    ) -> int:
        """Let a person send what is no file: a place, a contact, dice, a story, a checklist.

        `about` changes fields of what `contents.SHARED` holds; `how` is as in `say`.
        """
        if kind not in SHARED:
            raise ValueError(f"nobody shares a {kind}; choose one of {', '.join(SHARED)}")
        made = {kind: SHARED[kind] | (about or {})}
        if kind == "venue":
            made["location"] = made[kind]["location"]
        return self.say(chat, user, extra=made, **how)

    def move(
        self, chat: int, number: int, latitude: float, longitude: float, *, bot: int | None = None
    ) -> None:
        """Let a live location move: bots get `edited_message`."""
        place = self.world.place(chat, bot)
        post = place.posts[number]
        if not post.content.get("location", {}).get("live_period"):
            raise ValueError("that is no live location")
        moved = post.content["location"] | {"latitude": latitude, "longitude": longitude}
        self._edited(place, post, {"location": moved})

    def stop_moving(self, chat: int, number: int, *, bot: int | None = None) -> None:
        """Let a live location end: the message is edited and names no period any more."""
        place = self.world.place(chat, bot)
        post = place.posts[number]
        kept = {n: v for n, v in post.content["location"].items() if n != "live_period"}
        self._edited(place, post, {"location": kept})

    def tick(self, chat: int, user: int, number: int, tasks: list[int]) -> int:
        """Let a person tick tasks of a checklist and return the number of the notice."""
        place = self.world.place(chat)
        post = place.posts[number]
        done = {"completed_by_user": self.world.users[user].json()}
        listed = [
            one | done | {"completion_date": self.world.date()} if one["id"] in tasks else one
            for one in post.content["checklist"]["tasks"]
        ]
        post.content["checklist"] = post.content["checklist"] | {"tasks": listed}
        told = {"checklist_message": self.desk.shown(place, post), "marked_as_done_task_ids": tasks}
        return self.desk.service(place, user, {"checklist_tasks_done": told}).number

    def _edited(self, place: Chat, post: Post, fresh: dict[str, Any]) -> None:
        post.content |= fresh
        post.edited = self.world.date()
        self.desk.herald.message(place, post, edited=True)

    def happen(
        self,
        chat: int,
        user: int,
        kind: str,
        about: dict[str, Any] | None = None,
        *,
        topic: int = 0,
        bot: int | None = None,
    ) -> int:
        """Let a service message tell of something, and return its number.

        `kind` is one of `contents.SERVICE`; `about` changes fields of what that holds.
        """
        if kind not in SERVICE:
            raise ValueError(f"no service message is a {kind}; choose one of {', '.join(SERVICE)}")
        told = SERVICE[kind]
        content = {kind: told | about if about and isinstance(told, dict) else told}
        return self.desk.service(self.world.place(chat, bot), user, content, topic).number

    def answer_elsewhere(
        self,
        chat: int,
        user: int,
        text: str,
        source: int,
        number: int,
        *,
        quote: str = "",
        **how: Any,
    ) -> int:
        """Let a person answer in one chat what stands in another (`external_reply`).

        The text of what is answered is shown only as far as it is quoted:
        https://core.telegram.org/bots/api#externalreplyinfo.
        """
        place = self.world.place(source)
        post = place.posts[number]
        shown = {n: v for n, v in post.content.items() if n not in _NOT_SHOWN}
        shown = {"origin": origin(self.world, place, post)} | shown
        if place.username or place.member(user).inside:
            shown |= {"chat": chat_json(self.world, place), "message_id": number}
        extra: dict[str, Any] = {"external_reply": shown}
        words = post.content.get("text") or post.content.get("caption") or ""
        if quote or words:
            part = quote or words
            at = len(words[: words.index(part)].encode("utf-16-le")) // 2
            manual = {"is_manual": True} if quote else {}
            extra["quote"] = {"text": part, "position": at} | manual
        return self.say(chat, user, text, extra=extra, **how)

    def pin(self, chat: int, user: int, number: int, *, bot: int | None = None) -> int:
        """Let a person pin a message and return the number of the notice."""
        place = self.world.place(chat, bot)
        return pinned(self.desk, place, place.posts[number], by=user)

    def unpin(self, chat: int, number: int, *, bot: int | None = None) -> None:
        """Let a person unpin a message: bots are told nothing."""
        self.world.place(chat, bot).pinned.remove(number)

    def close_topic(self, chat: int, topic: int, user: int | None = None) -> None:
        """Close a topic, 1 for General; with a `user` a service message tells of it."""
        place = self.world.chats[chat]
        if user is None:
            place.closed_topics.add(topic)
        else:
            shut(self.desk, place, topic, by=user)

    def reopen_topic(self, chat: int, topic: int, user: int) -> None:
        """Open a closed topic again."""
        shut(self.desk, self.world.chats[chat], topic, by=user, closed=False)

    def rename_topic(self, chat: int, topic: int, name: str, user: int) -> None:
        """Give a topic another name."""
        renamed(self.desk, self.world.chats[chat], topic, name, by=user)

    def delete_topic(self, chat: int, topic: int) -> None:
        """Delete a topic with all its messages: bots are told nothing."""
        if topic == GENERAL:
            raise ValueError("General cannot be deleted")
        dropped(self.world.chats[chat], topic)
