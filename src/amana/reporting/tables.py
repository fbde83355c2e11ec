"""The tables that are counted: rows of facts without a name, each under an opaque id. Days are in the country's time zone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Case:
    """One procedure. `person` is the same for linked cases, so that nobody is counted twice.

    `further` holds, by field, the coded facts that no indicator is divided by and that a release may have as columns.
    """

    id: UUID
    person: UUID
    begun_on: date
    sex: str = ""
    age_group: str = ""
    nationality: tuple[str, ...] = ()
    exploitation: tuple[str, ...] = ()
    governorate: str = ""
    territory: str = ""
    opted_out: bool = False
    further: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """A step that was taken and not reversed: of the procedure itself, or of a referral, proceeding or letter (`subject`)."""

    case: UUID
    subject: UUID
    machine: str
    track: str
    from_state: str
    to_state: str
    at: datetime
    on: date
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Help that was given, or its reversal: then `quantity` and `value` are negative.

    `mistaken` marks an entry that was taken back as a whole, and its reversal.
    """

    case: UUID
    on: date
    service: str
    category: str
    quantity: int = 0
    value: Decimal = Decimal(0)
    currency: str = ""
    mistaken: bool = False

    @property
    def comes_back(self) -> bool:
        """Whether this is a return and no help."""
        return self.quantity < 0 or self.value < 0


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of a plan; `met` is None until it is known."""

    case: UUID
    category: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class Interview:
    """A screening that was finished."""

    case: UUID
    ended_on: date
    ended_at: datetime
    profile: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign that came in, and whether a screening followed."""

    case: UUID
    on: date
    channel: str
    screened: bool


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral that was sent."""

    id: UUID
    case: UUID
    sent_on: date
    service: str
    provider: str
    referrer_type: str
    acknowledged_at: datetime | None
    acknowledge_due: datetime | None


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity that was held."""

    id: UUID
    type: str
    on: date
    governorate: str
    organiser: str = ""
    district: str = ""
    institution: str = ""
    topic: str = ""
    people: int = 0
    participants: tuple[tuple[str, str, int], ...] = ()
    population: Mapping[str, int] = field(default_factory=dict)
    knowledge: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    materials: tuple[tuple[str, str, int], ...] = ()
    campaign: UUID | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign and the governorates it goes to."""

    id: UUID
    first: date
    last: date
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trainee:
    """A line of a training's register."""

    activity: UUID
    person: UUID
    sex: str
    institution: str
    finished: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tests of one trainee."""

    activity: UUID
    sex: str
    pre: int
    post: int


@dataclass(frozen=True)
class Snapshot:
    """The tables as they are at one moment. A table that an indicator does not need may be empty."""

    now: datetime
    cases: tuple[Case, ...] = ()
    steps: tuple[Step, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    goals: tuple[Goal, ...] = ()
    interviews: tuple[Interview, ...] = ()
    signs: tuple[Sign, ...] = ()
    referrals: tuple[Referral, ...] = ()
    activities: tuple[Activity, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    trainees: tuple[Trainee, ...] = ()
    pairs: tuple[Pair, ...] = ()


class People:
    """The persons: which one is behind a case, and what is known of her from all her cases."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self.of: dict[UUID, UUID] = {}
        self._first: dict[UUID, Case] = {}
        self.opted_out: set[UUID] = set()
        self.begun: dict[UUID, date] = {}
        for case in cases:
            self.of[case.id] = case.person
            if case.person not in self._first or case.id == case.person:
                self._first[case.person] = case
            if case.opted_out:
                self.opted_out.add(case.person)
            self.begun[case.person] = min(case.begun_on, self.begun.get(case.person, case.begun_on))

    def case_of(self, person: UUID) -> Case:
        """Returns the case whose facts apply to this person. Raises KeyError for an unknown person."""
        return self._first[person]

    def about(self, case_id: UUID) -> dict[str, object] | None:
        """Returns the coded facts of the person behind a case, under the names of the dimensions; None for a forgotten one.

        Where cases are linked, the facts of the case they are linked to apply, so that she is in one cell.
        """
        person = self.of.get(case_id)
        if person is None:
            return None
        case = self._first[person]
        return {
            "person": person,
            "sex": case.sex,
            "age_group": case.age_group,
            "nationality_group": case.nationality,
            "exploitation": case.exploitation,
            "governorate": case.governorate,
            "territory": case.territory,
        }
