"""Paper: blank sheets to print, and a page on which a returned sheet is typed in."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from amana.cases.subjects import ProcedureSubject
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt
from amana.errors import Conflict, NotAllowed
from amana.intake import commands as intake_commands
from amana.intake import findings
from amana.intake import pack as intake_pack
from amana.intake import queries as intake_queries
from amana.intake.forms import compare_with_newer
from amana.intake.pack_sections import SCREENING
from amana.screening import commands, queries, rules
from amana.screening import pack as says
from amana.screening.forms import ProfileForm
from amana.screening.forms_sheets import PrintForm, SheetForm, first_choice
from amana.screening.paper import choose, print_form, print_prompts
from amana.screening.paper.sheets import of_interview
from amana.screening.queries import Screening
from amana.screening.rules.sheets import TYPED
from amana.screening.views.interview.asking import load_for_asking, shown_of
from amana.steps.pages import step_page
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now


def _asker(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.can("signs.take"):
        raise NotAllowed
    return actor


@require_GET
def paper(request: HttpRequest) -> HttpResponse:
    """Shows which sheets can be printed; nothing of a person is on any of them."""
    _asker(request)
    known = [name for name in request.GET.getlist("profiles") if name in SCREENING.of(pack()).entry.profiles]
    first = first_choice(known, request.GET.get("beside", ""), checklist="checklist" in request.GET)
    return _paper_page(request, PrintForm(initial=first))


def _paper_page(request: HttpRequest, form: PrintForm, status: int = 200) -> HttpResponse:
    version = intake_pack.rule_set().version
    return render(request, "screening/paper.html", {"form": form, "version": version}, status=status)


@require_GET
def print_sheet(request: HttpRequest) -> HttpResponse:
    """Returns the chosen sheet as PDF; the choice is shown again where it is invalid."""
    _asker(request)
    first = first_choice((), "", checklist=False)
    form = PrintForm(request.GET if request.GET else {**first, "checklist": ""})
    if not form.is_valid():
        return _paper_page(request, form, 422)
    said = form.cleaned_data
    sheet = choose(said["profiles"], checklist=said["checklist"])
    printed = print_form if said["sheet"] == "form" else print_prompts
    name = f"{said['sheet']}-{sheet.sheet.code.replace(' ', '-')}-{said['language']}.pdf"
    return HttpResponse(
        printed(sheet, said["language"], beside=said["beside"], to_woman=said["to_woman"]),
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(False, name) or "inline",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "no-store",
        },
    )


@require_http_methods(["GET", "POST"])
def typed_for_sign(request: HttpRequest, id: UUID) -> HttpResponse:
    """Types in a sheet for a person who was asked on paper: her agreement first where no screening runs."""
    actor = actor_of(request)
    row = intake_queries.readable_sign(actor, id)
    if row.procedure.identification != intake_pack.place_after(intake_pack.BEGIN_TRIAGE):
        latest = queries.latest_screening(row.procedure)
        return redirect("intake:typed", latest.id) if latest else redirect("intake:sign", row.id)
    fields, _revision = intake_commands.open_card(actor, row.procedure, now())
    again = reverse("intake:typed_for_sign", args=[row.id])
    back = again if request.method == "POST" else reverse("intake:sign", args=[row.id])
    return step_page(request, ProcedureSubject(row.procedure), intake_pack.BEGIN_SCREENING, initial=fields, back=back)


@require_http_methods(["GET", "POST"])
def type_sheet(request: HttpRequest, id: UUID) -> HttpResponse:
    """Types a sheet into a screening: all answers in one box or in the table, checked next to it, saved at once."""
    actor = actor_of(request)
    row = load_for_asking(actor, id)
    interview, revision = commands.open_screening(actor, row, now())
    if not interview.profiles and not interview.checklist:
        return _which(request, actor, row, interview.language)
    sheet = of_interview(interview).sheet
    if request.method != "POST":
        form = SheetForm(sheet=sheet, entries=shown_of(interview).entries, initial={"revision": revision})
        return _typed_page(request, actor, row, form)
    form = SheetForm(request.POST, sheet=sheet, entries=shown_of(interview).entries)
    valid = form.is_valid()
    if request.POST.get("do") == "check":
        return render(request, "screening/_typed_check.html", {"form": form, **_describe_understood(form)})
    if valid and request.POST.get("do") == "look":
        return _typed_page(request, actor, row, form)
    if valid:
        said = form.cleaned_data
        kept = attempt(
            form,
            lambda: commands.type_in(
                actor,
                row,
                answers=said["found"],
                notes=said["words"],
                paper=form.paper(),
                revision=said["revision"],
                now=now(),
            ),
        )
        if kept is not None:
            return redirect("intake:screening", row.id)
    status = 422
    if isinstance(form.refusal, Conflict):
        compare_with_newer(form, request.POST, form.refusal)
        status = 409
    return _typed_page(request, actor, row, form, status)


def _which(request: HttpRequest, actor: Actor, row: Screening, language: str) -> HttpResponse:
    """Asks once, before the first sheet of a screening, for whom the sheet was printed."""
    form = ProfileForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        chosen = attempt(
            form,
            lambda: commands.choose_profile(
                actor,
                row,
                age_years=said["age"],
                age_disputed=said["age_known"] == "disputed",
                kinds=said["kinds"],
                language=language,
                sex=said["sex"],
                now=now(),
            ),
        )
        if chosen is not None:
            return redirect("intake:typed", row.id)
    context = {"form": form, "screening": row, "back": reverse("intake:screening", args=[row.id])}
    return render(request, "screening/typed_for.html", context, status=422 if request.method == "POST" else 200)


def _typed_page(request: HttpRequest, actor: Actor, row: Screening, form: SheetForm, status: int = 200) -> HttpResponse:
    numbered = [line for line in form.sheet.lines if line.number is not None]
    return render(
        request,
        "screening/typed.html",
        {
            "screening": row,
            "form": form,
            "rows": [(line, form[line.question]) for line in numbered],
            "was": [form[f"{line.question}-was"] for line in numbered],
            "signs": [(word, " ".join(TYPED[answer][:2])) for answer, word in _box_names()],
            "sheets": commands.open_sheets(actor, row, now()),
            **_describe_understood(form),
        },
        status=status,
    )


def _box_names() -> list[tuple[str, str]]:
    """Returns what each letter means: the first two boxes by their place, because each question names them itself."""
    shared = SCREENING.of(pack()).entry.answers
    names = {"yes": gettext("the first box: what was found"), "no": gettext("the second box: it is not there")}
    return [(answer, names.get(answer) or str(shared[answer])) for answer in rules.ANSWERS]


def _describe_answer(question: str, answer: str) -> str:
    answers = says.question(question).answers
    return str(findings.word(answers, answer)) if answers is not None else ""


def _describe_understood(form: SheetForm) -> dict[str, Any]:
    """Returns what was read in the box so far, in words."""
    found = form.typed.found
    numbered = [line for line in form.sheet.lines if line.number is not None]
    return {
        "understood": [
            (line, says.question(line.question).label, _describe_answer(line.question, found[line.question]))
            for line in numbered
            if line.question in found
        ],
        "total": len(numbered),
        "mistakes": form.errors.get("answers", []) if form.is_bound else [],
    }
