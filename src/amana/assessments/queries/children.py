"""The notice about a child: its recipients, the deadline, who has been notified."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amana import vault
from amana.assessments import rules
from amana.assessments.models import Assessment, Task
from amana.assessments.queries.assessments import facts_of_tasks, kind_of, may_read
from amana.cases import queries as cases
from amana.cases.models import Procedure
from amana.countrypacks import pack
from amana.intake.pack_sections import INTAKE
from amana.trust.actor import Actor


def notice_of(procedure: Procedure) -> Assessment | None:
    """The notice about this person; None where there is none."""
    rows = Assessment.objects.filter(procedure=procedure).select_related("procedure").order_by("written_at")
    return next((row for row in rows if kind_of(row) == rules.CHILD), None)


def notice_for(actor: Actor, procedure: Procedure) -> Assessment | None:
    """Returns the notice about this person, for those who may open it."""
    row = notice_of(procedure)
    return row if row is not None and may_read(actor, row) else None


def on_card(actor: Actor, procedure: Procedure, now: datetime) -> tuple[str, dict[str, Any]] | None:
    """Returns the link to the notice for the side of the triage card, for those who may open it."""
    notice = notice_for(actor, procedure)
    return ("assessments/_of_card.html", {"notice": notice}) if notice is not None else None


def told_here(procedure: Procedure) -> tuple[str, ...]:
    """The authorities to notify of a child where this one is: of its territory, or all where that is not known."""
    country = pack()
    place = str(cases.facts_of(procedure).get("governorate") or "")
    known = place in country.governorates or place in country.districts
    territory = country.territory_of(place) if known else ""
    named = INTAKE.of(country).child_notice.to
    here = tuple(code for code in named if territory in country.authorities[code].territories)
    return here or named


def facts_of_notice(row: Assessment) -> dict[str, Any]:
    """The coded facts of a notice, without its kind."""
    return {name: value for name, value in vault.facts.get("assessment", row.id).items() if name != "kind"}


@dataclass(frozen=True)
class ToTell:
    """An authority, until when it has to be notified, when and how it was, and by whom."""

    authority: str
    due: datetime | None
    told_at: datetime | None
    told_by: Any
    how: str


def to_tell(row: Assessment) -> list[ToTell]:
    """Returns the recipients of the notice, those still to be notified first."""
    tasks = list(Task.objects.filter(assessment=row).order_by("done_at", "made_at"))
    facts = facts_of_tasks(tasks)
    found = []
    for task in tasks:
        told = facts.get(task.id, {})
        if task.done_at is not None and told.get("outcome") == "not_needed":
            continue
        due = min((datetime.fromisoformat(each) for each in told.get("dues", ())), default=None)
        code = str(told.get("code", "")).removeprefix("notify.")
        found.append(ToTell(code, due, task.done_at, task.done_by, str(told.get("how", ""))))
    return sorted(found, key=lambda each: (each.told_at is not None, each.authority))


def is_child(procedure: Procedure) -> bool:
    """Returns whether the coded facts say that this person is under age, or may be."""
    facts = cases.facts_of(procedure)
    return facts.get("child_flag") == "yes" or facts.get("age_group") == "under_18"
