"""The rules on providers and referrals: who can be asked and why, and when an answer is late. Pure functions."""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from amana.referrals.states import ReferralState

DRAFT = frozenset({ReferralState.DRAFT})
BEFORE_SENDING = frozenset({ReferralState.DRAFT, ReferralState.CONSENT_PENDING, ReferralState.READY})
WITH_PROVIDER = frozenset(
    {
        ReferralState.SENT,
        ReferralState.ACKNOWLEDGED,
        ReferralState.ACCEPTED,
        ReferralState.WAITLISTED,
        ReferralState.RETURNED_FOR_INFO,
        ReferralState.IN_SERVICE,
    }
)
SERVED = frozenset({ReferralState.COMPLETED, ReferralState.ENDED_EARLY})
SHUT_TO_PROVIDER = frozenset(
    {
        ReferralState.WITHDRAWN,
        ReferralState.DECLINED_BY_PERSON,
        ReferralState.EXPIRED,
        ReferralState.DECLINED_BY_PROVIDER,
    }
)
OPEN_TO_PROVIDER = WITH_PROVIDER | SERVED
ANSWERS = frozenset(
    {
        ReferralState.ACCEPTED,
        ReferralState.WAITLISTED,
        ReferralState.DECLINED_BY_PROVIDER,
        ReferralState.RETURNED_FOR_INFO,
    }
)
LOOK_AGAIN = frozenset({ReferralState.DECLINED_BY_PROVIDER, ReferralState.ENDED_EARLY})

PLACES_SAID_FOR = timedelta(days=14)
MORE_PLACES = 4  # what "+" stands for: more than three
SLOW_ANSWER_HOURS = 24


@dataclass(frozen=True)
class Times:
    """How fast a provider has to be, in hours that run through nights and holidays.

    `expire_sent` and `expire_acknowledged` say how often the time to answer may pass before a referral expires.
    """

    acknowledge_hours: int
    answer_hours: int
    expire_sent: int = 1
    expire_acknowledged: int = 2


@dataclass(frozen=True)
class Clocks:
    """The deadlines of one sending."""

    acknowledge_due: datetime
    answer_due: datetime
    expires_if_silent: datetime
    expires_if_unanswered: datetime


def clocks(sent_at: datetime, times: Times) -> Clocks:
    """When a referral sent at this moment is late, and when it expires. `sent_at` is timezone-aware.

    >>> from datetime import UTC
    >>> found = clocks(datetime(2026, 3, 1, 20, tzinfo=UTC), Times(1, 4))
    >>> found.answer_due.isoformat(), found.expires_if_unanswered.isoformat()
    ('2026-03-02T00:00:00+00:00', '2026-03-02T04:00:00+00:00')
    """
    answer = timedelta(hours=times.answer_hours)
    return Clocks(
        acknowledge_due=sent_at + timedelta(hours=times.acknowledge_hours),
        answer_due=sent_at + answer,
        expires_if_silent=sent_at + answer * times.expire_sent,
        expires_if_unanswered=sent_at + answer * times.expire_acknowledged,
    )


def comes_too_late(answer_hours: int, help_due_hours: int | None) -> bool:
    """Whether an answer within `answer_hours` comes when help that is due within `help_due_hours` is over already.

    >>> comes_too_late(72, 72), comes_too_late(24, 72), comes_too_late(72, None)
    (True, False, False)
    """
    return help_due_hours is not None and answer_hours >= help_due_hours


def reference(year: int, value: int) -> str:
    """The reference of a referral; it says nothing about the case.

    >>> reference(2026, 412)
    'R-2026-0412'
    """
    return f"R-{year}-{value:04d}"


def age_span(code: str) -> tuple[int, int] | None:
    """Returns the ages that a group of the pack covers, both included; None where it does not say.

    >>> age_span("under_18"), age_span("18_25"), age_span("60_plus"), age_span("unknown")
    ((0, 17), (18, 25), (60, 150), None)
    """
    numbers = [int(number) for number in re.findall(r"\d+", code)]
    if len(numbers) == 2:
        return numbers[0], numbers[1]
    if len(numbers) == 1 and code.startswith("under"):
        return 0, numbers[0] - 1
    return (numbers[0], 150) if len(numbers) == 1 and code.endswith("plus") else None


# Who can be asked ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Need:
    """What is needed, for whom, in the codes of the pack; empty means not known, and then nobody is excluded."""

    service: str
    governorate: str = ""
    languages: frozenset[str] = frozenset()
    sex: str = ""
    age: tuple[int, int] | None = None
    nationality: str = ""
    children: bool = False
    access_needs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Entry:
    """An entry of the directory. `reached` is whether its unit can open a package; `answers_in` is in hours."""

    id: UUID
    services: frozenset[str]
    governorates: frozenset[str]
    accepts_sex: frozenset[str] = frozenset()
    age_min: int | None = None
    age_max: int | None = None
    nationalities: frozenset[str] = frozenset()
    accepts_disability: bool = True
    accepts_children: bool = True
    languages: frozenset[str] = frozenset()
    accessibility: frozenset[str] = frozenset()
    free_places: int | None = None
    places_said_at: datetime | None = None
    verified_at: datetime | None = None
    valid_until: date | None = None
    isp_signed: bool = True
    free_of_cost: bool = False
    reached: bool = True
    answers_in: int | None = None


