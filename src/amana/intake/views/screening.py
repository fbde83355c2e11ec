"""The interview: one question at a time or a part at once, what is indicated so far, and the decision by a person."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana.cases.commands.steps import ProcedureSubject
from amana.cases.rules import may_record
from amana.cases.step_pages import step_page
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt
from amana.countrypacks.wording import joined
from amana.errors import Conflict, NotFound
from amana.intake import commands, queries, rules
from amana.intake import pack as says
from amana.intake.forms import AnswerForm, PartForm, ProfileForm, compare_with_newer
from amana.intake.queries import Screening
from amana.intake.words import IF_STOPPED, PARTS, STRENGTH
from amana.trust.actor import Actor, actor_of
from amana.trust.authorise import require
from amana.trust.clock import now

_MOST_USEFUL = 3


# So far -------------------------------------------------------------------------------------------


def sofar(advice: rules.Advice, interview: rules.Interview) -> dict[str, Any]:
    """What is indicated and why, what one sign alone does not say, what would help most to know."""
    parts = rules.parts_of(says.rule_set(), interview)
    order = rules.order_of(parts)
    unknown = sum(interview.entry(question).answer in ("unknown", "not_asked") for question in order)
    best = advice.best
    return {
        "dimensions": _dimensions(best) if best is not None else [],
        "results": [(pack().profiles.get(each.profile, ""), _result(each.result)) for each in advice.results],
        "checklist": interview.checklist,
        "checklist_met": advice.checklist.met,
        "missing": [PARTS.get(part, _title(part)) for part in advice.checklist.missing],
        "result": advice.result,
        "result_name": _result(advice.result),
        "because": queries.rule_label(advice.rule),
        "stopped": IF_STOPPED.get(advice.result, ""),
        "unknown": unknown,
        "ask_next": [(item, says.question(item).label) for item in (best.ask_next if best else ())[:_MOST_USEFUL]],
        "open_flags": [(f"flag.{flag}", says.question(f"flag.{flag}").label) for flag in (best.open_flags if best else ())
                       if flag != rules.ACT],
        "version": says.rule_set().version,
    }  # fmt: skip


def _dimensions(result: Any) -> list[dict[str, Any]]:
    return [
        {
            "title": _title(name),
            "positive": dimension.positive,
            "items": [(says.question(item).label, STRENGTH.get(result.weights.get(item, ""), ""))
                      for item in dimension.because],
        }
        for name, dimension in result.dimensions.items()
        if dimension.positive or dimension.because
    ]  # fmt: skip


def _title(name: str) -> Any:
    if name in PARTS:
        return PARTS[name]
    dimension = pack().dimensions.get(name)
    return dimension.title if dimension is not None else name


def _result(name: str) -> Any:
    return pack().screening.results.get(name, name)


# The interview ------------------------------------------------------------------------------------


@require_GET
def screening(request: HttpRequest, id: UUID) -> HttpResponse:
    """A screening: its parts, what the answers indicate and why, and what can be decided."""
    actor = actor_of(request)
    row = queries.screening(actor, id)
    interview, _revision = commands.open_screening(actor, row, now())
    if not interview.profiles and not interview.checklist and _may_ask(actor, row):
        return redirect("intake:start", row.id)
    advice = rules.advice_on(says.rule_set(), interview)
    parts = rules.parts_of(says.rule_set(), interview)
    return render(
        request,
        "intake/screening.html",
        {
            "screening": row,
            "sign": queries.sign_of(row.procedure),
            "reference": queries.case_reference(row.procedure),
            "sofar": sofar(advice, interview),
            "parts": [_part_row(part, interview) for part in parts],
            "first": _first_open(parts, interview),
            "asks": _may_ask(actor, row),
            "may_go_on": row.ended_at is not None and actor.can("screening.run") and queries.decisions_open(row),
            "decisions": _decisions(actor, row),
            "waiting": queries.waiting_decisions(row.procedure),
            "words": [
                (says.question(name).label, entry.words) for name, entry in interview.entries.items() if entry.words
            ],
        },
    )


def _asked(actor: Actor, id: UUID) -> Screening:
    """A screening in which the actor asks. Raises NotFound, also for whoever only reads it and decides."""
    row = queries.screening(actor, id)
    require(actor, "screening.run", row)
    return row


def _may_ask(actor: Actor, row: Screening) -> bool:
    return actor.can("screening.run") and row.ended_at is None and row.decided_at is None


def _part_row(part: rules.Part, interview: rules.Interview) -> dict[str, Any]:
    answered = sum(interview.entry(question).answer != "not_asked" for question in part.questions)
    return {
        "id": part.id,
        "title": _title(part.id),
        "answered": answered,
        "all": len(part.questions),
        "first": part.questions[0],
    }


def _first_open(parts: Iterable[rules.Part], interview: rules.Interview) -> str | None:
    order = rules.order_of(parts)
    return next((each for each in order if interview.entry(each) == rules.Entry()), order[0] if order else None)


def _decisions(actor: Actor, row: Screening) -> list[dict[str, Any]]:
    """The four ways on, each with its address, or with those who may record it."""
    if not queries.decisions_open(row):
        return []
    ways = [
        (says.PRESUME, "intake:presume"),
        (says.INCONCLUSIVE, "intake:inconclusive"),
        (says.OTHER_AFTER_SCREENING, "intake:other_protection"),
        (says.NO_INDICATION, "intake:no_indication"),
    ]
    found = []
    for transition_id, route in ways:
        step = says.step(transition_id)
        if transition_id == says.NO_INDICATION and row.procedure.help not in step.from_:
            continue
        who = joined(pack().role(role).name for role in step.records)
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


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, id: UUID) -> HttpResponse:
    """Which questions fit: by her age while it happened and by the kind of exploitation."""
    actor = actor_of(request)
    row = _asked(actor, id)
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
                    kinds=values["kinds"],
                    language=values["language"],
                    now=now(),
                ),
            )
            if interview is not None:
                first = _first_open(rules.parts_of(says.rule_set(), interview), interview)
                return redirect("intake:question", row.id, first) if first else redirect("intake:screening", row.id)
    else:
        interview, _revision = commands.open_screening(actor, row, now())
        spoken = queries.facts_of(row.procedure).get("interpreter_language", "")
        form = ProfileForm(
            initial={"age": interview.age_years, "kinds": interview.kinds, "language": interview.language or spoken}
        )
    return render(
        request,
        "intake/start.html",
        {"form": form, "screening": row, "back": _back(row)},
        status=422 if request.method == "POST" else 200,
    )


def _back(row: Screening) -> str:
    sign = queries.sign_of(row.procedure)
    return reverse("intake:sign", args=[sign.id]) if sign else reverse("intake:signs")


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, id: UUID, question: str) -> HttpResponse:
    """One question: read in her language, answered, kept; then the next one."""
    actor = actor_of(request)
    row = _asked(actor, id)
    interview, revision = commands.open_screening(actor, row, now())
    parts = rules.parts_of(says.rule_set(), interview)
    order = rules.order_of(parts)
    if question not in order:
        raise NotFound
    before, after = rules.neighbours(order, question)
    status = 200
    if request.method == "POST":
        form = AnswerForm(request.POST)
        status = 422
        if form.is_valid():
            shown = form.cleaned_data["revision"]
            kept = attempt(
                form,
                lambda: commands.keep_answers(actor, row, {question: form.entry()}, revision=shown, now=now()),
            )
            if kept is not None:
                return redirect("intake:question", row.id, after) if after else redirect("intake:screening", row.id)
            status = _conflict(request, form)
    else:
        entry = interview.entry(question)
        form = AnswerForm(initial={"answer": entry.answer, "words": entry.words, "revision": revision})
    place = next(n for n, part in enumerate(parts) if question in part.questions)
    return render(
        request,
        "intake/question.html",
        {
            "screening": row,
            "form": form,
            "question": says.question(question),
            "say": _say(request, question, interview.language),
            "number": order.index(question) + 1,
            "total": len(order),
            "parts": [("was" if n < place else "now" if n == place else "") for n in range(len(parts))],
            "part": parts[place],
            "part_title": _title(parts[place].id),
            "part_number": place + 1,
            "before": before,
            "after": after,
            "kept_at": queries.kept_at(row),
            "sofar": sofar(rules.advice_on(says.rule_set(), interview), interview),
        },
        status=status,
    )


def _conflict(request: HttpRequest, form: AnswerForm | PartForm) -> int:
    """The status of a refused form; where a colleague was quicker, both answers and the newer revision are on it."""
    if not isinstance(form.refusal, Conflict):
        return 422
    compare_with_newer(form, request.POST, form.refusal)
    return 409


def _say(request: HttpRequest, question: str, language: str) -> dict[str, Any] | None:
    """The sentence to read aloud in her language where the pack has it, else in the reader's."""
    prompt = says.question(question).prompt
    if prompt is None:
        return None
    spoken = pack().languages
    wanted = request.GET.get("say") or language
    shown = wanted if wanted in spoken else (translation.get_language() or spoken[0]).split("-")[0]
    names = {option.id: option.label for option in pack().lists["language"]}
    return {
        "text": prompt.text(shown),
        "language": shown,
        "others": [(code, names[code].text(code) if code in names else code) for code in spoken],
        "missing": language if language and language not in spoken and not request.GET.get("say") else "",
        "missing_name": names.get(language, ""),
    }


