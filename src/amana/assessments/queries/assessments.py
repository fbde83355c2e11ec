"""Incidents, needs and tasks of a person: who may read them, what was found, what is still to do."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from amana import vault
from amana.assessments import rules
from amana.assessments.models import Assessment, Task
from amana.cases import queries as cases
from amana.cases.deeds import Deed, Group
from amana.cases.models import Procedure
from amana.countrypacks import pack
from amana.errors import NotAllowed, NotFound
from amana.intake import pack as says
from amana.intake.models import Sign
from amana.intake.pack_sections import SCREENING
from amana.intake.queries.signs import case_reference, ground_of, sign_of
from amana.my_day import WorkItem, group_of_news
from amana.screening.models import Screening
from amana.screening.queries.screenings import latest_screening, result_of
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.authorise import Decision, authorise
from amana.trust.capabilities import CapabilityId

READ: tuple[CapabilityId, ...] = ("screening.run", "presumption.decide", "decisions.countersign")
WRITE: tuple[CapabilityId, ...] = ("screening.run", "signs.triage", "cases.manage")
_TEAM = frozenset({"team", "supervision"})
_AT_ONCE = 60
EARLIER = "earlier_notes"


def person(actor: Actor, procedure_id: UUID) -> Procedure:
    """A procedure whose incidents and needs the actor may read: as screenings are read, or in the team. Raises NotFound."""
    found = Procedure.objects.filter(id=procedure_id).first()
    if found is None or not (_by_intake(actor, found) or _by_team(actor, found)):
        raise NotFound
    return found


def _by_intake(actor: Actor, procedure: Procedure) -> bool:
    sign = sign_of(procedure)
    return sign is not None and any(authorise(actor, verb, sign).allow for verb in READ)


def _by_team(actor: Actor, procedure: Procedure) -> bool:
    decision = authorise(actor, "cases.read", procedure)
    return procedure.number is not None and decision.allow and decision.ground in _TEAM


def grounds(actor: Actor, verb: str, record: object) -> Decision | None:
    """Returns the grounds: the unit for which it was noted, the unit that supervises it, or the team of the case."""
    assert isinstance(record, Assessment)
    return ground_of(actor, verb, unit=record.unit, supervised_by=record.supervised_by, procedure=record.procedure)


def may_write(actor: Actor) -> bool:
    """Whether noting incidents and needs belongs to the actor's work."""
    return any(actor.can(verb) for verb in WRITE)


def require_writer(actor: Actor) -> None:
    """Raises NotAllowed for anybody who only reads."""
    if not may_write(actor):
        raise NotAllowed


def kind_of(record: Assessment) -> str:
    """Whether it is an incident or a page of needs; empty once it is forgotten."""
    return str(vault.facts.get("assessment", record.id).get("kind", ""))


def may_read(actor: Actor, record: Assessment) -> bool:
    """Whether the actor may open what was noted: by intake, by supervision, or in the team of the case."""
    return any(authorise(actor, verb, record).allow for verb in (*READ, "cases.read"))


def assessment(actor: Actor, assessment_id: UUID) -> Assessment:
    """Something noted that the actor may open. Raises NotFound."""
    row = Assessment.objects.select_related("procedure").filter(id=assessment_id).first()
    if row is None or not may_read(actor, row):
        raise NotFound
    return row


def task(actor: Actor, task_id: UUID) -> Task:
    """A task of a person that the actor may see. Raises NotFound."""
    row = Task.objects.select_related("assessment__procedure").filter(id=task_id).first()
    if row is None or not may_read(actor, row.assessment):
        raise NotFound
    return row


def list_notes(actor: Actor, procedure: Procedure) -> list[tuple[Assessment, dict[str, Any]]]:
    """What the actor may read of all that was noted about a person, newest first, with its coded facts."""
    rows = [row for row in Assessment.objects.filter(procedure=procedure).select_related("procedure")
            .order_by("-written_at") if may_read(actor, row)]  # fmt: skip
    facts = vault.facts.by_owner("assessment", [row.id for row in rows])
    return [(row, facts[row.id]) for row in rows if row.id in facts]


def incidents(actor: Actor, procedure: Procedure) -> list[tuple[Assessment, dict[str, Any]]]:
    """The incidents of a person, newest first."""
    return [(row, facts) for row, facts in list_notes(actor, procedure) if facts.get("kind") == rules.VIOLENCE]


