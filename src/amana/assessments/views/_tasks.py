"""Tasks as a page shows them: what to do, by when, how to ask for help, the outcome."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from amana.assessments import pack as assessing
from amana.assessments import rules
from amana.assessments.forms import OUTCOME, OutcomeForm
from amana.assessments.pack_sections import VIOLENCE
from amana.assessments.queries import Assessment, assessments
from amana.cases.deeds import Deed
from amana.cases.queries import Procedure
from amana.countrypacks import pack
from amana.errors import NotFound
from amana.intake import queries
from amana.intake.views.signs import help_now
from amana.referrals.queries import procedure_to_ask_for
from amana.trust import queries as trust
from amana.trust.actor import Actor


def shown_tasks(actor: Actor, rows: Iterable[Assessment], now: datetime) -> dict[str, Any]:
    """Returns open and finished tasks of what was noted, with the pack's words."""
    found = assessments.tasks_of(rows)
    return {
        "open": [_task_row(row, facts, now) for row, facts in found if row.done_at is None],
        "done": [
            {
                "name": name_of(facts),
                "outcome": OUTCOME.get(facts.get("outcome", ""), ""),
                "by": trust.user_name(row.done_by) if row.done_by else "",
                "at": row.done_at,
            }
            for row, facts in found
            if row.done_at is not None
        ],
        "may_finish": assessments.may_write(actor),
        "outcome": OutcomeForm(),
    }


def _task_row(row: Any, facts: dict[str, Any], now: datetime) -> dict[str, Any]:
    windows, service = VIOLENCE.of(pack()).time_windows, str(facts.get("service", ""))
    care = [windows[each] for each in facts.get("because", ()) if facts.get("kind") == "care" and each in windows]
    factors = [assessing.label_of(each) for each in facts.get("because", ()) if facts.get("kind") == "need"]
    return {
        "id": row.id,
        "kind": facts.get("kind"),
        "name": name_of(facts),
        "due": rules.next_due(facts, now),
        "urgency": facts.get("urgency", ""),
        "urgency_name": assessments.urgency_name(str(facts.get("urgency", ""))),
        "service": service,
        "service_name": pack().services[service].name if service in pack().services else "",
        "care": [window.name for window in care],
        "factors": factors,
    }


def name_of(facts: dict[str, Any]) -> Any:
    """Returns the subject of a task, in the pack's words."""
    match facts.get("kind"):
        case "need":
            return assessing.label_of(str(facts.get("code", "")))
        case "screen":
            return assessing.context_name(rules.PROMPTS_SCREENING)
        case _:
            service = pack().services.get(str(facts.get("service", "")))
            return service.name if service is not None else ""


def ways_to_help(actor: Actor, procedure: Procedure) -> dict[str, Any]:
    """Returns the address where help is asked for, where the actor may; else the way to a case, or who opens one."""
    try:
        procedure_to_ask_for(actor, procedure.id)
    except NotFound:
        sign = queries.sign_of(procedure)
        return {"ask_url": "", "instead": help_now(actor, sign) if sign is not None else _to_case(procedure)}
    return {"ask_url": reverse("referrals:ask", args=[procedure.id]), "instead": None}


def _to_case(procedure: Procedure) -> Deed | None:
    if procedure.number is None:
        return None
    return Deed(procedure.number, reverse("cases:one", args=[procedure.id]))