@require_POST
def keep(request: HttpRequest, id: UUID, question: str) -> HttpResponse:
    """One answer kept while the page stays open; what comes back is the explanation beside it."""
    actor = actor_of(request)
    row = _asked(actor, id)
    interview, revision = commands.open_screening(actor, row, now())
    typed = request.POST.get("answer") or request.POST.get(question, "")
    form = AnswerForm({**request.POST.dict(), "answer": typed})
    if form.is_valid():
        words = form.cleaned_data["words"] if "words" in request.POST else interview.entry(question).words
        entry = rules.Entry(form.cleaned_data["answer"], words)
        shown = form.cleaned_data["revision"]
        kept = attempt(form, lambda: commands.keep_answers(actor, row, {question: entry}, revision=shown, now=now()))
        if kept is not None:
            interview, revision = commands.open_screening(actor, row, now())
    context = {
        "screening": row,
        "form": form,
        "fragment": True,
        "revision": revision,
        "sofar": sofar(rules.advice_on(says.rule_set(), interview), interview),
    }
    return render(request, "intake/_sofar.html", context, status=_conflict(request, form) if form.errors else 200)


@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, id: UUID, part: str) -> HttpResponse:
    """All questions of one part on one page, for an interview that goes quickly."""
    actor = actor_of(request)
    row = _asked(actor, id)
    interview, revision = commands.open_screening(actor, row, now())
    parts = rules.parts_of(says.rule_set(), interview)
    found = next((each for each in parts if each.id == part), None)
    if found is None:
        raise NotFound
    status = 200
    data = request.POST if request.method == "POST" else None
    form = PartForm(data, questions=found.questions, entries=interview.entries, initial={"revision": revision})
    if request.method == "POST":
        status = 422
        if form.is_valid():
            kept = attempt(
                form,
                lambda: commands.keep_answers(
                    actor, row, form.changes(), revision=form.cleaned_data["revision"], now=now()
                ),
            )
            if kept is not None:
                return _after_part(row, parts, found)
            status = _conflict(request, form)
    return render(
        request,
        "intake/part.html",
        {
            "screening": row,
            "form": form,
            "rows": [{"field": form[name], "question": name} for name in found.questions],
            "part": found,
            "part_title": _title(found.id),
            "part_number": parts.index(found) + 1,
            "part_count": len(parts),
            "sofar": sofar(rules.advice_on(says.rule_set(), interview), interview),
        },
        status=status,
    )