def needs(actor: Actor, procedure: Procedure) -> Assessment | None:
    """The newest page of needs and factors of a person that the actor may read."""
    found = [row for row, facts in list_notes(actor, procedure) if facts.get("kind") == rules.NEEDS]
    return found[0] if found else None


def tasks_of(rows: Iterable[Assessment]) -> list[tuple[Task, dict[str, Any]]]:
    """Tasks with their coded facts: open ones first, each group by its clock."""
    tasks = list(Task.objects.filter(assessment__in=list(rows)).select_related("assessment__procedure"))
    facts = facts_of_tasks(tasks)
    found = [(row, facts[row.id]) for row in tasks if row.id in facts and not _is_obsolete(row, facts[row.id])]
    return sorted(found, key=lambda pair: (pair[0].done_at is not None, _first(pair[1]), pair[0].made_at))


def _is_obsolete(row: Task, facts: Mapping[str, Any]) -> bool:
    """Whether a task is obsolete: a screening was asked for, and it has begun."""
    screened = facts.get("kind") == "screen" and row.done_at is None
    return screened and Screening.objects.filter(procedure=row.assessment.procedure_id).exists()


def _first(facts: Mapping[str, Any]) -> str:
    return min(facts.get("dues", ()), default="9")


def facts_of_tasks(rows: Iterable[Task]) -> dict[UUID, dict[str, Any]]:
    """Coded facts by task."""
    return vault.facts.by_owner("task", [row.id for row in rows])


def texts_of(procedure: Procedure) -> list[UUID]:
    """The sealed texts of all that was noted about a person, with what the notes said before they were changed."""
    rows = list(Assessment.objects.filter(procedure=procedure))
    return [row.sealed for row in rows] + earlier_of(*rows)


def earlier_of(*rows: Assessment) -> list[UUID]:
    """The sealed earlier values of these notes. Which note they belong to is a locked fact, and in no column."""
    told = vault.facts.by_owner(EARLIER, [row.id for row in rows])
    return [UUID(text) for row in rows for text in told.get(row.id, {}).get("texts", ())]


# What should be asked next ------------------------------------------------------------------------


def speaks_of_sexual_exploitation(procedure: Procedure) -> bool:
    """Whether the facts or the newest screening indicate that the person was exploited sexually."""
    groups: Mapping[str, list[str]] = SCREENING.of(pack()).plain_rules["profile_selection"]["exploitation_kinds"]
    sexual = set(groups["sexual"])
    if sexual & set(cases.facts_of(procedure).get("exploitation") or ()):
        return True
    row = latest_screening(procedure)
    if row is None:
        return False
    result = result_of(row)
    return str(result.get("profile", "")).endswith("_sexual") and "exploitation" in result.get("positive", ())


def prompts_incident(actor: Actor, procedure: Procedure) -> bool:
    """Whether incidents should be noted: somebody was exploited sexually, and none is noted yet."""
    return speaks_of_sexual_exploitation(procedure) and not incidents(actor, procedure)


def prompts_screening(actor: Actor, procedure: Procedure) -> bool:
    """Whether an incident asks for a screening of trafficking, and nobody was screened yet."""
    prompted = any(rules.PROMPTS_SCREENING in facts.get("contexts", ()) for _row, facts in incidents(actor, procedure))
    return prompted and not Screening.objects.filter(procedure=procedure).exists()


# For other pages -----------------------------------------------------------------------------------


def tasks_for(actor: Actor) -> QuerySet[Task]:
    """Open tasks of the actor's units or of the team the actor works in."""
    if not may_write(actor):
        return Task.objects.none()
    by_intake = Q(assessment__unit__in=actor.unit_ids) if any(actor.can(verb) for verb in READ) else Q(pk=None)
    by_team = Q(assessment__procedure__in=cases.visible_to(actor).exclude(number=None).values("id"))
    return Task.objects.filter(by_intake | by_team, done_at=None).select_related("assessment__procedure")


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """What to do for people of the actor's units and cases, a row for each page, with the clock that ends first.

    The words are neutral: the subject is only on the page of the person.
    """
    rows = list(tasks_for(actor).order_by("-made_at")[:_AT_ONCE])
    facts = facts_of_tasks(rows)
    first: dict[tuple[UUID, str], tuple[bool, datetime, Task]] = {}
    for row in rows:
        told = facts.get(row.id)
        if told is None or _is_obsolete(row, told) or not may_read(actor, row.assessment):
            continue
        due = rules.next_due(told, now)
        key, mine = (row.assessment_id, str(told.get("kind"))), (due is None, due or row.made_at, row)
        first[key] = min(first.get(key, mine), mine, key=lambda each: each[:2])
    for (assessment_id, kind), (timeless, due, row) in first.items():
        yield WorkItem(
            group_of_news(row.made_at if timeless or kind == "notify" else None, None if timeless else due, now),
            None if timeless else due,
            _order(kind, timeless=timeless),
            urgency_name(str(facts[row.id].get("urgency", ""))),
            case_reference(row.assessment.procedure),
            reverse("intake:assessment", args=[assessment_id]),
            row.made_at,
        )


