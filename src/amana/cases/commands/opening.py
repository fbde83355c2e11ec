"""A procedure begins with a sign; it becomes a case, with a number and five sections, when help begins."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F

from amana import vault
from amana.cases import queries
from amana.cases.commands.clocks import renew_clocks, set_clocks
from amana.cases.commands.earlier import keep_earlier_here
from amana.cases.commands.safe_contact import check_contact, check_prohibitions
from amana.cases.commands.sources import keep_sources
from amana.cases.commands.written import note_opened
from amana.cases.errors import CaseOpenAlready, NoSuchColleague
from amana.cases.events import case_opened, facts_changed, person_described
from amana.cases.models import Assignment, Counter, Milestone, Procedure, Section
from amana.cases.rules import case_number
from amana.cases.safe_contact import CARE, SECTION, care_of
from amana.countrypacks import dates, pack
from amana.earlier.queries import FACTS
from amana.errors import Conflict
from amana.trust import queries as trust
from amana.trust import rows
from amana.trust.actor import Actor
from amana.trust.authorise import decides, needs, part_of_a_command
from amana.trust.trail import record


def next_number(series: str, year: int) -> int:
    """The next number of a series in a year, raised in the transaction that uses it."""
    Counter.objects.get_or_create(series=series, year=year)
    Counter.objects.filter(series=series, year=year).update(value=F("value") + 1)
    return Counter.objects.get(series=series, year=year).value


@part_of_a_command
@transaction.atomic
def start_procedure(
    actor: Actor,
    *,
    unit_id: UUID,
    organisation_id: UUID,
    facts: Mapping[str, Any],
    sources: Mapping[str, str] | None = None,
    now: datetime,
) -> Procedure:
    """A person has two places from now on: a sign, and no plan yet. `unit_id` takes the sign in.

    `sources` says of facts where they are known from. Everybody who may take a sign may begin one, also the public page
    (then the actor is the system).
    """
    unit = trust.unit(unit_id)
    places = pack().machine("procedure").initial()
    procedure = Procedure.objects.create(
        lock=vault.keystore.new_lock(),
        organisation=organisation_id,
        intake_unit=unit_id,
        supervisors_unit=unit.supervised_by,
        identification=places["identification"],
        identification_since=now,
        help=places["help"],
        help_since=now,
        begun_at=now,
        changed_at=now,
    )
    vault.facts.put(procedure.lock, "case", procedure.id, facts)
    keep_sources(procedure, {}, facts, named=sources)
    set_clocks(procedure, "identification", facts, now)
    record(actor, "cases.begun", procedure.id, now)
    return procedure


@needs("cases.open")
@transaction.atomic
def open_case(
    actor: Actor,
    procedure: Procedure,
    *,
    manager_id: UUID,
    sections: Mapping[str, Mapping[str, Any]],
    facts: Mapping[str, Any],
    source: str = "",
    now: datetime,
) -> Procedure:
    """The case has a number, a manager and five sealed sections, wrapped to the manager, the supervisors and recovery.

    `sections` holds what is known already, by section code; the others begin empty. `source` is that of every value
    here that the procedure did not hold yet. Raises CaseOpenAlready, NoSuchColleague, and what `check_contact` raises.
    """
    row = Procedure.objects.select_for_update().get(id=procedure.id)
    if row.number is not None:
        raise CaseOpenAlready
    managers = {card.id for card in trust.users_with("case_manager", row.organisation)}
    if manager_id not in managers:
        raise NoSuchColleague
    before = queries.facts_of(row)
    after = {**before, **facts}
    check_contact(sections.get(SECTION, {}), care_of(after))
    card = trust.user(manager_id)
    home = trust.unit(card.unit_id) if card.unit_id else None
    country = pack()
    year = dates.year_of(now)
    row.number = case_number(country.country.iso2, year, next_number("case", year))
    row.manager = manager_id
    row.opened_at = row.changed_at = now
    row.supervisors_unit = (home.supervised_by if home else None) or row.supervisors_unit
    row.revision += 1
    with rows.acting_as(rows.SYSTEM):  # from its number on the file is its team's, to whom its opener need not belong
        row.save()
        Assignment.objects.create(procedure=row, user=manager_id, role="case_manager", since=now)
        holders = queries.holders_of_file(row)
        for code in country.section_codes:
            content = {"fields": dict(sections.get(code, {}))}
            sealed = vault.texts.seal(
                lock=row.lock, kind="section", section=code, content=content, holders=holders, by=actor, at=now
            )
            Section.objects.create(procedure=row, code=code, sealed=sealed.id)
        vault.facts.put(row.lock, "case", row.id, after)
        known = {name: after.get(name) for name in before}
        keep_earlier_here(actor, row, FACTS, before=before, after=known, now=now)
        keep_sources(row, before, after, changed_by=source)
        for code, fields in sections.items():
            keep_sources(row, {}, fields, section=code, changed_by=source)
        note_opened(row, {code: sections.get(code, {}) for code in country.section_codes})
        person_described.send(sender=Procedure, procedure=row, sections=sections, opened=False)
        case_opened.send(sender=Procedure, actor=actor, procedure=row, at=now)
    record(actor, "cases.opened", row.id, now, manager=manager_id)
    return row


@part_of_a_command
def change_facts(
    actor: Actor,
    procedure: Procedure,
    *,
    facts: Mapping[str, Any],
    now: datetime,
    seen: int | None = None,
    source: str = "",
    sources: Mapping[str, str] | None = None,
) -> None:
    """These coded facts about the person hold from now on, those that are None no more; the others stay.

    What the changed ones said before is kept for the team of the case; see `keep_earlier_here`.

    `source` is that of the values that change; `sources` names it for single facts, also where the value stays. The
    procedure came from a scoped query. Raises Conflict with both when they are no longer those that were `seen`,
    ProhibitionContradicted.
    """
    if CARE in facts:  # outside the transaction of the change: that the contact was looked at stays in the trail
        check_prohibitions(actor, procedure, queries.facts_of(procedure), facts, now)
    with transaction.atomic():
        _change_facts(actor, procedure, facts, now, seen, source, sources)


def _change_facts(
    actor: Actor,
    procedure: Procedure,
    facts: Mapping[str, Any],
    now: datetime,
    seen: int | None,
    source: str,
    sources: Mapping[str, str] | None,
) -> None:
    procedure = Procedure.objects.select_for_update().get(id=procedure.id)
    there, revision = queries.facts_of(procedure), queries.facts_revision(procedure)
    if seen is not None and seen != revision:
        raise Conflict(theirs={name: there.get(name) for name in facts}, mine=dict(facts), revision=revision)
    told = {name: value for name, value in {**there, **facts}.items() if value is not None}
    keep_sources(procedure, there, told, changed_by=source, named=sources)
    vault.facts.put(procedure.lock, "case", procedure.id, told)
    keep_earlier_here(actor, procedure, FACTS, before=there, after=told, now=now)
    facts_changed.send(sender=Procedure, procedure=procedure)
    renew_clocks(procedure, there, told, now)
    Procedure.objects.filter(id=procedure.id).update(changed_at=now)
    record(actor, "cases.facts_changed", procedure.id, now)


@decides("cases.manage", on_record=True)
def correct_facts(
    actor: Actor, procedure: Procedure, *, facts: Mapping[str, Any], now: datetime, seen: int | None, source: str
) -> None:
    """The team writes the coded facts of its case: as `change_facts`. Raises NotFound for others than the team and supervisors."""
    queries.require_own(actor, "cases.manage", procedure)
    change_facts(actor, procedure, facts=facts, now=now, seen=seen, source=source)


@part_of_a_command
@transaction.atomic
def milestone(actor: Actor, procedure: Procedure, *, facts: Mapping[str, Any], now: datetime) -> UUID:
    """Something happened that another room needs to know; what it was is in `facts["kind"]`."""
    row = Milestone.objects.create(id=uuid4(), procedure=procedure, at=now)
    vault.facts.put(procedure.lock, "milestone", row.id, facts)
    record(actor, "cases.milestone", procedure.id, now, milestone=row.id)
    return row.id