def _after_part(row: Screening, parts: tuple[rules.Part, ...], part: rules.Part) -> HttpResponse:
    place = parts.index(part) + 1
    return (
        redirect("intake:part", row.id, parts[place].id) if place < len(parts) else redirect("intake:screening", row.id)
    )


@require_POST
def pause(request: HttpRequest, id: UUID) -> HttpResponse:
    """The interview rests; nothing she said is lost."""
    actor = actor_of(request)
    row = _asked(actor, id)
    commands.pause_screening(actor, row, now())
    return redirect("intake:screening", row.id)


@require_POST
def resume(request: HttpRequest, id: UUID) -> HttpResponse:
    """The interview goes on where it was left."""
    actor = actor_of(request)
    row = _asked(actor, id)
    commands.resume_screening(actor, row, now())
    return redirect("intake:screening", row.id)


@require_POST
def end(request: HttpRequest, id: UUID) -> HttpResponse:
    """No more questions; what is unknown stays unknown."""
    actor = actor_of(request)
    row = _asked(actor, id)
    commands.end_screening(actor, row, now())
    return redirect("intake:screening", row.id)


@require_GET
def latest(request: HttpRequest, id: UUID) -> HttpResponse:
    """The newest screening of the person whose sign this is."""
    row = queries.latest_screening(queries.readable_sign(actor_of(request), id).procedure)
    return redirect("intake:screening", row.id) if row is not None else redirect("intake:sign", id)


