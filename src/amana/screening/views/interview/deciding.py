"""The decision on a screening: by a named person, with reasons; advice and decision are both kept."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from amana.cases.rules import may_record
from amana.cases.subjects import ProcedureSubject
from amana.countrypacks import pack
from amana.countrypacks.dates import day_of
from amana.countrypacks.wording import join_words
from amana.intake import pack as intake_pack
from amana.intake import queries as intake_queries
from amana.screening import commands, queries, rules
from amana.screening import pack as says
from amana.screening.queries import Screening
from amana.screening.views.interview.sofar import result_name, sofar
from amana.steps.pages import StepView, step_page, step_view
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now


def ways(actor: Actor, row: Screening) -> list[dict[str, Any]]:
    """The four decisions, each with its address, or with those who may record it; none while a second person looks."""
    if not queries.may_go_on(row):
        return []
    routes = [
        (intake_pack.PRESUME, "intake:presume"),
        (intake_pack.INCONCLUSIVE, "intake:inconclusive"),
        (intake_pack.OTHER_AFTER_SCREENING, "intake:other_protection"),
        (intake_pack.NO_INDICATION, "intake:no_indication"),
    ]
    found = []
    for transition_id, route in routes:
        step = intake_pack.step(transition_id)
        if transition_id == intake_pack.NO_INDICATION and row.procedure.help not in step.from_:
            continue
        who = join_words(pack().role(role).name for role in step.records)
        mine = may_record(frozenset(step.records), actor.roles)
        found.append(
            {
                "name": step.name,
                "guard": step.guard,
                "url": reverse(route, args=[row.id]) if mine else "",
                "who": who,
                "second": bool(step.countersigns),
            }
        )
    return found


def describe_decision(actor: Actor, row: Screening) -> dict[str, Any] | None:
    """Returns what the rules advised and what a named person decided, with the names; None while nobody has decided."""
    step = queries.decision_on(row)
    if step is None:
        return None
    advice = str(queries.result_of(row).get("result", ""))
    result = says.result_of_decision(step.transition)
    view: StepView = step_view(actor, row.procedure, step)
    return {
        "advice": result_name(advice),
        "step": view,
        "at": step.confirmed_at or step.recorded_at,
        "differs": rules.differs(advice, result),
    }


@require_http_methods(["GET", "POST"])
def presume(request: HttpRequest, id: UUID) -> HttpResponse:
    """Records the presumption, by a named person with reasons, that she is a victim; all help opens."""
    return _decide(request, id, intake_pack.PRESUME)


@require_http_methods(["GET", "POST"])
def inconclusive(request: HttpRequest, id: UUID) -> HttpResponse:
    """Records that too little is known: what is missing, and when she is asked again."""
    return _decide(request, id, intake_pack.INCONCLUSIVE)


@require_http_methods(["GET", "POST"])
def other_protection(request: HttpRequest, id: UUID) -> HttpResponse:
    """Records another need for protection; a supervisor countersigns."""
    return _decide(request, id, intake_pack.OTHER_AFTER_SCREENING)


@require_http_methods(["GET", "POST"])
def no_indication(request: HttpRequest, id: UUID) -> HttpResponse:
    """Records no indication and no other need: closed once a supervisor has countersigned."""
    return _decide(request, id, intake_pack.NO_INDICATION)


def _decide(request: HttpRequest, id: UUID, transition_id: str) -> HttpResponse:
    actor = actor_of(request)
    row = queries.screening(actor, id)
    interview, _revision = commands.open_screening(actor, row, now())
    advice = says.advise(interview)
    back = reverse("intake:screening", args=[row.id])
    step = intake_pack.step(transition_id)
    if transition_id == intake_pack.PRESUME and request.method == "POST":
        back = reverse("cases:one", args=[row.procedure_id])
    return step_page(
        request,
        ProcedureSubject(row.procedure),
        transition_id,
        back=back,
        template="screening/decide.html",
        initial=_initial_values(advice, interview),
        settled=_WORKED_OUT,
        context={
            "screening": row,
            "sofar": sofar(advice, interview),
            "side_hidden": False,
            "second": join_words(pack().role(role).name for role in step.countersigns),
            "differs": rules.differs(advice.result, says.result_of_decision(transition_id)),
            "at_risk": transition_id == intake_pack.OTHER_AFTER_SCREENING and advice.result == "at_risk",
        },
    )


# What the rules advised is fixed. The decider may decide otherwise, and cannot write down another advice.
_WORKED_OUT = ("screening_result", "rule_set_version")


def _initial_values(advice: rules.Advice, interview: rules.Interview) -> dict[str, Any]:
    """Returns the proposed values for the fields of a decision; all but what the rules advised can be changed."""
    again = day_of(now()) + timedelta(days=says.screen_again_days())
    need = {"at_risk": "at_risk", "other_protection": "labour_rights" if not advice.child else "child_protection"}
    return {
        "screening_result": advice.result,
        "rule_set_version": intake_pack.rule_set().version,
        "profile": advice.profile,
        **rules.proposed_elements(advice, says.purposes_of(interview.kinds)),
        "re_screen_at": again,
        "re_screen_at_if_at_risk": again if advice.result == "at_risk" else None,
        "need_type": need.get(advice.result),
    }


@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, id: UUID) -> HttpResponse:
    """Begins another screening with her agreement, from the answers of the last one. Running help continues."""
    row = intake_queries.readable_sign(actor_of(request), id)
    place = row.procedure.identification
    first = place == intake_pack.place_after(intake_pack.INCONCLUSIVE)
    return step_page(
        request,
        ProcedureSubject(row.procedure),
        intake_pack.SCREEN_AGAIN if first else intake_pack.SCREEN_AGAIN_FROM_OTHER,
        back=reverse("intake:latest", args=[row.id])
        if request.method == "POST"
        else reverse("intake:sign", args=[row.id]),
    )