@dataclass(frozen=True)
class Reason:
    """Something that speaks for a provider, or against it (`but`); `value` is a number or a code where one is said."""

    code: str
    but: bool = False
    value: int | str | None = None


@dataclass(frozen=True)
class Suggestion:
    """A provider with the reasons, or closed with the one reason why nobody can be sent there."""

    provider: Entry
    reasons: tuple[Reason, ...]
    shut: Reason | None = None

    @property
    def weight(self) -> tuple[bool, int, int]:
        """Its rank in the list: those who can be asked first, then by how little speaks against and how much for."""
        against = sum(reason.but for reason in self.reasons)
        return self.shut is not None, against, against - len(self.reasons)


def days_since(moment: datetime, now: datetime) -> int:
    """Whole days that have passed."""
    return (now - moment).days


def entry_is_stale(verified_at: datetime | None, now: datetime, warn_days: int) -> bool:
    """Whether nobody has checked an entry for longer than `warn_days` days.

    Source: `directory.warn_after_days` of the country pack.
    """
    return verified_at is None or now - verified_at > timedelta(days=warn_days)


def entry_shut(entry: Entry, today: date) -> Reason | None:
    """Returns why nothing can be sent to this provider: its entry ended, was never checked, or nobody there can open it.

    `today` is the day of the country; the last day of an entry is still open.
    """
    if entry.valid_until is not None and entry.valid_until < today:
        return Reason("ended", value=entry.valid_until.isoformat())
    if entry.verified_at is None:
        return Reason("never_checked")
    return None if entry.reached else Reason("not_reached")


def person_shut(need: Need, entry: Entry) -> Reason | None:
    """Returns why this provider does not take this person; a value that is not known excludes nobody."""
    if need.sex and entry.accepts_sex and need.sex not in entry.accepts_sex:
        return Reason("sex")
    if need.age is not None:
        youngest, oldest = need.age
        if entry.age_min is not None and oldest < entry.age_min:
            return Reason("too_young", value=entry.age_min)
        if entry.age_max is not None and youngest > entry.age_max:
            return Reason("too_old", value=entry.age_max)
    if need.nationality and entry.nationalities and need.nationality not in entry.nationalities:
        return Reason("nationality")
    if need.children and not entry.accepts_children:
        return Reason("children")
    return Reason("disability") if need.access_needs and not entry.accepts_disability else None


def reasons_for(need: Need, entry: Entry, now: datetime, warn_days: int) -> tuple[Reason, ...]:
    """Returns what speaks for and against asking this provider, in display order."""
    found = []
    if need.governorate and entry.governorates:
        near = need.governorate in entry.governorates
        found.append(Reason("near") if near else Reason("far", but=True))
    if need.languages:
        shared = sorted(need.languages & entry.languages)
        found.append(Reason("language", value=shared[0]) if shared else Reason("no_language", but=True))
    said = entry.places_said_at is not None and now - entry.places_said_at <= PLACES_SAID_FOR
    if entry.free_places is not None and said:
        full = entry.free_places == 0
        found.append(Reason("full", but=True) if full else Reason("free_places", value=entry.free_places))
    if need.access_needs:
        fits = need.access_needs <= entry.accessibility
        found.append(Reason("accessible") if fits else Reason("access_not_known", but=True))
    if entry.free_of_cost:
        found.append(Reason("no_cost"))
    if entry.answers_in is not None:
        found.append(Reason("answers_in", but=entry.answers_in > SLOW_ANSWER_HOURS, value=entry.answers_in))
    if entry.verified_at is not None and entry_is_stale(entry.verified_at, now, warn_days):
        found.append(Reason("checked_long_ago", but=True, value=days_since(entry.verified_at, now)))
    if not entry.isp_signed:
        found.append(Reason("no_protocol", but=True))
    return tuple(found)


def suggest(need: Need, entries: Iterable[Entry], now: datetime, warn_days: int, *, today: date) -> list[Suggestion]:
    """Returns who offers the service, the best first; those who cannot be asked come last, each with its reason.

    There are reasons, never a score. Two runs give the same order. `today` is the day of the country at `now`.
    """
    found = []
    for entry in entries:
        if need.service in entry.services:
            shut = entry_shut(entry, today) or person_shut(need, entry)
            found.append(Suggestion(entry, () if shut else reasons_for(need, entry, now, warn_days), shut))
    return sorted(found, key=lambda each: (each.weight, str(each.provider.id)))


# What travels ------------------------------------------------------------------------------------------


def parts_of(source: str) -> tuple[str, str]:
    """Splits a source of the pack into (place, name): "identity.full_name" is ("identity", "full_name")."""
    place, _dot, name = source.partition(".")
    return place, name


def package_of(
    wanted: Set[str], sources: Mapping[str, str], drawers: Mapping[str, Mapping[str, object]]
) -> dict[str, object]:
    """Returns exactly the wanted fields with their stored values; what is not known is empty, never a guess.

    `sources` is field -> source, `drawers` is section -> its values. Raises KeyError for a wanted field without a source.
    """
    found: dict[str, object] = {}
    for field in sorted(wanted):
        place, name = parts_of(sources[field])
        found[field] = drawers.get(place, {}).get(name)
    return found


def still_covered(travelled: Set[str], agreed: Set[str]) -> bool:
    """Whether the consents that are left still cover what was sent, after one has ended."""
    return bool(travelled) and travelled <= agreed