# The decision -------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def presume(request: HttpRequest, id: UUID) -> HttpResponse:
    """A named person presumes that she is a victim, and says why; all help opens."""
    return _decide(request, id, says.PRESUME)


@require_http_methods(["GET", "POST"])
def inconclusive(request: HttpRequest, id: UUID) -> HttpResponse:
    """Too little is known: what is missing, and when she is asked again."""
    return _decide(request, id, says.INCONCLUSIVE)


@require_http_methods(["GET", "POST"])
def other_protection(request: HttpRequest, id: UUID) -> HttpResponse:
    """Another need for protection; a supervisor countersigns."""
    return _decide(request, id, says.OTHER_AFTER_SCREENING)


@require_http_methods(["GET", "POST"])
def no_indication(request: HttpRequest, id: UUID) -> HttpResponse:
    """No indication and no other need: closed once a supervisor has countersigned."""
    return _decide(request, id, says.NO_INDICATION)


def _decide(request: HttpRequest, id: UUID, transition_id: str) -> HttpResponse:
    actor = actor_of(request)
    row = queries.screening(actor, id)
    interview, _revision = commands.open_screening(actor, row, now())
    advice = rules.advice_on(says.rule_set(), interview)
    back = reverse("intake:screening", args=[row.id])
    step = says.step(transition_id)
    if transition_id == says.PRESUME and request.method == "POST":
        back = reverse("cases:one", args=[row.procedure_id])
    return step_page(
        request,
        ProcedureSubject(row.procedure),
        transition_id,
        back=back,
        template="intake/decide.html",
        initial=_proposed(advice, interview),
        context={
            "screening": row,
            "sofar": sofar(advice, interview),
            "second": joined(pack().role(role).name for role in step.countersigns),
            "differs": transition_id == says.PRESUME and advice.result != "presumed_victim",
        },
    )


def _proposed(advice: rules.Advice, interview: rules.Interview) -> dict[str, Any]:
    """What the answers propose for the fields of a decision; everything can be changed by the one who decides."""
    again = timezone.localtime(now()) + timedelta(days=says.screen_again_days())
    need = {"at_risk": "at_risk", "other_protection": "labour_rights" if not advice.child else "child_protection"}
    return {
        "screening_result": advice.result,
        "rule_set_version": says.rule_set().version,
        "profile": advice.profile,
        **rules.proposed_elements(advice, says.purposes_of(interview.kinds)),
        "re_screen_at": again.date(),
        "need_type": need.get(advice.result),
    }


@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, id: UUID) -> HttpResponse:
    """She agrees to be asked once more; the answers of the last screening are there. Running help goes on."""
    row = queries.readable_sign(actor_of(request), id)
    place = row.procedure.identification
    first = place == says.place_after(says.INCONCLUSIVE)
    return step_page(
        request,
        ProcedureSubject(row.procedure),
        says.SCREEN_AGAIN if first else says.SCREEN_AGAIN_FROM_OTHER,
        back=reverse("intake:latest", args=[row.id])
        if request.method == "POST"
        else reverse("intake:sign", args=[row.id]),
    )
