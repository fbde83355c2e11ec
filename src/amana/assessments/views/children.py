"""The notice about a child: a first part in time, the rest later; a letter for each authority, and who was notified."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from amana.assessments import rules
from amana.assessments.commands import assessments as notes
from amana.assessments.commands import children as commands
from amana.assessments.errors import LanguageOfLetter
from amana.assessments.forms_children import HOW_WORDS, ToldForm, notice_form
from amana.assessments.queries import Assessment, assessments, children
from amana.cases.pack_sections import CHILDREN
from amana.cases.queries import Procedure
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt
from amana.errors import Conflict, NotFound
from amana.intake import queries
from amana.intake.forms import compare_with_newer
from amana.intake.pack_sections import INTAKE
from amana.screening.paper.notice import print_notice
from amana.trust import queries as trust
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_http_methods(["GET", "POST"])
def child(request: HttpRequest, procedure: UUID) -> HttpResponse:
    """Shows the notice of a person, where there is one; a POST begins it."""
    actor = actor_of(request)
    person = assessments.person(actor, procedure)
    if request.method == "POST":
        assessments.require_writer(actor)
        return redirect("intake:assessment", commands.open_notice(actor, person, now()).id)
    row = children.notice_of(person)
    if row is not None:
        return redirect("intake:assessment", row.id)
    return render(request, "assessments/child.html", {**_about(person), "writes": assessments.may_write(actor)})


def _about(person: Procedure) -> dict[str, Any]:
    deadline = INTAKE.of(pack()).child_notice.deadline
    return {
        "person": person,
        "reference": queries.case_reference(person),
        "value": deadline.value,
        "unit": deadline.unit,
        "rules": CHILDREN.of(pack()).rules,
        "authorities": [pack().authorities[code].name for code in children.told_here(person)],
    }


def notice(request: HttpRequest, row: Assessment) -> HttpResponse:
    """Shows and saves the notice: its recipients, and how they were notified."""
    actor, at = actor_of(request), now()
    content, revision = notes.open_assessment(actor, row, at)
    kept = {**content.get("told", {}), **children.facts_of_notice(row)}
    status = 200
    if request.method == "POST":
        assessments.require_writer(actor)
        form = notice_form(request.POST)
        status = 422
        if form.is_valid():
            done = attempt(
                form,
                lambda: _write(actor, row, form, at),
            )
            if done is not None:
                return redirect("intake:assessment", row.id)
            if isinstance(form.refusal, Conflict):
                status = 409
                compare_with_newer(form, request.POST, _readable(form.refusal))
    else:
        form = notice_form(initial={**kept, "revision": revision})
    rows = children.to_tell(row)
    return render(
        request,
        "assessments/notice.html",
        {
            **_about(row.procedure),
            "form": form,
            "first": [form[field.id] for field in INTAKE.of(pack()).child_notice.first],
            "later": [form[field.id] for field in INTAKE.of(pack()).child_notice.later],
            "assessment": row,
            "to_tell": [
                {
                    "code": each.authority,
                    "name": pack().authorities[each.authority].name if each.authority in pack().authorities else "",
                    "due": each.due,
                    "at": each.told_at,
                    "by": trust.user_name(each.told_by) if each.told_by else "",
                    "how": HOW_WORDS.get(each.how, ""),
                    "unconfirmed": pack().authorities.get(each.authority),
                }
                for each in rows
            ],
            "due": min((each.due for each in rows if each.due and each.told_at is None), default=None),
            "how": ToldForm(),
            "letter_languages": [(code, _language_name(code)) for code in pack().languages],
            "writes": assessments.may_write(actor),
            "written": kept != {},
        },
        status=status,
    )


def _language_name(language: str) -> str:
    return next((str(option.label) for option in pack().lists["language"] if option.id == language), language)


def _write(actor: Any, row: Assessment, form: Any, at: Any) -> bool:
    commands.write_notice(
        actor, row, form.collect_sealed(), facts=form.facts(), revision=form.cleaned_data["revision"], now=at
    )
    return True


def _readable(conflict: Conflict) -> Conflict:
    """Returns the same conflict, with the contents alone."""
    return type(conflict)(theirs=conflict.theirs["told"], mine=conflict.mine["told"], **conflict.details)


def _notice_of(request: HttpRequest, id: UUID) -> Assessment:
    row = assessments.assessment(actor_of(request), id)
    if assessments.kind_of(row) != rules.CHILD:
        raise NotFound
    return row


@require_POST
def child_told(request: HttpRequest, id: UUID) -> HttpResponse:
    """Records that an authority was notified."""
    actor, row = actor_of(request), _notice_of(request, id)
    commands.tell_authority(actor, row, request.POST.get("authority", ""), how=request.POST.get("how", ""), now=now())
    return redirect("intake:assessment", row.id)


@require_POST
def child_letter(request: HttpRequest, id: UUID) -> HttpResponse:
    """Returns the letter to one authority, to print or to send; the audit log records that it was taken out."""
    actor, row = actor_of(request), _notice_of(request, id)
    code = request.POST.get("authority", "")
    if code not in {each.authority for each in children.to_tell(row)}:
        raise NotFound
    language = request.POST.get("language", "")
    if language not in pack().languages:
        raise LanguageOfLetter
    told = commands.print_notice(actor, row, now())
    fields = (*INTAKE.of(pack()).child_notice.first, *INTAKE.of(pack()).child_notice.later)
    pdf = print_notice(
        language,
        authority=pack().authorities[code].name,
        reference=queries.case_reference(row.procedure),
        on=timezone.localtime(now()),
        rows=[(field.label, field, told[field.id]) for field in fields if told.get(field.id) not in (None, "", [])],
        house=trust.organisation(row.procedure.organisation).name,
    )
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{queries.case_reference(row.procedure)}-{code}.pdf"'
    return answer
