"""What the pack wants on record before a step or a service counts, held by the commands and said by the pages.

Rooms above say what help a person was given; this room does not know it by itself.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from amana.cases import queries
from amana.cases.pack_sections import CHILDREN
from amana.cases.queries import Procedure, contact
from amana.cases.rules import days_without_contact, is_adult
from amana.cases.subjects import Subject
from amana.consent import queries as consent
from amana.countrypacks import dates, pack
from amana.countrypacks.schema import ConditionEntry
from amana.countrypacks.values import Transition
from amana.process_state import filled_at_start


@dataclass(frozen=True)
class HelpGiven:
    """The services that a person was given, and those that were asked for or begun and are not over."""

    given: frozenset[str] = frozenset()
    still_open: frozenset[str] = frozenset()


type HelpOf = Callable[[Procedure], HelpGiven]
_sources: list[HelpOf] = filled_at_start([])


def register_help(source: HelpOf) -> None:
    """From now on `source` is asked which services a person was given."""
    _sources.append(source)


class Answers(Protocol):
    """What was written for the fields of a step or a service."""

    @property
    def facts(self) -> Mapping[str, Any]: ...
    @property
    def sealed(self) -> Mapping[str, Any]: ...
    @property
    def working(self) -> Mapping[str, Any]: ...


def known_adult(procedure: Procedure) -> bool:
    """Whether the record says that the person is an adult; a child, or an age in doubt, is none."""
    return is_adult(queries.facts_of(procedure), frozenset(CHILDREN.of(pack()).groups))


def unmet(
    procedure: Procedure,
    conditions: Iterable[ConditionEntry],
    now: datetime,
    *,
    since: datetime | None = None,
    answers: Answers | None = None,
    agreeing: str = "",
    place: str = "",
) -> list[str]:
    """The sentences of the conditions that do not hold, in the order of the pack.

    `place` is where the record stands, and `since` is when it came there. Without `answers` conditions on what is written
    are left out. `agreeing` is the type of a consent that is recorded in the same moment.
    """
    wanted = list(conditions)
    if not wanted:
        return []
    known = queries.facts_of(procedure)
    adult = is_adult(known, frozenset(CHILDREN.of(pack()).groups))
    said = {**answers.working, **answers.facts, **answers.sealed} if answers is not None else None
    return [
        str(each.text)
        for each in wanted
        if _is_asked(each, adult, said, place)
        and not (_stands(each, known) and _holds(procedure, each, now, since, adult, said, agreeing))
    ]


def unmet_of(
    subject: Subject, transition: Transition, now: datetime, *, told: Answers | None = None, agreeing: str = ""
) -> list[str]:
    """The conditions that this step does not meet yet, as sentences; without `told` those on what is written are left out."""
    procedure = subject.procedure
    since = None
    if subject.machine_name == "procedure":
        since = procedure.help_since if transition.track == "help" else procedure.identification_since
    place = subject.places()[transition.track]
    return unmet(procedure, transition.conditions, now, since=since, answers=told, agreeing=agreeing, place=place)


def _is_asked(each: ConditionEntry, adult: bool, said: Mapping[str, Any] | None, place: str) -> bool:
    if (each.child and adult) or (each.places and place not in each.places):
        return False
    if (each.when or each.letters or each.answers) and said is None:
        return False
    return all(said is not None and said.get(name) in options for name, options in each.when.items())


def _stands(each: ConditionEntry, known: Mapping[str, Any]) -> bool:
    """Whether none of the coded facts that stand in the way is on record."""
    for name, codes in each.without_facts.items():
        value = known.get(name) or ()
        if set(codes) & ({value} if isinstance(value, str) else set(value)):
            return False
    return True


def _holds(
    procedure: Procedure,
    each: ConditionEntry,
    now: datetime,
    since: datetime | None,
    adult: bool,
    said: Mapping[str, Any] | None,
    agreeing: str,
) -> bool:
    told = said or {}
    return (
        (not each.adult or adult)
        and (each.attempts is None or days_without_contact(contact.attempts_of(procedure)) >= each.attempts)
        and (not each.searched or contact.searched_in_vain(procedure))
        and all(len("".join(str(told.get(name) or "").split())) >= least for name, least in each.letters.items())
        and all(told.get(name) in options for name, options in each.answers.items())
        and all(type == agreeing or consent.has_agreed(procedure.id, type, now) for type in each.agreed)
        and _help_stands(procedure, each)
        and (each.days is None or since is None or _days_between(since, now) >= each.days)
    )


def _help_stands(procedure: Procedure, each: ConditionEntry) -> bool:
    if not each.given and not each.settled:
        return True
    known = [source(procedure) for source in _sources]
    given = frozenset[str]().union(*(one.given for one in known))
    still_open = frozenset[str]().union(*(one.still_open for one in known))
    return set(each.given) <= given and not still_open & set(each.settled)


def _days_between(since: datetime, now: datetime) -> int:
    return (dates.day_of(now) - dates.day_of(since)).days
