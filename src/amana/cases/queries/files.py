"""Which cases somebody may see, and what is in them: facts, sealed sections, team, steps, clocks, notes and files.

Every question about people's records starts from `visible_to`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from amana import vault
from amana.cases.models import (
    Assignment,
    Attachment,
    Cover,
    Deadline,
    Milestone,
    Note,
    Procedure,
    Section,
    ShiftNote,
    Step,
)
from amana.cases.states import StepState
from amana.consent import queries as consent
from amana.countrypacks import pack
from amana.countrypacks.forms import plain_number
from amana.earlier import queries as earlier
from amana.errors import NotFound
from amana.trust import wall
from amana.trust.actor import Actor
from amana.trust.authorise import NO, Decision, authorise, require
from amana.trust.capabilities import CAPABILITIES, CapabilityId
from amana.vault.clock import now as clock
from amana.vault.models import Sealed
from amana.vault.page_memory import once_a_page

_NOTHING = Q(pk__in=[])


def kept_apart(actor: Actor) -> bool:
    """Whether the access rules keep the files themselves from this actor, whatever team or unit somebody put them into."""
    return wall.shutting(actor.roles, actor.house_kinds, "file", "assistance") is not None


def wall_record(record: object, ground: str) -> str:
    """How the access rules see a case: as the file itself, for a user by team or supervision."""
    assert isinstance(record, Procedure)
    return "file" if record.number and ground in ("team", "supervision") else ""


def _in_team(actor: Actor, at: datetime) -> Q:
    active = Q(until=None) | Q(until__gt=at)
    return Q(id__in=Assignment.objects.filter(active, user=actor.account, since__lte=at).values("procedure"))


def visible_to(actor: Actor) -> QuerySet[Procedure]:
    """Cases the actor may know of: own team, own supervision, or by a live consent for one of the actor's units."""
    if not actor.can("cases.read"):
        return Procedure.objects.none()
    return Procedure.objects.filter(_case_of(actor))


def _case_of(actor: Actor) -> Q:
    shut = wall.shut_sections(actor.roles, actor.house_kinds, "assistance")
    shared = Q(id__in=consent.procedures_opened_to(actor, but=shut))
    return Q(number__isnull=False) & (shared if kept_apart(actor) else _own(actor) | shared)


def responsible_for(actor: Actor) -> QuerySet[Procedure]:
    """Cases that the actor answers for: as their manager, in their team by any role, or as the supervisor of their unit."""
    mine = Q(manager=actor.user_id) | _in_team(actor, clock())
    if actor.can("cases.review"):
        mine |= Q(supervisors_unit__in=actor.unit_ids)
    return visible_to(actor).filter(mine)


def part_of_list(actor: Actor, which: str) -> QuerySet[Procedure]:
    """The cases of one part of the list: "mine" (open ones that the actor answers for), "open" or "closed"."""
    over = Q(help__in=pack().machine("procedure").tracks["help"].terminal)
    if which == "mine":
        return responsible_for(actor).exclude(over)
    return visible_to(actor).filter(over if which == "closed" else ~over)


def managers_of(rows: QuerySet[Procedure]) -> list[UUID]:
    """Who manages any of these cases."""
    found = rows.exclude(manager=None).order_by().values_list("manager", flat=True).distinct()
    return [manager for manager in found if manager is not None]


def _own(actor: Actor) -> Q:
    return _in_team(actor, clock()) | Q(supervisors_unit__in=actor.unit_ids)


def before_help_for(actor: Actor) -> QuerySet[Procedure]:
    """Procedures without a case yet that the actor's units took in, for those who triage, screen or decide."""
    if not (actor.can("signs.triage") or actor.can("screening.run") or actor.can("presumption.decide")):
        return Procedure.objects.none()
    return Procedure.objects.filter(_before_help_of(actor))


def _before_help_of(actor: Actor) -> Q:
    return Q(number=None) & (Q(intake_unit__in=actor.unit_ids) | Q(supervisors_unit__in=actor.unit_ids))


