"""A screening as a whole: the preparation, its state, pausing, stopping and continuing."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana.cases import confirming
from amana.cases import queries as cases
from amana.cases.asking import SaidForm, language_of
from amana.cases.sources import show_sources
from amana.consent.queries import agreements_of, has_agreed
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt
from amana.intake import queries as intake_queries
from amana.intake import sign_page
from amana.intake.pack_sections import SCREENING
from amana.screening import commands, queries, rules
from amana.screening import pack as says
from amana.screening.commands.screening import INTERVIEW
from amana.screening.forms import ProfileForm, SittingForm, StopForm
from amana.screening.queries import Screening
from amana.screening.views.interview.asking import kept_what_was_typed, load_for_asking, parts_in, source_of
from amana.screening.views.interview.deciding import describe_decision, ways
from amana.screening.views.interview.sofar import HIDDEN, part_title, said_sentences, say, seen_on_sign, sofar
from amana.screening.words import WISH
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now


@require_GET
def screening(request: HttpRequest, id: UUID) -> HttpResponse:
    """Shows a screening: its parts, what the answers indicate and why, and what can be decided."""
    actor = actor_of(request)
    row = queries.screening(actor, id)
    interview, _revision = commands.open_screening(actor, row, now())
    if _may_ask(actor, row) and row.paused_at is None:
        if not interview.sittings and not interview.profiles and not interview.checklist:
            return redirect("intake:prepare", row.id)
        if not interview.profiles and not interview.checklist:
            return redirect("intake:start", row.id)
    parts, waiting = parts_in(interview), queries.waiting_decisions(row.procedure)
    return render(
        request,
        "screening/screening.html",
        {
            "screening": row,
            "sign": intake_queries.sign_of(row.procedure),
            "reference": intake_queries.case_reference(row.procedure),
            "sofar": sofar(says.advise(interview), interview),
            "side_hidden": bool(request.session.get(HIDDEN)),
            "seen": seen_on_sign(row),
            "parts": [_part_row(part, interview) for part in parts],
            "first": rules.place_of(rules.order_of(parts), interview),
            "asks": _may_ask(actor, row),
            "profiles": interview.profiles,
            "language": interview.language,
            "may_go_on": row.ended_at is not None and actor.can("screening.run") and queries.may_go_on(row),
            "decisions": ways(actor, row),
            "decided": describe_decision(actor, row),
            "beside": sign_page.deeds_for(actor, row.procedure, now()),
            "may_confirm": confirming.may_confirm(actor, row.procedure, waiting),
            "waiting": waiting,
            "stops": [
                {"at": datetime.fromisoformat(stop.at), "wish": WISH.get(stop.wish, ""), "note": stop.note}
                for stop in interview.stops
            ],
            "words": [
                {
                    "label": says.question(name).label,
                    "words": entry.words,
                    "known": source_of(interview.known.get(name)),
                }
                for name, entry in interview.entries.items()
                if entry.words
            ],
        },
    )


def _may_ask(actor: Actor, row: Screening) -> bool:
    return actor.can("screening.run") and row.ended_at is None and row.decided_at is None


def _part_row(part: rules.Part, interview: rules.Interview) -> dict[str, Any]:
    answered = sum(interview.entry(question).answer != "not_asked" for question in part.questions)
    return {
        "id": part.id,
        "title": part_title(part.id),
        "answered": answered,
        "all": len(part.questions),
        "known": sum(question in interview.known for question in part.questions),
    }


# Before the questions -----------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, id: UUID) -> HttpResponse:
    """Prepares each sitting: nothing urgent, who is in the room, interpreter and interviewer as she wishes, K1."""
    actor = actor_of(request)
    row = load_for_asking(actor, id)
    interview, _revision = commands.open_screening(actor, row, now())
    data = request.POST if request.method == "POST" else None
    card = intake_queries.card_facts(row.procedure) or {}
    form = SittingForm(data, initial=_as_before(interview, card))
    _show_language(form, row)
    consented = (
        None
        if has_agreed(row.procedure_id, INTERVIEW, now())
        else SaidForm(data, prefix="said", actor=actor, language=interview.language or language_of(row.procedure))
    )
    if data is not None and form.is_valid() and (consented is None or consented.is_valid()):
        said_yes = consented.build_answer() if consented is not None else None
        sat = attempt(form, lambda: _sat_down(actor, row, form.sitting(), said_yes))
        if sat:
            return redirect("intake:screening" if interview.profiles or interview.checklist else "intake:start", row.id)
    words = SCREENING.of(pack()).words
    addressed = replace(
        interview,
        language=interview.language or str(card.get("interpreter_language", "")),
        sex=interview.sex or str(intake_queries.facts_of(row.procedure).get("sex", "")),
    )
    return render(
        request,
        "screening/prepare.html",
        {
            "screening": row,
            "form": form,
            "consented": consented,
            "agreed": next(
                (each for each in agreements_of(row.procedure_id) if each.facts.get("type") == INTERVIEW), None
            ),
            "say": say(request, said_sentences(words.before_start), addressed),
            "back": back_to_sign(row),
            "card": intake_queries.card_of(row.procedure),
            "sign": intake_queries.sign_of(row.procedure),
            "again": bool(interview.sittings),
            "seen": seen_on_sign(row),
            "known": sorted({known.number for known in interview.known.values()}),
        },
        status=422 if data is not None else 200,
    )


def _show_language(form: SittingForm, row: Screening) -> None:
    """Shows from whom the language that is filled in is known."""
    spoken = intake_queries.facts_of(row.procedure).get("interpreter_language")
    if spoken and spoken == form["language"].initial:
        show_sources(form, {"language": spoken}, {"language": _source(row, "interpreter_language")})


def _source(row: Screening, fact: str) -> str:
    return cases.source_of(row.procedure).get(fact, "")


def _sat_down(actor: Actor, row: Screening, sitting: rules.Sitting, consented: Any) -> bool:
    commands.sit_down(actor, row, sitting, said=consented, now=now())
    return True


def _as_before(interview: rules.Interview, card: dict[str, Any]) -> dict[str, Any]:
    """Returns what the last sitting or the triage card says already; who is in the room is asked each time."""
    if interview.sittings:
        last = interview.sittings[-1]
        return {"interpreter": last.interpreter, "language": last.language, "interviewer": last.interviewer}
    return {
        "language": interview.language or card.get("interpreter_language", ""),
        "interviewer": card.get("sex_of_interviewer_choice", ""),
    }


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, id: UUID) -> HttpResponse:
    """Chooses the questions, by her age while it happened and by the kind of exploitation."""
    actor = actor_of(request)
    row = load_for_asking(actor, id)
    before, _revision = commands.open_screening(actor, row, now())
    if request.method == "POST":
        form = ProfileForm(request.POST)
        if form.is_valid():
            values = form.cleaned_data
            interview = attempt(
                form,
                lambda: commands.choose_profile(
                    actor,
                    row,
                    age_years=values["age"],
                    age_disputed=values["age_known"] == "disputed",
                    age_today=values["age_today"],
                    kinds=values["kinds"],
                    language=before.language,
                    sex=values["sex"],
                    now=now(),
                ),
            )
            if interview is not None:
                first = rules.place_of(rules.order_of(parts_in(interview)), interview)
                return redirect("intake:question", row.id, first) if first else redirect("intake:screening", row.id)
    else:
        child = (intake_queries.card_facts(row.procedure) or {}).get("child_flag")
        known = "disputed" if before.age_disputed else "known" if before.age_years is not None else ""
        form = ProfileForm(
            initial={
                "age": before.age_years,
                "age_today": before.age_today,
                "age_known": known or ("unknown" if child == "unknown" else ""),
                "kinds": before.kinds,
                "sex": before.sex or intake_queries.facts_of(row.procedure).get("sex", ""),
            }
        )
        if not before.sex:
            show_sources(form, {"sex": form["sex"].initial}, {"sex": _source(row, "sex")})
    return render(
        request,
        "screening/start.html",
        {"form": form, "screening": row, "back": back_to_sign(row), "card": intake_queries.card_facts(row.procedure)},
        status=422 if request.method == "POST" else 200,
    )


def back_to_sign(row: Screening) -> str:
    """Returns the address of the sign of a screening; of all signs where it has none."""
    sign = intake_queries.sign_of(row.procedure)
    return reverse("intake:sign", args=[sign.id]) if sign else reverse("intake:signs")


# Pausing, stopping, continuing ----------------------------------------------------------------------


@require_POST
def pause(request: HttpRequest, id: UUID) -> HttpResponse:
    """Pauses the interview; nothing she said is lost, and the open form is kept."""
    actor = actor_of(request)
    row = load_for_asking(actor, id)
    if page := kept_what_was_typed(request, actor, row):
        return page
    commands.pause_screening(actor, row, now())
    return redirect("intake:screening", row.id)


@require_POST
def resume(request: HttpRequest, id: UUID) -> HttpResponse:
    """Continues the interview where it was left, after a look at the room."""
    actor = actor_of(request)
    row = load_for_asking(actor, id)
    commands.resume_screening(actor, row, now())
    return redirect("intake:prepare", row.id)


@require_POST
def end(request: HttpRequest, id: UUID) -> HttpResponse:
    """Stops it at once; the open form is kept, what is unknown stays unknown."""
    actor = actor_of(request)
    row = load_for_asking(actor, id)
    if page := kept_what_was_typed(request, actor, row):
        return page
    commands.end_screening(actor, row, now(), at=request.POST.get("asking", ""))
    return redirect("intake:stopped", row.id)


@require_http_methods(["GET", "POST"])
def explain_stop(request: HttpRequest, id: UUID) -> HttpResponse:
    """Shows words for the moment of stopping, and asks whose wish it was; she is asked for no reason."""
    actor = actor_of(request)
    row = load_for_asking(actor, id)
    interview, _revision = commands.open_screening(actor, row, now())
    last = interview.stops[-1] if interview.stops else None
    form = StopForm(
        request.POST or None, initial={"wish": last.wish if last else "", "note": last.note if last else ""}
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        commands.explain_stop(actor, row, wish=values["wish"], note=values["note"], now=now())
        return redirect("intake:screening", row.id)
    words = SCREENING.of(pack()).words
    return render(
        request,
        "screening/stopped.html",
        {
            "screening": row,
            "form": form,
            "say": say(request, said_sentences(words.stop), interview),
            "close": say(request, said_sentences(words.close), interview),
            "back": reverse("intake:screening", args=[row.id]),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def side(request: HttpRequest, id: UUID) -> HttpResponse:
    """Hides or shows the explanation next to the interview, until the end of the session."""
    row = queries.screening(actor_of(request), id)
    request.session[HIDDEN] = request.POST.get("hide") == "yes"
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    question = request.POST.get("asking", "")
    return redirect("intake:question", row.id, question) if question else redirect("intake:screening", row.id)


@require_GET
def latest(request: HttpRequest, id: UUID) -> HttpResponse:
    """Redirects to the newest screening of the person whose sign this is."""
    row = queries.latest_screening(intake_queries.readable_sign(actor_of(request), id).procedure)
    return redirect("intake:screening", row.id) if row is not None else redirect("intake:sign", id)
