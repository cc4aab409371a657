"""Polls: people ask, vote and end them. https://core.telegram.org/bots/api#poll."""

from typing import Any

from bot.sandbox.telegram.people import People
from bot.sandbox.telegram.state import Chat, Post

LEAST, MOST = 2, 12
"""Options: https://core.telegram.org/bots/api#sendpoll."""
MAX_QUESTION, MAX_OPTION = 300, 100


class Polls(People):
    """The verbs of people with polls.

    Bots learn of a poll by its message, and by `poll` when it is ended by hand: "Bots receive only
    updates about manually stopped polls and polls, which are sent by the bot"
    (https://core.telegram.org/bots/api#update, poll). Votes are theirs alone who sent the poll.
    """

    def ask(
        self,
        chat: int,
        user: int,
        question: str,
        options: list[str],
        *,
        correct: int | None = None,
        anonymous: bool = True,
        several: bool = False,
        explanation: str = "",
        **how: Any,
    ) -> int:
        """Let a person ask and return the message's number; a `correct` option makes it a quiz."""
        if not LEAST <= len(options) <= MOST:
            raise ValueError(f"a poll has {LEAST} to {MOST} options")
        if not 0 < len(question) <= MAX_QUESTION or any(
            not 0 < len(one) <= MAX_OPTION for one in options
        ):
            raise ValueError("the question or an option is empty or too long")
        poll: dict[str, Any] = {
            "id": str(5_000_000_000_000 + self.world.date() * 100 + len(self.journal.entries)),
            "question": question,
            "options": [
                {"persistent_id": str(place), "text": one, "voter_count": 0}
                for place, one in enumerate(options)
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": anonymous,
            "type": "regular" if correct is None else "quiz",
            "allows_multiple_answers": several,
            "allows_revoting": correct is None,
            "members_only": False,
        }
        if correct is not None:
            self.desk.answers[poll["id"]] = {"correct_option_ids": [correct]}
            if explanation:
                self.desk.answers[poll["id"]]["explanation"] = explanation
        return self.say(chat, user, extra={"poll": poll}, **how)

    def vote(self, chat: int, user: int, number: int, options: list[int]) -> None:
        """Let a person vote; no option takes the vote back."""
        place, post, poll = self._poll(chat, number)
        if not place.member(user).inside:
            raise ValueError(f"{user} is not in {chat}")
        if poll["is_closed"]:
            raise ValueError("the poll is over")
        if len(options) > 1 and not poll["allows_multiple_answers"]:
            raise ValueError("the poll takes one answer")
        votes = self.desk.votes.setdefault(poll["id"], {})
        votes[user] = options
        given = [one for chosen in votes.values() for one in chosen]
        counted = [
            one | {"voter_count": given.count(place)} for place, one in enumerate(poll["options"])
        ]
        total = sum(bool(chosen) for chosen in votes.values())
        post.content["poll"] = poll | {"options": counted, "total_voter_count": total}

    def end_poll(self, chat: int, number: int) -> None:
        """Let the author end a poll: bots in the chat get `poll`."""
        place, post, poll = self._poll(chat, number)
        closed = poll | {"is_closed": True} | self.desk.answers.get(poll["id"], {})
        post.content["poll"] = closed
        for bot in self.world.bots.values():
            if self.desk.herald.sees(bot, place, post):
                self.desk.herald.tell(bot, "poll", closed)

    def _poll(self, chat: int, number: int) -> tuple[Chat, Post, dict[str, Any]]:
        place = self.world.place(chat)
        post = place.posts[number]
        if "poll" not in post.content:
            raise ValueError("there is no poll in the message")
        return place, post, post.content["poll"]
