"""Trying to reach a person, and searching for a child, before anybody may say that contact is lost."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.dateparse import parse_date

from amana.cases import queries
from amana.cases.commands.opening import milestone
from amana.cases.errors import (
    AttemptAgainstCare,
    AttemptDayMissing,
    AttemptFromTheFuture,
    AttemptIncomplete,
    NotForChildProtection,
)
from amana.cases.models import Procedure
from amana.cases.pack_sections import LOST_CONTACT
from amana.cases.queries.contact import ATTEMPT, SEARCH
from amana.countrypacks import dates, pack
from amana.countrypacks.values import Field
from amana.countrypacks.wording import join_words
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.trail import record


@needs("cases.read")
@transaction.atomic
def record_attempt(actor: Actor, procedure: Procedure, *, facts: Mapping[str, Any], now: datetime) -> UUID:
    """An attempt to reach the person is on record with its day, its way, whether it was safe, and what came of it.

    Raises NotFound for who is neither of the team nor supervises it, AttemptIncomplete, AttemptDayMissing,
    AttemptFromTheFuture, AttemptAgainstCare.
    """
    queries.require_own(actor, "cases.read", procedure)
    on = _check_attempt(procedure, LOST_CONTACT.of(pack()).attempt, facts, facts.get("attempt_on"), now)
    against = LOST_CONTACT.of(pack()).against.get(str(facts["attempt_way"]))
    careful = queries.facts_of(procedure).get("care_instructions") or ()
    if facts["attempt_safe"] == "yes" and against in careful:
        raise AttemptAgainstCare
    row = _keep(actor, procedure, ATTEMPT, on, facts, now)
    record(actor, "cases.contact_tried", procedure.id, now, attempt=row)
    return row


@needs("cases.read")
@transaction.atomic
def record_search(actor: Actor, procedure: Procedure, *, facts: Mapping[str, Any], now: datetime) -> UUID:
    """Child protection has searched for the child, and what was found is on record.

    Raises NotForChildProtection for every other role, NotFound, AttemptIncomplete, AttemptDayMissing,
    AttemptFromTheFuture.
    """
    queries.require_own(actor, "cases.read", procedure)
    country = pack()
    rules = LOST_CONTACT.of(country)
    if not actor.roles & set(rules.searched_by):
        raise NotForChildProtection(who=join_words(country.role(role).name for role in rules.searched_by))
    on = _check_attempt(procedure, rules.search, facts, facts.get("search_on"), now)
    row = _keep(actor, procedure, SEARCH, on, facts, now)
    record(actor, "cases.child_searched", procedure.id, now, search=row)
    return row


def _keep(actor: Actor, procedure: Procedure, kind: str, on: date, facts: Mapping[str, Any], now: datetime) -> UUID:
    return milestone(
        actor, procedure, facts={**facts, "kind": kind, "on": on.isoformat(), "by": str(actor.user_id)}, now=now
    )


def _check_attempt(
    procedure: Procedure, fields: tuple[Field, ...], facts: Mapping[str, Any], day: Any, now: datetime
) -> date:
    """The day, where every field has one of its answers and the day lies between the first sign and today."""
    missing = [
        field
        for field in fields
        if not facts.get(field.id) or (field.options and facts[field.id] not in {option.id for option in field.options})
    ]
    if missing:
        raise AttemptIncomplete(fields=join_words(field.label for field in missing))
    on = day if isinstance(day, date) else parse_date(str(day))
    if on is None:
        raise AttemptDayMissing
    if not dates.day_of(procedure.begun_at) <= on <= dates.day_of(now):
        raise AttemptFromTheFuture
    return on