def _order(kind: str, *, timeless: bool) -> str:
    match kind:
        case "care":
            if timeless:
                return gettext("See to care: the hours are over or not known, and it still helps")
            return gettext("See to care that is a matter of hours")
        case "screen":
            return gettext("Think of a screening, because of what was noted")
        case "notify":
            return gettext("Tell an authority, as the rules ask; a first part is enough")
        case _:
            return gettext("See to what the person needs at once")


def urgency_name(urgency: str) -> str:
    """The pack's word for an urgency."""
    return next((str(each.name) for each in pack().urgencies if each.id == urgency), "")


def deeds(actor: Actor, procedure: Procedure, now: datetime) -> list[Deed]:
    """Returns the links to her needs and to incidents, from the sign, the screening or the case."""
    if not (_by_intake(actor, procedure) or _by_team(actor, procedure)):
        return []
    is_open, due = _open_and_due(procedure, ("care", "need"), now)
    url = reverse("intake:needs", args=[procedure.id])
    found = [
        Deed(
            gettext("What the person needs at once"),
            url,
            weight=6 if is_open else 20,
            proposes=is_open,
            due=due,
            group=Group.NOW,
        )
    ]
    label = gettext("Incidents of violence")
    if prompts_incident(actor, procedure):
        label = gettext("Record what was done to the person: sexual exploitation was found")
    found.append(Deed(label, reverse("intake:incidents", args=[procedure.id]), weight=22, group=Group.WRITE))
    if (
        cases.facts_of(procedure).get("child_flag") in ("yes", "unknown")
        or cases.facts_of(procedure).get("age_group") == "under_18"
    ):
        found.append(_notice_deed(actor, procedure, now))
    sign = sign_of(procedure)
    if sign is not None and prompts_screening(actor, procedure) and actor.can("screening.run"):
        label = gettext("Screen for trafficking: an incident points to it")
        found.append(Deed(label, screening_address(sign), weight=9, proposes=True, group=Group.NOW))
    return found


def _open_and_due(procedure: Procedure, kinds: Collection[str], now: datetime) -> tuple[bool, datetime | None]:
    """Returns (whether a task of these kinds is open for this person, the clock of them that ends first)."""
    rows = Task.objects.filter(assessment__procedure=procedure, done_at=None)
    open_ones = [facts for facts in facts_of_tasks(rows).values() if facts.get("kind") in kinds]
    return bool(open_ones), min((due for told in open_ones if (due := rules.next_due(told, now))), default=None)


def _notice_deed(actor: Actor, procedure: Procedure, now: datetime) -> Deed:
    """The link to the notice about a child; locked, with the unit to ask, where the actor holds no key to it."""
    label = gettext("Notify about a child")
    rows = Assessment.objects.filter(procedure=procedure).order_by("written_at")
    notice = next((row for row in rows if kind_of(row) == rules.CHILD), None)
    if notice is None or vault.texts.can_open(actor, notice.sealed):
        url, (is_open, due) = reverse("intake:child", args=[procedure.id]), _open_and_due(procedure, ("notify",), now)
        return Deed(label, url, weight=12, proposes=is_open, due=due, group=Group.NOW)
    if notice.unit is None:
        reason = gettext(
            "The team of the case began the notification and keeps its words sealed. Ask the case manager."
        )
        return Deed(label, None, reason, weight=12, group=Group.NOW)
    reason = gettext(
        "%(unit)s began the notification and keeps its words sealed. Ask that unit to share them with the team."
    )
    return Deed(label, None, reason % {"unit": trust.unit(notice.unit).full_name}, weight=12, group=Group.NOW)


def screening_address(sign: Sign) -> str:
    """Returns where a screening of this person begins: the consent step, or the sign while it is not at triage."""
    at_triage = sign.procedure.identification == says.place_after(says.BEGIN_TRIAGE)
    return reverse("intake:screen" if at_triage else "intake:sign", args=[sign.id])
