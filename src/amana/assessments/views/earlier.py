"""What a note said before it was changed: needs, an incident or the notice about a child, for those who may open it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from amana.assessments import pack as assessing
from amana.assessments import rules
from amana.assessments.commands import earlier as commands
from amana.assessments.pack_sections import VIOLENCE
from amana.assessments.queries import assessments
from amana.cases.display import describe_or_dash
from amana.countrypacks import pack
from amana.earlier.commands import EarlierValues
from amana.earlier.page import show_earlier
from amana.intake import findings
from amana.intake import queries as intake_queries
from amana.intake.pack_sections import INTAKE
from amana.trust.actor import actor_of
from amana.vault.clock import now

type Pair = tuple[str, str] | None


@require_GET
def earlier_note(request: HttpRequest, id: UUID) -> HttpResponse:
    """Each change, newest first: what the changed answers and words said, who changed them and when."""
    actor = actor_of(request)
    row = assessments.assessment(actor, id)
    found, unopened = commands.open_earlier_note(actor, row, now())
    name, describe = _of_kind(assessments.kind_of(row))
    return show_earlier(
        request,
        [_relied_on(each) for each in found],
        unopened,
        describe=describe,
        name=name,
        reference=intake_queries.case_reference(row.procedure),
        back=reverse("intake:assessment", args=[id]),
        back_words=gettext("Back to what it says now"),
    )


def _of_kind(kind: str) -> tuple[str, Callable[[str, Any], Pair]]:
    if kind == rules.VIOLENCE:
        return gettext("An incident"), _of_incident
    if kind == rules.CHILD:
        return gettext("Notify about a child"), _of_notice
    return gettext("What the person needs at once"), _of_needs


def _relied_on(change: EarlierValues) -> EarlierValues:
    """Returns the same change, where a "no" that an older wording may have reversed is not known."""
    start = "answers."
    answers = {name.removeprefix(start): said for name, said in change.fields.items() if name.startswith(start)}
    relied = rules.relied_on(answers, change.also.get("wording", 0), assessing.doubtful_before())
    return replace(change, fields={**change.fields, **{start + name: said for name, said in relied.items()}})


def _of_needs(name: str, value: Any) -> Pair:
    if name == "words":
        return gettext("Note for colleagues"), str(value or "-")
    question = name.removeprefix("answers.")
    return str(assessing.label_of(question)), assessing.finding(question, value) if value else "-"


def _of_incident(name: str, value: Any) -> Pair:
    violence = VIOLENCE.of(pack())
    part, _dot, key = name.partition(".")
    if part == "words":
        return gettext("The person’s own words"), str(value or "-")
    if part == "gender_based":
        return str(violence.gender_question), _word(violence.gender_answers, value)
    if part == "answers":
        kind = violence.types.get(key)
        return (str(kind.question), _word(kind.answers, value)) if kind is not None else None
    wanted = {"first": "happened_first", "last": "happened_last"}.get(part, key)
    field = next((each for each in assessing.context_fields() if each.id == wanted), None)
    return (str(field.label), describe_or_dash(field, value)) if field is not None else None


def _word(answers: Any, value: Any) -> str:
    return str(findings.word(answers, value)) if value else "-"


def _of_notice(name: str, value: Any) -> Pair:
    notice = INTAKE.of(pack()).child_notice
    wanted = name.partition(".")[2]
    field = next((each for each in (*notice.first, *notice.later) if each.id == wanted), None)
    return (str(field.label), describe_or_dash(field, value)) if field is not None else None
