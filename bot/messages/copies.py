"""The wing that writes copies of messages: a header, the text, and the marks they carry."""

from bot.matters import Loaded
from bot.messages import privately, summaries
from bot.messages.writing import Answered, Matter
from bot.services import Services
from handlers.incoming import Room
from policies.community.places import Place
from policies.messages.message import Message
from storage.store import Claim, Transaction


class Copies:
    """Loads messages for the places they go to."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def load(self, tx: Transaction, claim: Claim) -> Loaded | None:
        """Return the message and the room of its destination; None where either is gone."""
        directory = self._services.directory
        place = directory.place_by_id(claim.place)
        stored = await tx.messages.get(claim.message_id)
        if stored is None:
            return None
        message = stored.message
        kept = await tx.files.of(message.id) if message.files else {}
        if place is None:
            return await privately.loaded(tx, self._services, message, claim, kept)
        answered = await self.answered(tx, message, place)
        told = await summaries.told_at(tx, self._services, message, place)
        return Loaded(
            door=place.door,
            room=Room(channel=place.address, topic=place.topic),
            matter=Matter(self._services, message, place, claim, answered, kept, told=told),
        )

    async def answered(self, tx: Transaction, message: Message, place: Place) -> Answered:
        """Return where what a message answers stands at a place."""
        if message.reply_to is None:
            return Answered(unknown=message.answers_unknown)
        parent = await self._number_at(tx, message.reply_to, place)
        same = message.root == message.reply_to
        root = (
            parent
            if same or message.root is None
            else await self._number_at(tx, message.root, place)
        )
        return Answered(parent=parent or root, root=root, unknown=parent is None and root is None)

    async def _number_at(self, tx: Transaction, message_id: str, place: Place) -> str | None:
        """Return a message's number at a place: of its first copy, or its own if it is there."""
        copies = await tx.copies.of(message_id, place.id)
        if copies:
            return copies[0].number if copies[0].room[0] == place.address else None
        stored = await tx.messages.known(message_id)
        if stored is None or stored.message.place != place.id:
            return None
        channel, _, number = stored.message.number.rpartition(":")
        return number if channel == place.address else None
