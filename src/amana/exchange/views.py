"""The views of the exchange: asking, the answer, being found, and who answers whom."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from amana.cases import commands as case_commands
from amana.cases import queries as cases
from amana.cases.asking import aloud_for, language_of
from amana.cases.queries import Procedure
from amana.countrypacks.forms import attempt
from amana.errors import NotFound
from amana.exchange import commands, queries
from amana.exchange.forms import AnsweringForm, AskForm, FoundForm
from amana.exchange.registrations import registration_of_file
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now
from amana_methods.linkage.registration import Registration


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, id: UUID) -> HttpResponse:
    """Asks other organisations whether they know her, with her consent. What is typed is not stored."""
    actor, at = actor_of(request), now()
    procedure = queries.to_ask_about(actor, id)
    desks = queries.who_answers(actor)
    from_file = procedure.number is not None
    form = AskForm(
        request.POST if request.method == "POST" else None, desks=desks, from_file=from_file, actor=actor,
        language=language_of(procedure),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():

        def ask_holders() -> UUID:
            about = _registration_from_file(actor, procedure) if from_file else form.registration()
            holders = form.holders_chosen()
            return commands.ask(actor, procedure, about, holders=holders, said=form.build_answer(), now=at)

        question = attempt(form, ask_holders)
        if question is not None:
            return redirect("exchange:answer", question)
    return render(
        request,
        "exchange/ask.html",
        {
            "form": form,
            "aloud": aloud_for(request, procedure, form),
            "desks": desks,
            "from_file": from_file,
            "reference": cases.reference(procedure),
            "earlier": queries.questions_about(procedure),
            "back": _back(procedure),
        },
        status=422 if form.errors else 200,
    )


def _registration_from_file(actor: Actor, procedure: Procedure) -> Registration:
    """Returns the registration from her file; each section opened adds a line to the audit log."""
    sections = {code: case_commands.open_section(actor, procedure, code, now())[0] for code in ("identity", "contact")}
    return registration_of_file(sections, cases.facts_of(procedure))


def _back(procedure: Procedure) -> str:
    return reverse("cases:one", args=[procedure.id]) if procedure.number else reverse("intake:signs")


@require_GET
def answer(request: HttpRequest, id: UUID) -> HttpResponse:
    """Shows desks that may know her; "nothing known" proves nothing."""
    found = queries.answer_to(actor_of(request), id)
    return render(
        request,
        "exchange/answer.html",
        {"answer": found, "reference": cases.reference(found.procedure), "back": _back(found.procedure)},
    )


@require_http_methods(["GET", "POST"])
def set_findable(request: HttpRequest, id: UUID) -> HttpResponse:
    """Records whether other desks may find her, and until when; a no at any time."""
    actor, at = actor_of(request), now()
    procedure = queries.to_be_found(actor, id)
    form = FoundForm(request.POST if request.method == "POST" else None, actor=actor, language=language_of(procedure))
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["answer"] == "refuses":
            kept = attempt(form, lambda: commands.refuse_to_be_found(actor, procedure, form.build_answer(), now=at))
        else:
            kept = attempt(
                form,
                lambda: commands.agree_to_be_found(
                    actor, procedure, form.build_answer(), expires_at=form.until(), now=at
                ),
            )
        if kept is not None:
            return redirect("cases:one", id)
    return render(
        request,
        "exchange/found.html",
        {
            "form": form,
            "aloud": aloud_for(request, procedure, form),
            "findable": queries.is_findable(procedure, at),
            "reference": cases.reference(procedure),
            "back": reverse("cases:one", args=[id]),
        },
        status=422 if form.errors else 200,
    )


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Shows whom we answer, who asked us, whom we asked; never about whom."""
    actor, at = actor_of(request), now()
    return render(
        request,
        "exchange/home.html",
        {
            "answered": queries.whom_we_answer(actor),
            "answers_us": queries.who_answers(actor),
            "heard": queries.who_asked_us(actor, at),
            "asked": queries.whom_we_asked(actor, at),
            "keeps": actor.can("exchange.keep"),
            "watches": queries.watches(actor),
        },
    )


@require_http_methods(["GET", "POST"])
def open_answering(request: HttpRequest) -> HttpResponse:
    """Adds an organisation whose questions we answer."""
    actor = actor_of(request)
    if not actor.can("exchange.keep"):
        raise NotFound
    form = AnsweringForm(request.POST if request.method == "POST" else None, actor=actor)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        opened = attempt(
            form,
            lambda: commands.open_answering(
                actor, asker_id=UUID(values["asker"]), unit_id=UUID(values["unit"]), phone=values["phone"], now=now()
            ),
        )
        if opened is not None:
            return redirect("exchange:home")
    return render(
        request,
        "cases/form.html",
        {
            "form": form,
            "heading": gettext("Answer one more organisation"),
            "lead": gettext(
                "They learn “maybe, ask this office” about people who agreed to be found, and nothing else. Think of "
                "who could misuse it."
            ),
            "deed": gettext("Answer their questions"),
            "back": reverse("exchange:home"),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def close_answering(request: HttpRequest, id: UUID) -> HttpResponse:
    """Stops answering this organisation."""
    actor = actor_of(request)
    row = queries.our_answering(actor, id)
    back = reverse("exchange:home")
    if request.method == "POST":
        commands.close_answering(actor, answering_id=row.id, now=now())
        return redirect(back)
    return render(
        request,
        "web/confirm.html",
        {
            "heading": gettext("Stop answering"),
            "what": gettext("%(who)s learns nothing more from us, from the next question on.")
            % {"who": trust.organisation(row.asker).name},
            "kept": gettext("What was made for its questions is deleted. What it was told already stays with it."),
            "deed": gettext("Stop answering"),
            "stop": True,
            "cancel_url": back,
        },
    )
