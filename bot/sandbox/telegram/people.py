"""What people do: they write, edit, delete."""

import base64
from typing import Any

from bot.sandbox.telegram.composing import MAX_CAPTION, MAX_TEXT, settled
from bot.sandbox.telegram.copies import mirrored, mirrored_edit
from bot.sandbox.telegram.entities import Entity, parse
from bot.sandbox.telegram.media import CAPTIONED, shown
from bot.sandbox.telegram.rooms import Rooms
from bot.sandbox.telegram.state import ANONYMOUS, CHANNEL_BOT, GENERAL, Chat
from bot.sandbox.telegram.updates import dumped
from bot.sandbox.telegram.vault import Upload

_PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A PNG of one pixel."""
_DOCUMENT = b"What stands in a document of which only the name matters.\n" * 35
_TEXTS = ("text", "entities", "caption", "caption_entities")


class People(Rooms):
    """The verbs of people; what a client would not let them do raises ValueError or Refusal."""

    def say(  # noqa: PLR0913 - one word for each thing that a message may have
        self,
        chat: int,
        user: int,
        text: str = "",
        entities: list[dict[str, Any]] | None = None,
        reply_to: int | None = None,
        topic: int | None = None,
        *,
        bot: int | None = None,
        quote: str | None = None,
        photo: bool = False,
        document: str | None = None,
        forward: dict[str, Any] | None = None,
        anonymous: bool = False,
        sender_chat: int | None = None,
        at: int | None = None,
        extra: dict[str, Any] | None = None,
    ) -> int:
        """Let a person write and return the message's number.

        `text` is the caption when there is a `photo` or a `document` (its file name). `forward` is
        a MessageOrigin; `anonymous` writes as the group, `sender_chat` as that channel; `at` is
        the Unix time written into the message; `extra` adds fields of the Message object as they
        are (a sticker, a poll). In a private chat `chat` is the person, and `bot` names whose.
        """
        place = self.world.place(chat, bot)
        self.may_write(place, user)
        content = self._media(document, photo=photo) | (extra or {})
        captioned = bool(CAPTIONED & content.keys())
        content = self.text_of(text, entities, caption=captioned) | content
        if not content:
            raise ValueError("there is nothing to say")
        if forward:
            content["forward_origin"] = forward
        if quote is not None:
            content["quote"] = self._quote(place, reply_to, quote)
        if topic is not None and topic not in place.topics:
            raise ValueError(f"no topic has the id {topic}")
        if (topic or GENERAL) in place.closed_topics and not place.member(user).admin:
            raise ValueError(f"the topic {topic or GENERAL} is closed")
        author, speaker = self._speaker(place, user, sender_chat, anonymous=anonymous)
        post = place.post(
            at or self.world.date(),
            author=author,
            sender_chat=speaker,
            content=content,
            topic=topic or (GENERAL if place.forum else 0),
            reply_to=reply_to or 0,
        )
        self.told("said", place, post, user)
        self.desk.herald.message(place, post)
        mirrored(self.desk, place, post)
        return post.number

    def _speaker(
        self, place: Chat, user: int, sender_chat: int | None, *, anonymous: bool
    ) -> tuple[int, int]:
        """Return author and sender_chat: https://core.telegram.org/bots/api#message."""
        if place.type == "channel":
            return 0, place.id
        if anonymous:
            return ANONYMOUS, place.id
        if sender_chat is not None:
            return CHANNEL_BOT, sender_chat
        return user, 0

    def _media(self, document: str | None, *, photo: bool) -> dict[str, Any]:
        vault = self.desk.vault
        if photo:
            return shown(vault, vault.keep("photo", vault.made(_PHOTO)))
        if document is not None:
            made = vault.made(_DOCUMENT)
            named = Upload(path=made.path, size=made.size, name=document, mime="")
            return shown(vault, vault.keep("document", named))
        return {}

    def text_of(
        self, text: str, entities: list[dict[str, Any]] | None, *, caption: bool
    ) -> dict[str, Any]:
        """Return the fields that a text or a caption makes, as the client sends it."""
        if not text:
            return {}
        given: list[Entity] = parse(dumped(entities or []))
        most = MAX_CAPTION if caption else MAX_TEXT
        made = settled(text, given, self.world.users, most)
        for entity in made.get("entities", ()):
            if entity["type"] == "text_mention":
                entity["user"] = self.world.users[entity["user"]["id"]].json()
        if not caption:
            return made
        names = {"text": "caption", "entities": "caption_entities"}
        return {names[name]: value for name, value in made.items()}

    @staticmethod
    def _quote(place: Chat, reply_to: int | None, quote: str) -> dict[str, Any]:
        """https://core.telegram.org/bots/api#textquote."""
        target = place.posts[reply_to or 0].content
        text = target.get("text") or target.get("caption") or ""
        at = len(text[: text.index(quote)].encode("utf-16-le")) // 2
        return {"text": quote, "position": at, "is_manual": True}

    def edit(
        self,
        chat: int,
        number: int,
        text: str,
        entities: list[dict[str, Any]] | None = None,
        *,
        bot: int | None = None,
    ) -> None:
        """Let the author change what a message says; bots get `edited_message`."""
        place = self.world.place(chat, bot)
        post = place.posts[number]
        caption = "text" not in post.content
        kept = {name: value for name, value in post.content.items() if name not in _TEXTS}
        post.content = kept | self.text_of(text, entities, caption=caption)
        post.edited = self.world.date()
        self.told("edited", place, post, post.author)
        self.desk.herald.message(place, post, edited=True)
        mirrored_edit(self.desk, place, post)

    def delete(self, chat: int, number: int, *, bot: int | None = None) -> None:
        """Let somebody delete a message: bots are told nothing, as on the platform."""
        place = self.world.place(chat, bot)
        del place.posts[number]
        self.journal.write("deleted", chat=chat, message_id=number)
