"""The directory: who is who, which rooms there are, and what was agreed between them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from policies.community.contacts import Escalation
from policies.community.exercises import Exercise
from policies.community.people import Organisation, Permission, Person, Wall
from policies.community.places import Bridge, Place
from policies.community.preferences import Preference
from policies.community.presence import Presence
from policies.duty.rota import Rota
from policies.times.elections import Election

EVERYBODY = "*"
"""Stands among the frozen for every organisation."""


@dataclass(frozen=True, kw_only=True)
class Directory:
    """Everything in the order of the file; replaced as a whole, never changed.

    `presences` is what is known of the people in the rooms; `frozen` are the organisations that
    have stopped all that is theirs, or `EVERYBODY`; `locked` are the people (their ids) who are
    locked out: their accounts are anybody's, and nobody's; `preferences` what people chose;
    `approvers` the pool of second persons, where a posture names one.
    """

    organisations: tuple[Organisation, ...] = ()
    people: tuple[Person, ...] = ()
    places: tuple[Place, ...] = ()
    bridges: tuple[Bridge, ...] = ()
    permissions: tuple[Permission, ...] = ()
    walls: tuple[Wall, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    elections: tuple[Election, ...] = ()
    rotas: tuple[Rota, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    presences: tuple[Presence, ...] = ()
    frozen: frozenset[str] = frozenset()
    locked: frozenset[str] = frozenset()
    approvers: frozenset[str] = frozenset()
    preferences: tuple[Preference, ...] = ()

    @cached_property
    def _organisations(self) -> dict[str, Organisation]:
        return {one.id: one for one in self.organisations}

    @cached_property
    def _people(self) -> dict[str, Person]:
        return {one.id: one for one in self.people}

    @cached_property
    def _places(self) -> dict[str, Place]:
        return {one.id: one for one in self.places}

    @cached_property
    def _preferences(self) -> dict[str, Preference]:
        return {one.person: one for one in self.preferences}

    @cached_property
    def _rooms(self) -> dict[tuple[str, str, str | None], Place]:
        return {(one.door, one.address, one.topic): one for one in self.places}

    @cached_property
    def _presences(self) -> dict[str, Presence]:
        return {one.place: one for one in self.presences}

    @cached_property
    def _accounts(self) -> dict[tuple[str, str, str], Person]:
        found: dict[tuple[str, str, str], Person] = {}
        for one in self.people:
            for account, user in one.slack:
                found["slack", account, user] = one
            if one.telegram is not None:
                found["telegram", "", str(one.telegram)] = one
        return found

    @cached_property
    def _names(self) -> frozenset[str]:
        names: set[str] = set()
        for one in self.organisations:
            names.update((one.id, *one.tags))
        for who in self.people:
            names.update((who.id, *who.tags))
        for permission in self.permissions:
            names.update(permission.to)
        for wall in self.walls:
            names.update(wall.not_to)
        return frozenset(names)

    @cached_property
    def _bridges_of(self) -> dict[str, tuple[Bridge, ...]]:
        return {
            place.id: tuple(
                one for one in self.bridges if place.id in one.channels and not one.paused
            )
            for place in self.places
        }

    @cached_property
    def _behind(self) -> dict[str, tuple[Place, ...]]:
        doors: dict[str, list[Place]] = {}
        for place in self.places:
            doors.setdefault(place.door, []).append(place)
        return {door: tuple(places) for door, places in doors.items()}

    @cached_property
    def derived(self) -> dict[tuple[str, ...], object]:
        """What others have worked out from this directory; it ends with it."""
        return {}

    def organisation(self, organisation: str) -> Organisation | None:
        """Return an organisation by id."""
        return self._organisations.get(organisation)

    def person_by_id(self, person: str) -> Person | None:
        """Return a person by id."""
        return self._people.get(person)

    def exercise(self, exercise: str) -> Exercise | None:
        """Return an exercise by id."""
        return next((one for one in self.exercises if one.id == exercise), None)

    def place_by_id(self, place: str) -> Place | None:
        """Return a room by its id in the directory."""
        return self._places.get(place)

    def place(self, door: str, channel: str, topic: str | None) -> Place | None:
        """Return the room at an address.

        A topic is a room of its own: what is said in one that the directory does not name is said
        nowhere, never in the General topic.
        """
        return self._rooms.get((door, channel, topic))

    def preference(self, person: str) -> Preference:
        """Return what somebody chose, by id; nothing, where nothing was chosen."""
        return self._preferences.get(person) or Preference(person=person)

    def presence(self, place: str) -> Presence | None:
        """Return what is known of the people in a room, by its id in the directory."""
        return self._presences.get(place)

    def stopped(self, organisations: Iterable[str]) -> bool:
        """Tell whether one of these organisations has stopped all that is its own."""
        if not self.frozen:
            return False
        return EVERYBODY in self.frozen or not self.frozen.isdisjoint(organisations)

    def person(self, platform: str, door: str, team: str, user: str) -> Person | None:
        """Return whose account this is, None too where its owner is locked out."""
        found = self.account(platform, door, team, user)
        return None if found is None or found.id in self.locked else found

    def account(self, platform: str, door: str, team: str, user: str) -> Person | None:
        """Return whose account this is, locked or not; a Slack account may be bound to a workspace.

        What it says and asks is `person`'s to judge.
        """
        if not user:
            return None
        account = door.partition(".")[2]
        for bound in (account, team, ""):
            found = self._accounts.get((platform, bound, user))
            if found is not None:
                return found
        return None

    def bridges_of(self, place: str) -> tuple[Bridge, ...]:
        """Return the bridges that carry what is said in a room, in the order of the directory."""
        return self._bridges_of.get(place, ())

    def behind(self, door: str) -> Sequence[Place]:
        """Return the rooms behind a door."""
        return self._behind.get(door, ())

    def known(self, name: str) -> bool:
        """Tell whether a name is an organisation, a person, or a tag that is in use."""
        return name in self._names

    def shown_organisation(self, organisation: str) -> str:
        """Return the name of an organisation that others see."""
        one = self._organisations.get(organisation)
        return organisation if one is None else one.shown_as or one.name

    def shown_person(self, person: str, *, to: str = "") -> str:
        """Return the name of a person that others see; "" for nobody.

        And for somebody at risk who chose none: her own organisation's people alone (`to`) see it.
        """
        one = self._people.get(person)
        if one is None:
            return ""
        house = self._organisations.get(one.organisation)
        hidden = one.risk or (house is not None and house.risk)
        if hidden and not one.shown_as and one.organisation != to:
            return ""
        return one.shown_as or one.name
