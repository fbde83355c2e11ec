"""Queries for auditors: a sample of openings that can be drawn again, and what was refused. No name, no case number.

A worker is shown by function and by the first part of an id, a case by the first part of an id too.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final
from uuid import UUID

from django.db.models import Count, Max

from amana.countrypacks import pack
from amana.countrypacks.dates import month_of
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.capabilities import CAPABILITIES
from amana.trust.models import Line

SAMPLE: Final = 15
READ_WITHIN: Final = timedelta(days=30)
STANDS_OUT: Final = 20  # cases in that time; fewer raise no question
MANY_TIMES: Final = 3.0
LOOKED_THROUGH: Final = 20_000  # the newest lines of the audit log among which is drawn and counted
REFUSALS: Final = (
    "refused",
    "cases.look_up_refused",
    "cases.emergency_refused",
    "trust.held_back",
    "trust.proof_refused",
)
# The capability by which each kind of opening happens: its purpose is the purpose of the opening. First the act itself,
# then all acts of a room.
_BY: Final = {
    "cases.glass_reason_opened": "glass.review",
    "justice.note_opened": "notes.keep",
    "exchange.answering_opened": "exchange.keep",
    "reporting.programme_opened": "figures.read",
    "cases": "cases.read",
    "consent": "cases.read",
    "intake": "signs.take",
    "referrals": "referrals.answer",
    "assistance": "help.deliver",
    "justice": "letters.review",
    "outreach": "outreach.keep",
    "exchange": "exchange.ask",
    "reporting": "figures.read",
    "trust": "trail.read",
}
_LOOK_UPS: Final = ("cases.looked_up", "cases.searched", "cases.emergency_looked")


@dataclass(frozen=True)
class Opening:
    """One opening: the line, when, who by function and opaque id, what, of which case by opaque id, on which ground."""

    line: int
    at: datetime
    functions: str
    staff: str
    verb: str
    case: str
    ground: str
    purpose: str


@dataclass(frozen=True)
class Trying:
    """One worker's refusals and failed searches, by opaque id."""

    staff: str
    refused: int
    in_vain: int


@dataclass(frozen=True)
class Reading:
    """In how many cases one worker opened texts within thirty days, and the median of their peers.

    Peers are those of the same functions who opened anything; `peers` is 0 where there is nobody else.
    """

    staff: str
    functions: str
    cases: int
    openings: int
    usual: float
    peers: int

    @property
    def stands_out(self) -> bool:
        """Whether it is far more than the work of others: a slow reader copies the register as well as a quick one."""
        return self.cases > STANDS_OUT and self.cases > MANY_TIMES * self.usual


@dataclass(frozen=True)
class Oversight:
    """A drawn sample, who was refused what, openings and refusals by month; `upto` is the last line that was read."""

    sample: tuple[Opening, ...]
    trying: tuple[Trying, ...]
    months: tuple[tuple[str, int, int], ...]
    upto: int
    openings: int


def short(id: UUID | None) -> str:
    """Returns the first part of an id, which tells two apart and names nobody."""
    return str(id)[:8].upper() if id else ""


def purpose_of(verb: str, ground: str = "") -> str:
    """The purpose of an opening, which nobody types: that of the capability that it needs; protection in an emergency.

    >>> purpose_of("cases.section_opened"), purpose_of("justice.note_opened"), purpose_of("cases.section_opened", "break_glass")
    ('assistance', 'justice', 'protection')
    """
    if ground == "break_glass":
        return CAPABILITIES["glass.break"].purpose
    return CAPABILITIES[_BY[verb] if verb in _BY else _BY[verb.partition(".")[0]]].purpose


def oversight(actor: Actor, seed: int, upto: int | None = None) -> Oversight:
    """The sample of `seed` among the lines up to `upto` (now the last one); nothing without the right to the log."""
    if not actor.can("trail.read"):
        return Oversight((), (), (), 0, 0)
    last = upto or Line.objects.aggregate(last=Max("pk"))["last"] or 0
    rows = Line.objects.filter(pk__lte=last, pk__gt=last - LOOKED_THROUGH)
    openings: list[int] = []
    refused, in_vain = Counter[UUID](), Counter[UUID]()
    months: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for pk, verb, by, at, ids in rows.values_list("pk", "verb", "actor", "happened_at", "ids").iterator():
        opened, no = verb.endswith("_opened"), verb in REFUSALS
        if opened and by is not None:
            openings.append(pk)
        if by is not None:
            refused[by] += no
            in_vain[by] += verb in _LOOK_UPS and not ids.get("found_1") and not ids.get("found")
        months[month_of(at)][0] += opened
        months[month_of(at)][1] += no
    drawn = random.Random(seed).sample(sorted(openings), min(SAMPLE, len(openings)))  # noqa: S311  (to be drawn again)
    tried = [Trying(short(by), refused[by], in_vain[by]) for by in {*+refused, *+in_vain}]
    return Oversight(
        _build_openings(sorted(drawn)),
        tuple(sorted(tried, key=lambda each: (-each.refused, -each.in_vain, each.staff))[:30]),
        tuple((month, opened, no) for month, (opened, no) in sorted(months.items())),
        last,
        len(openings),
    )


def readers(actor: Actor, now: datetime, most: int = 15) -> tuple[Reading, ...]:
    """Who opened texts in most cases within thirty days, with their peers; nothing without the right to the log."""
    if not actor.can("trail.read"):
        return ()
    lines = Line.objects.filter(happened_at__gt=now - READ_WITHIN, verb__endswith="_opened", actor__isnull=False)
    counted = lines.values_list("actor").annotate(cases=Count("object", distinct=True), openings=Count("id"))
    rows = sorted(counted, key=lambda row: (-row[1], -row[2], str(row[0])))
    cards = trust.users({by for by, _cases, _openings in rows if by})
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for by, cases, _openings in rows:
        groups[_functions(cards, by)].append(cases)
    found = []
    for by, cases, openings in rows:
        others = list(groups[_functions(cards, by)])
        others.remove(cases)
        usual = float(median(others)) if others else 0.0
        found.append(Reading(short(by), _role_names(_functions(cards, by)), cases, openings, usual, len(others)))
    return tuple(sorted(found, key=lambda each: not each.stands_out)[:most])


def _functions(cards: Mapping[UUID, trust.UserCard], by: UUID | None) -> tuple[str, ...]:
    return tuple(sorted(cards[by].roles)) if by is not None and by in cards else ()


def _role_names(roles: Iterable[str]) -> str:
    names = {role.id: str(role.name) for role in pack().roles.values()}
    return ", ".join(names.get(role, role) for role in sorted(roles))


def _build_openings(lines: list[int]) -> tuple[Opening, ...]:
    rows = list(Line.objects.filter(pk__in=lines).order_by("pk"))
    cards = trust.users({row.actor for row in rows if row.actor})
    return tuple(
        Opening(
            row.pk,
            row.happened_at,
            _role_names(_functions(cards, row.actor)),
            short(row.actor),
            row.verb,
            short(row.object),
            str(row.ids.get("ground", "")),
            purpose_of(row.verb, str(row.ids.get("ground", ""))),
        )
        for row in rows
    )
