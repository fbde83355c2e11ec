"""The frozen values of a pack for other rooms, with references resolved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from amana.countrypacks import schema
from amana.countrypacks.schema import Confidence, Deadline, I18n, Kept, Kind, Section


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen."""

    id: str
    label: I18n


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be asked and stored; `kept` names the kind of storage, `section` the sealed section.

    `key` is where the pack defines it (`j5.result` and `j7.result` are two fields with the id `result`). `known_as` is
    the fact of the case with the same meaning: a step shows it as known already, and nobody types it again.
    """

    id: str
    key: str
    label: I18n
    kind: Kind
    kept: Kept
    section: Section | None = None
    hint: I18n | None = None
    options: tuple[Option, ...] = ()
    required: bool = True
    known_as: str = ""

    def option(self, option_id: str) -> Option:
        """Returns the option with this id; raises KeyError when there is none."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)


@dataclass(frozen=True, slots=True)
class Role:
    """Someone who acts in the procedure; a party decides or speaks and does not sign in."""

    id: str
    name: I18n
    does: I18n
    signs_in: bool


@dataclass(frozen=True, slots=True)
class State:
    """A place of a track."""

    id: str
    name: I18n
    track: str
    phase: str | None
    hint: I18n | None
    terminal: bool


@dataclass(frozen=True, slots=True)
class Track:
    """A row of places; a record is at one of them at any time."""

    id: str
    name: I18n
    initial: str
    terminal: tuple[str, ...]
    states: tuple[State, ...]

    def state(self, state_id: str) -> State:
        """Returns the place with this id; raises KeyError when the track has none."""
        for state in self.states:
            if state.id == state_id:
                return state
        raise KeyError(state_id)


@dataclass(frozen=True, slots=True)
class Transition:
    """A step from one place of a track to another, with who decides it and who may record it."""

    id: str
    track: str
    from_: tuple[str, ...]
    to: str
    name: I18n
    decides: tuple[str, ...]
    records: tuple[str, ...]
    countersigns: tuple[str, ...]
    also_agrees: tuple[str, ...]
    guard: I18n | None
    required: tuple[Field, ...]
    while_identification: tuple[str, ...]
    while_help: tuple[str, ...]
    consent: schema.ConsentNeed | None
    deadline: Deadline | None
    takes_effect: str
    ends: str | None
    not_by_who_did: tuple[str, ...]
    conditions: tuple[schema.ConditionEntry, ...]
    opens_period: str | None
    leads_to: I18n | None
    note: I18n | None
    basis: str
    confidence: Confidence
    source: str | None

    @property
    def consent_type(self) -> str | None:
        """Returns the type of the required consent; None where none is required."""
        return self.consent.type if self.consent else None

    @property
    def while_places(self) -> Mapping[str, tuple[str, ...]]:
        """Returns where the other track has to be, by its name; tracks that may be anywhere are not named."""
        told = {"identification": self.while_identification, "help": self.while_help}
        return {track: places for track, places in told.items() if places}


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time that runs alongside the places."""

    id: str
    name: I18n
    opens_with: str
    length: Deadline
    records: tuple[str, ...]
    fields: tuple[Field, ...]
    note: I18n | None


@dataclass(frozen=True, slots=True)
class Next:
    """The proposals at one place: the steps, first to last.

    `rest` is the text where none of them is possible; `review` names the task when the deadline of another step passes.
    """

    steps: tuple[str, ...]
    rest: I18n | None
    review: I18n | None


@dataclass(frozen=True, slots=True)
class Machine:
    """The places and steps of one kind of record: the procedure, a referral, a proceeding, a letter."""

    id: str
    name: I18n
    tracks: Mapping[str, Track]
    transitions: tuple[Transition, ...]
    next: Mapping[str, Next]
    periods: Mapping[str, Period]
    closing_ends_all: str | None
    rights_hold: tuple[str, ...]
    rights: tuple[I18n, ...]
    rules: tuple[I18n, ...]
    milestones: Mapping[str, I18n]

    def transition(self, transition_id: str) -> Transition:
        """Returns the step with this id; raises KeyError when the pack has none."""
        for transition in self.transitions:
            if transition.id == transition_id:
                return transition
        raise KeyError(transition_id)

    def state(self, state_id: str) -> State:
        """Returns the place with this id, on any track; raises KeyError when there is none."""
        for track in self.tracks.values():
            for state in track.states:
                if state.id == state_id:
                    return state
        raise KeyError(state_id)

    def initial(self) -> dict[str, str]:
        """Returns where a new record starts, by track."""
        return {track.id: track.initial for track in self.tracks.values()}

    def leaving(self, track: str, state: str, other_state: str | None = None) -> tuple[Transition, ...]:
        """Returns the steps of `track` that lead away from `state` while the other track is at `other_state`.

        Without `other_state` (machines of one track) only the track itself counts.
        """
        others = [other for other in self.tracks if other != track]
        places = {track: state} | (dict.fromkeys(others, other_state) if other_state is not None else {})
        return tuple(t for t in self.transitions if t.track == track and _possible(self, places, t))


def _possible(machine: Machine, places: Mapping[str, str], transition: Transition) -> bool:
    return places.get(transition.track) in transition.from_ and others_allow(machine, places, transition)


def others_allow(machine: Machine, places: Mapping[str, str], transition: Transition) -> bool:
    """Whether the places of the other tracks let this step happen; a track that `places` does not name is not asked.

    Where one place ends everything (closed), the tracks without it stop moving once it is reached.
    """
    for track, allowed in transition.while_places.items():
        if track in places and places[track] not in allowed:
            return False
    end = machine.closing_ends_all
    return end is None or all(place != end or track == transition.track for track, place in places.items())


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of help that can be given, with the fields recorded about each delivery."""

    code: str
    name: I18n
    category: str
    section: Section | None
    fields: tuple[Field, ...]
    followup_days: int | None
    schedule_days: tuple[int, ...]
    deadline_hours: int | None
    sensitive: bool
    mandate: bool
    right: str | None
    limit: schema.LimitEntry | None
    conditions: tuple[schema.ConditionEntry, ...]
    note: I18n | None