def reachable_by(actor: Actor) -> QuerySet[Procedure]:
    """Cases and procedures before help together, and what the actor's intake unit may still screen again."""
    wanted = _NOTHING
    if actor.can("cases.read"):
        wanted |= _case_of(actor)
    if actor.can("signs.triage") or actor.can("screening.run") or actor.can("presumption.decide"):
        wanted |= _before_help_of(actor)
    return Procedure.objects.filter(wanted)


def own_of(actor: Actor) -> QuerySet[Procedure]:
    """Cases and procedures before help that are the actor's by team or by supervision; a consent opens none of them."""
    own = _own(actor) & Q(number=None) if kept_apart(actor) else _own(actor)
    return reachable_by(actor).filter(own)


def within(procedures: QuerySet[Procedure], outer: str = "procedure") -> Exists:
    """The condition that a row's procedure is one of these. Asked row by row: a supervisor's 100 000 are never listed."""
    return Exists(procedures.filter(id=OuterRef(outer)))


def is_visible(actor: Actor, procedure_id: UUID) -> bool:
    """Whether `one` would find it: a page links to a case only then."""
    return any(rows.filter(id=procedure_id).exists() for rows in (visible_to(actor), before_help_for(actor)))


def one(actor: Actor, procedure_id: UUID) -> Procedure:
    """A case or procedure that the actor may know of. Raises NotFound."""
    found = visible_to(actor).filter(id=procedure_id).first() or before_help_for(actor).filter(id=procedure_id).first()
    if found is None:
        raise NotFound
    return found


def by_id(procedure_id: UUID) -> Procedure:
    """The procedure behind a record that its own room has scoped already. Raises NotFound."""
    found = Procedure.objects.filter(id=procedure_id).first()
    if found is None:
        raise NotFound
    return found


def by_number(actor: Actor, number: str) -> Procedure | None:
    """The visible case with this number, however it was typed, or None."""
    return visible_to(actor).filter(number=plain_number(number)).first()


def grounds(actor: Actor, verb: str, record: object) -> Decision | None:
    """Team, supervision, consent or intake, whichever comes first; the sections each opens that the access rules allow."""
    assert isinstance(record, Procedure)
    at = clock()
    shut = wall.shut_sections(actor.roles, actor.house_kinds, CAPABILITIES[verb].purpose)
    every = frozenset(pack().section_codes) - shut
    if record.number is None or not kept_apart(actor):
        if _is_in_team(actor.account, record.id):
            return Decision(True, "team", every)
        if record.supervisors_unit in actor.unit_ids:
            return Decision(True, "supervision", every)
    if record.number is None and record.intake_unit in actor.unit_ids:
        return Decision(True, "intake")
    agreed = {
        section: by
        for section, by in consent.sections_agreed(
            record.id, actor.unit_ids, at, purposes=consent.purposes_of(actor)
        ).items()
        if section not in shut
    }
    if agreed:
        return Decision(True, "consent", frozenset(agreed), next(iter(agreed.values())))
    return None


@once_a_page
def _is_in_team(account: UUID, procedure_id: UUID) -> bool:
    at = clock()
    active = Q(until=None) | Q(until__gt=at)
    return Assignment.objects.filter(active, procedure=procedure_id, user=account, since__lte=at).exists()


def own_among(actor: Actor, procedures: Iterable[Procedure]) -> list[Procedure]:
    """Those of the procedures that the actor knows as one of the team or its supervisors."""
    rows = list(procedures)
    own = _own(actor) & Q(number=None) if kept_apart(actor) else _own(actor)
    ids = set(Procedure.objects.filter(own, id__in=[row.id for row in rows]).values_list("id", flat=True))
    return [row for row in rows if row.id in ids]


def only_by_consent(actor: Actor, procedure: Procedure) -> bool:
    """Whether the actor knows the case by a consent of the person and by nothing else."""
    ground = grounds(actor, "cases.read", procedure)
    return ground is not None and ground.ground == "consent"


def require_own(actor: Actor, verb: CapabilityId, procedure: Procedure) -> None:
    """The actor may do `verb` as one of the team or its supervisors, not by a consent. Raises NotFound."""
    if require(actor, verb, procedure).ground not in ("team", "supervision"):
        raise NotFound


