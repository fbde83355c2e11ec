"""What follows from an incident or from somebody's needs: tasks, each with its service, its urgency and its clock."""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from amana_methods.violence import Answer, Care, Classified, Guide, care_at, classify, contexts_of

VIOLENCE, NEEDS, CHILD = "violence", "needs", "child_notice"
SCREEN = "screen"
PROMPTS_SCREENING = "PROMPT_TIP_SCREENING"
OUTCOMES = ("asked", "given", "declined", "not_needed")
type Kind = Literal["care", "need", "screen", "notify"]


@dataclass(frozen=True)
class Incident:
    """What was said of one incident of one survivor.

    `answers` by type; `facts` are the context fields; `first` and `last` the earliest and latest moment it can have
    been.
    """

    answers: Mapping[str, Answer]
    gender_based: Answer = "not_asked"
    facts: Mapping[str, Any] | None = None
    first: datetime | None = None
    last: datetime | None = None
    words: str = ""

    def as_data(self) -> dict[str, Any]:
        """Returns the incident as JSON values, for sealing."""
        return {
            "answers": {name: answer for name, answer in self.answers.items() if answer != "not_asked"},
            "gender_based": self.gender_based,
            "facts": dict(self.facts or {}),
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "words": self.words,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Incident":
        """Returns the incident from the data of `as_data`."""
        first, last = data.get("first"), data.get("last")
        return cls(
            answers=data.get("answers", {}),
            gender_based=data.get("gender_based", "not_asked"),
            facts=data.get("facts", {}),
            first=datetime.fromisoformat(first) if first else None,
            last=datetime.fromisoformat(last) if last else None,
            words=str(data.get("words", "")),
        )


@dataclass(frozen=True)
class Found:
    """The result of the answers of an incident."""

    classified: Classified
    contexts: Mapping[str, bool | None]
    care: tuple[Care, ...]


def found_in(guide: Guide, incident: Incident, *, now: datetime, sex: str | None) -> Found:
    """Returns type, contexts and clocks of an incident."""
    classified = classify(guide, incident.answers, incident.gender_based)
    return Found(
        classified,
        contexts_of(guide, classified, incident.facts or {}),
        care_at(guide, incident.answers, now=now, first=incident.first, last=incident.last, sex=sex),
    )


def coded_facts(found: Found, incident: Incident, *, month: str) -> dict[str, Any]:
    """Returns what is locked and counted of an incident; an open type is None. `month` is YYYY-MM."""
    return {
        "kind": VIOLENCE,
        "type": found.classified.kind,
        "possible": list(found.classified.possible),
        "contexts": [name for name, holds in found.contexts.items() if holds],
        "contexts_open": [name for name, holds in found.contexts.items() if holds is None],
        **{name: value for name, value in (incident.facts or {}).items() if value not in (None, "")},
        "month": month,
    }


@dataclass(frozen=True)
class Wanted:
    """Something to do for somebody: what, the service that answers it, how urgent it is, and until when.

    `dues` are all its moments, the first one first; empty where no hour is fixed.
    """

    kind: Kind
    code: str
    service: str
    urgency: str
    dues: tuple[datetime, ...] = ()
    because: tuple[str, ...] = ()

    def as_facts(self) -> dict[str, Any]:
        """Returns the task as JSON values, for the locked facts."""
        return {
            "kind": self.kind,
            "code": self.code,
            "service": self.service,
            "urgency": self.urgency,
            "dues": [due.isoformat() for due in self.dues],
            "because": list(self.because),
        }


def care_wanted(
    care: Iterable[Care], services: Mapping[str, str], hours: Mapping[str, int], *, now: datetime
) -> tuple[Wanted, ...]:
    """One task for each service whose care is needed, with the clocks that still run; also when all have run out.

    `services` by kind of care, `hours` by urgency: until when an answer is due. The urgency is the slowest one whose
    answer is still in time; the fastest where none does or nobody knows when it happened.
    """
    by_service: dict[str, list[Care]] = {}
    for each in care:
        if each.called_for:
            by_service.setdefault(services[each.id], []).append(each)
    found = []
    for service, group in by_service.items():
        dues = sorted(each.due for each in group if each.due is not None)
        unknown = any(each.state == "perhaps" for each in group)
        running = any(each.state in ("running", "perhaps") for each in group)
        urgency = urgency_for(dues[0] - now if dues and not unknown else None, hours) if running else slowest(hours)
        because = tuple(each.id for each in group)
        found.append(Wanted("care", f"care.{service}", service, urgency, tuple(dues), because))
    return tuple(found)


def urgency_for(left: timedelta | None, hours: Mapping[str, int]) -> str:
    """The slowest urgency whose answer is due within `left`; the fastest when none does, or when `left` is not known.

    >>> urgency_for(timedelta(hours=31), {"immediate": 4, "soon": 24, "routine": 72})
    'soon'
    """
    slow_first = sorted(hours, key=lambda urgency: -hours[urgency])
    in_time = [urgency for urgency in slow_first if left is not None and timedelta(hours=hours[urgency]) <= left]
    return in_time[0] if in_time else slow_first[-1]


def slowest(hours: Mapping[str, int]) -> str:
    """Returns the urgency with the longest time for an answer."""
    return max(hours, key=lambda urgency: hours[urgency])


@dataclass(frozen=True)
class Need:
    """A need of the pack: its service, its urgency."""

    id: str
    service: str
    urgency: str


def needs_wanted(
    needs: Sequence[Need],
    leads_to: Mapping[str, str],
    answers: Mapping[str, str],
    hours: Mapping[str, int],
    *,
    since: datetime,
    compound: Set[str] = frozenset(),
) -> tuple[Wanted, ...]:
    """Returns a task for each need that was named, and for each that follows from a factor unless it was answered "no".

    `leads_to` gives the need of a factor; `answers` are those of needs and factors by id. The clock runs from `since`.
    "No" to a `compound` need, which asks two things, rules nothing out.
    """
    found = []
    for need in needs:
        factors = tuple(f for f, led in leads_to.items() if led == need.id and answers.get(f) == "yes")
        said = answers.get(need.id)
        if said == "yes" or (factors and (said != "no" or need.id in compound)):
            due = since + timedelta(hours=hours[need.urgency])
            found.append(Wanted("need", need.id, need.service, need.urgency, (due,), factors))
    return tuple(found)


def relied_on(answers: Mapping[str, str], version: int, doubtful_before: Mapping[str, int]) -> dict[str, str]:
    """Returns answers about needs and factors, where a "no" that an older wording may have reversed is not known.

    >>> relied_on({"food": "no", "doctor": "no"}, 2, {"food": 3})
    {'food': 'unknown', 'doctor': 'no'}
    """
    return {
        name: "unknown" if answer == "no" and version < doubtful_before.get(name, 0) else answer
        for name, answer in answers.items()
    }


def values_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what a note says, as one value for each name: answers, facts, moments and words. What was not asked is no value.

    >>> values_of({"kind": "needs", "answers": {"food": "yes", "doctor": "not_asked"}, "words": "", "wording": 3})
    {'answers.food': 'yes', 'words': ''}
    """
    found: dict[str, Any] = {}
    for name, value in content.items():
        if isinstance(value, Mapping):
            found |= {f"{name}.{key}": each for key, each in value.items()}
        elif name not in ("kind", "wording"):
            found[name] = value
    return {name: value for name, value in found.items() if value != "not_asked"}


def next_due(facts: Mapping[str, Any], now: datetime) -> datetime | None:
    """Returns the moment that counts for a task now: the next clock of care, or the day by which a need should be met.

    A clock of care that ran out is replaced by the next; None when none is left, because late care has no hour.
    """
    dues = [datetime.fromisoformat(text) for text in facts.get("dues", ())]
    if facts.get("kind") == "care":
        dues = [due for due in dues if due > now]
    return min(dues, default=None)


_BAND = re.compile(r"(\d+)_(?:(\d+)|plus)|under_(\d+)")


def age_span(facts: Mapping[str, Any], *, adult_from: int, oldest: int) -> tuple[int | None, int | None]:
    """(from, to) years of somebody's age now, by the coded facts; (None, None) when nothing is known.

    >>> age_span({"age_band": "9_17"}, adult_from=18, oldest=200)
    (9, 17)
    >>> age_span({"child_flag": "yes"}, adult_from=18, oldest=200)
    (0, 17)
    """
    for name in ("age_band", "age_group"):
        match = _BAND.fullmatch(str(facts.get(name, "")))
        if match:
            if match[3]:
                return 0, int(match[3]) - 1
            return int(match[1]), int(match[2]) if match[2] else oldest
    if facts.get("child_flag") == "yes":
        return 0, adult_from - 1
    if facts.get("child_flag") == "no":
        return adult_from, oldest
    return None, None