@dataclass(frozen=True, slots=True)
class Category:
    """A family of services; `section` holds their sealed fields (None: facts and working rows only)."""

    id: str
    name: I18n
    section: Section | None
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandoverField:
    """One field that may go with a referral.

    `source` says where it is taken from: `identity.full_name`, `facts.sex`, `referral.urgency`.
    """

    id: str
    label: I18n
    source: str


@dataclass(frozen=True, slots=True)
class Urgency:
    """How soon an answer is needed; hours run through nights and holidays."""

    id: str
    name: I18n
    acknowledge_hours: int
    answer_hours: int


@dataclass(frozen=True, slots=True)
class ConsentPoint:
    """A moment at which a person is asked."""

    id: str
    type: str
    name: I18n
    note: I18n | None


@dataclass(frozen=True, slots=True)
class Place:
    """A governorate or a district, by its code; `tile` is its position on a map of tiles: row, column."""

    id: str
    name: I18n
    territory: str
    parent: str | None = None
    capital: I18n | None = None
    iso: str | None = None
    exchange_code: str | None = None
    note: str | None = None
    tile: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the pack with its sources."""

    path: str
    value: Any
    confidence: Confidence
    source: str | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class PackSection:
    """One of the five sealed sections of a case."""

    code: Section
    name: I18n
    hint: I18n
    fields: tuple[Field, ...]


@dataclass(frozen=True, kw_only=True)
class Head:
    """The identity of a pack; `lineage` are the packs that it is made of, from itself up to the base."""

    id: str
    name: I18n
    lineage: tuple[str, ...]
    country: schema.CountryEntry
    languages: tuple[str, ...]
    timezone: str
    currency: str
    weekend: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Procedures:
    """Who acts, in which steps, and how soon an answer is needed."""

    roles: Mapping[str, Role]
    parties: Mapping[str, Role]
    recording: schema.Recording
    machines: Mapping[str, Machine]
    phases: Mapping[str, I18n]
    urgencies: tuple[Urgency, ...]


@dataclass(frozen=True, kw_only=True)
class Files:
    """What a file holds, which services there are, and what of a file may go to whom."""

    fields: Mapping[str, Field]
    lists: Mapping[str, tuple[Option, ...]]
    sections: Mapping[str, PackSection]
    case_facts: tuple[Field, ...]
    categories: Mapping[str, Category]
    services: Mapping[str, Service]
    service_common_fields: tuple[Field, ...]
    handover_lists: Mapping[str, tuple[HandoverField, ...]]
    handover_by_category: Mapping[str, tuple[str, ...]]
    handover_needs: schema.HandoverNeeds


@dataclass(frozen=True, kw_only=True)
class Consents:
    """When a person is asked, for which purposes, and in which words."""

    consent_points: Mapping[str, ConsentPoint]
    purposes: Mapping[str, I18n]
    consent: schema.ConsentEntry


@dataclass(frozen=True, kw_only=True)
class Land:
    """The places of the country, the laws that hold in them, and the authorities."""

    territories: Mapping[str, schema.Territory]
    governorates: Mapping[str, Place]
    districts: Mapping[str, Place]
    laws: Mapping[str, schema.Law]
    authorities: Mapping[str, schema.Authority]


@dataclass(frozen=True, kw_only=True)
class Pack(Head, Procedures, Files, Consents, Land):
    """Everything a country says. Frozen; made once per process by the loader.

    `of_rooms` holds what it says in the sections that rooms registered, by their key: each is read by its `RoomSection.of`.
    `raw` holds all of it as the files have it.
    """

    glass: schema.GlassEntry
    glossary: Mapping[str, I18n]
    of_rooms: Mapping[str, object]
    raw: Mapping[str, Any]

    def machine(self, track: str) -> Machine:
        """Returns the machine of `procedure`, `referral`, `justice` or `fine_waiver`; raises KeyError for another."""
        return self.machines[track]

    def role(self, role_id: str) -> Role:
        """Returns the role or party with this id; raises KeyError when there is none."""
        return self.roles[role_id] if role_id in self.roles else self.parties[role_id]

    @property
    def section_codes(self) -> tuple[str, ...]:
        """Returns the codes of the five sealed sections, in their order on the page."""
        return tuple(self.sections)

    def section_fields(self, code: str) -> tuple[Field, ...]:
        """The fields of a sealed section."""
        return self.sections[code].fields

    def section_name(self, code: str) -> I18n:
        """The name of a sealed section."""
        return self.sections[code].name

    def handover(self, service_code: str) -> tuple[HandoverField, ...]:
        """Returns the closed list of fields that a referral for this service may carry, each once."""
        service = self.services[service_code]
        names = ("referral_any", *self.handover_by_category.get(service.category, ()))
        found = {field.id: field for name in names for field in self.handover_lists[name]}
        return tuple(found.values())

    def needed_fields(self, service_code: str) -> frozenset[str]:
        """Returns the fields of the list without which a provider cannot help with this service."""
        needs = self.handover_needs
        wanted = {*needs.any, *needs.by_category.get(self.services[service_code].category, ())}
        return frozenset(field.id for field in self.handover(service_code) if field.id in wanted)

    def urgency(self, urgency_id: str) -> Urgency:
        """Returns the urgency with this id; raises KeyError when there is none."""
        for urgency in self.urgencies:
            if urgency.id == urgency_id:
                return urgency
        raise KeyError(urgency_id)

    def place(self, code: str) -> Place:
        """Returns the governorate or district with this code; raises KeyError when the pack has neither."""
        return self.governorates[code] if code in self.governorates else self.districts[code]

    def territory_of(self, place_code: str) -> str:
        """Returns the territory whose authority covers a governorate or district."""
        return self.place(place_code).territory

    def value(self, path: str) -> Value:
        """Returns the value at a dotted path, with confidence and source of the nearest key that states them.

        A key `x_confidence` or `x_source` next to `x` applies to `x`. Raises KeyError when the path leads nowhere, or
        when nothing on it states a confidence.
        """
        return value_at(self.raw, path)


def value_at(raw: Mapping[str, Any], path: str) -> Value:
    """Returns the value at `path` in the tree of a pack; see `Pack.value`."""
    found: Any = raw
    confidence: Confidence | None = None
    source: str | None = None
    since: date | None = None
    until: date | None = None
    for part in _parts(raw, path):
        holder = found
        found = holder[int(part)] if isinstance(holder, list) else holder[part]
        if isinstance(holder, Mapping):
            confidence = holder.get(f"{part}_confidence", confidence)
            source = holder.get(f"{part}_source", source)
        if isinstance(found, Mapping) and "confidence" in found:
            confidence = found["confidence"]
            source = found.get("source", found.get("basis"))
            since, until = found.get("valid_from"), found.get("valid_to")
    if confidence is None:
        raise KeyError(path)
    return Value(path, found, confidence, source, since, until)


def _parts(raw: Mapping[str, Any], path: str) -> list[str]:
    """Splits a dotted path into keys; a key that itself contains dots (`j5.result`) is found by trying the longest first."""
    words = path.split(".")
    parts: list[str] = []
    here: Any = raw
    while words:
        for length in range(len(words), 0, -1):
            name = ".".join(words[:length])
            if isinstance(here, Mapping) and name in here:
                here = here[name]
                break
            if isinstance(here, list) and length == 1 and name.isdecimal() and int(name) < len(here):
                here = here[int(name)]
                break
        else:
            raise KeyError(path)
        parts.append(name)
        words = words[length:]
    return parts


def frozen[K, V](mapping: dict[K, V]) -> Mapping[K, V]:
    """Returns the mapping as read-only."""
    return MappingProxyType(mapping)