def may_as_own(actor: Actor, verb: CapabilityId, procedure: Procedure) -> bool:
    """Whether `require_own` would let the actor do `verb`; a page offers no link that it refuses."""
    decision = authorise(actor, verb, procedure)
    return decision.allow and decision.ground in ("team", "supervision")


def sections_open_to(actor: Actor, procedure: Procedure) -> frozenset[str]:
    """The sections of the case that the actor may open now, by ground; the keys are asked when one is opened."""
    decision = authorise(actor, "cases.read", procedure)
    return decision.sections if decision.allow else NO.sections


def reference(procedure: Procedure) -> str:
    """The case number, or a short reference before there is one."""
    return procedure.number or f"P-{str(procedure.id)[:8].upper()}"


def facts_of(procedure: Procedure) -> dict[str, Any]:
    """The coded facts about the person."""
    return vault.facts.get("case", procedure.id)


def all_sources(procedure: Procedure) -> dict[str, str]:
    """Where each fact is known from: coded facts by id, those of a sealed section as `section.id`."""
    return vault.facts.get("case_sources", procedure.id)


def source_of(procedure: Procedure) -> dict[str, str]:
    """Source by coded fact; a fact that is missing here was kept before sources were recorded."""
    return {name: source for name, source in all_sources(procedure).items() if "." not in name}


def sources_in(procedure: Procedure, section: str) -> dict[str, str]:
    """Source by field of one sealed section."""
    start = f"{section}."
    found = all_sources(procedure)
    return {name.removeprefix(start): source for name, source in found.items() if name.startswith(start)}


def emptiness_of_sections(procedure: Procedure) -> dict[str, int]:
    """The revision at which a sealed section was last seen empty, by code; 0 when it said something as the case was opened.

    A section at a later revision says something, or nobody knows. Earlier versions noted whether something was written,
    and no revision: that is certain at the first revision alone, because a later note could be lost.
    """
    kept = vault.facts.get("written_sections", procedure.id)
    return {code: int(not at) if isinstance(at, bool) else at for code, at in kept.items()}


def facts_revision(procedure: Procedure) -> int:
    """Which writing of the coded facts stands now."""
    return vault.facts.revision("case", procedure.id)


def facts_of_many(procedures: Iterable[Procedure]) -> dict[UUID, dict[str, Any]]:
    """Coded facts by procedure, for a page of a list."""
    return vault.facts.by_owner("case", [procedure.id for procedure in procedures])


def sealed_sections(procedure: Procedure) -> dict[str, Sealed]:
    """The sealed text of each section, unopened: its revision and when it was changed."""
    ids = dict(Section.objects.filter(procedure=procedure).values_list("sealed", "code"))
    return {ids[row.id]: row for row in Sealed.objects.filter(id__in=ids)}


def texts_of_section(procedure: Procedure, codes: Iterable[str]) -> list[Sealed]:
    """All sealed texts of these sections: the section itself, its attachments, the words of its steps and notes."""
    return list(Sealed.objects.filter(lock=procedure.lock, section__in=list(codes)))


def all_texts(procedure: Procedure) -> list[Sealed]:
    """All sealed texts that belong to a section of the case, with the earlier values of sections and facts."""
    return list(Sealed.objects.filter(~Q(section="") | earlier.of_file(), lock=procedure.lock))


def team_of(procedure: Procedure) -> list[Assignment]:
    """Who works in the file now."""
    at = clock()
    rows = Assignment.objects.filter(procedure=procedure, since__lte=at).filter(Q(until=None) | Q(until__gt=at))
    return list(rows.order_by("since"))


def holders_of_file(procedure: Procedure) -> list[vault.texts.Holder]:
    """Those to whom every text of the case is wrapped: the team and the supervisors' unit; before help the intake unit."""
    holders = [vault.texts.Holder("user", row.user) for row in team_of(procedure) if row.cover_for is None]
    if procedure.supervisors_unit:
        holders.append(vault.texts.Holder("unit", procedure.supervisors_unit))
    if procedure.number is None:
        holders.append(vault.texts.Holder("unit", procedure.intake_unit))
    return list(dict.fromkeys(holders))


def steps_of(procedure: Procedure, subject: UUID | None = None) -> list[Step]:
    """The steps of a procedure, or of one referral, proceeding or letter in it, newest first."""
    rows = Step.objects.filter(procedure=procedure)
    if subject is not None:
        rows = rows.filter(subject=subject)
    return list(rows.order_by("-recorded_at", "-happened_at"))


def step_in(procedure: Procedure, step_id: UUID) -> Step:
    """One step of a procedure. Raises NotFound."""
    found = Step.objects.filter(procedure=procedure, id=step_id).first()
    if found is None:
        raise NotFound
    return found


def waiting_step(subject: UUID, transition: str) -> Step | None:
    """The step of this kind that waits for a second person, if any."""
    return Step.objects.filter(subject=subject, transition=transition, state=StepState.WAITS).first()


def last_recorder(subject: UUID, transitions: Iterable[str]) -> UUID | None:
    """Who recorded the newest done step of these kinds."""
    row = Step.objects.filter(subject=subject, transition__in=list(transitions), state=StepState.DONE).order_by(
        "-recorded_at"
    )
    return row.values_list("recorded_by", flat=True).first()


def deadlines_for(actor: Actor) -> QuerySet[Deadline]:
    """Clocks that run for the actor or for one of the actor's units, soonest first."""
    mine = Q(user=actor.user_id) | Q(unit__in=actor.unit_ids)
    rows = Deadline.objects.filter(mine, done_at=None).select_related("procedure").order_by("due_at")
    return rows.filter(within(reachable_by(actor)))


def clocks_by_step(procedure: Procedure) -> dict[str, datetime]:
    """When the running clocks of a procedure end, by the step each belongs to; the earliest of each."""
    rows = Deadline.objects.filter(procedure=procedure, done_at=None).order_by("-due_at")
    return {row.transition: row.due_at for row in rows}


def clocks_of_step(procedures: Iterable[Procedure], step: str) -> dict[UUID, datetime]:
    """When the running clock of one step ends, by procedure; those in which none runs are left out."""
    rows = Deadline.objects.filter(procedure__in=list(procedures), transition=step, done_at=None)
    return dict(rows.values_list("procedure_id", "due_at"))


def next_deadline(procedure: Procedure) -> Deadline | None:
    """The clock of the case that ends first."""
    return Deadline.objects.filter(procedure=procedure, done_at=None).order_by("due_at").first()


def attachments_of(procedure: Procedure, sections: Iterable[str]) -> list[Attachment]:
    """Files in these sections, newest first."""
    return list(Attachment.objects.filter(procedure=procedure, section__in=list(sections)).order_by("-added_at"))


def notes_of(procedure: Procedure) -> list[Note]:
    """Notes of the team, unopened, newest first."""
    return list(Note.objects.filter(procedure=procedure).order_by("-written_at"))


def milestones_of(procedure: Procedure) -> list[tuple[datetime, dict[str, Any]]]:
    """Milestones with their facts, newest first."""
    rows = list(Milestone.objects.filter(procedure=procedure).order_by("-at"))
    facts = vault.facts.by_owner("milestone", [row.id for row in rows])
    return [(row.at, facts.get(row.id, {})) for row in rows]


@dataclass(frozen=True)
class Standing:
    """Who stands in for whom until when."""

    user: UUID
    stand_in: UUID
    since: datetime
    until: datetime


def covers_of(actor: Actor) -> list[Standing]:
    """Covers, running or to come, that the actor asked for or gives."""
    rows = Cover.objects.filter(Q(user=actor.user_id) | Q(stand_in=actor.user_id), until__gt=clock())
    return [Standing(row.user, row.stand_in, row.since, row.until) for row in rows.order_by("since")]


def shift_notes_for(actor: Actor, since: datetime) -> list[ShiftNote]:
    """Notes left for the actor's units since a moment, newest first, unopened; none for those who leave none themselves."""
    if not actor.can("shift.note"):
        return []
    rows = ShiftNote.objects.filter(unit__in=actor.unit_ids, written_at__gte=since)
    return list(rows.order_by("-written_at")[:10])
