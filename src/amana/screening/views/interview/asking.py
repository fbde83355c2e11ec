"""The questions: one at a time or a part at once, saved at each answer; nothing typed is lost, also when she stops."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from amana.countrypacks import pack
from amana.countrypacks.forms import attempt
from amana.errors import Conflict, NotFound
from amana.intake import findings
from amana.intake import pack as intake_pack
from amana.intake.forms import compare_with_newer
from amana.intake.pack_sections import SCREENING
from amana.screening import commands, queries, rules
from amana.screening import pack as says
from amana.screening.forms import AnswerForm, PartForm
from amana.screening.queries import Screening
from amana.screening.views.interview.sofar import HIDDEN, part_title, said_sentences, say, seen_on_sign, sofar
from amana.trust.actor import Actor, actor_of
from amana.trust.authorise import require
from amana.vault.clock import now


def load_for_asking(actor: Actor, id: UUID) -> Screening:
    """Returns a screening in which the actor asks. Raises NotFound, also for those who only read it and decide."""
    row = queries.screening(actor, id)
    require(actor, "screening.run", row)
    return row


def parts_in(interview: rules.Interview) -> tuple[rules.Part, ...]:
    """The parts of an interview in the conversation of this instance's pack."""
    return rules.parts_of(intake_pack.rule_set(), interview, says.stages())


def source_of(known: rules.Known | None) -> dict[str, Any] | None:
    """Returns the source of an answer that was given before, for the page."""
    return {"number": known.number, "on": date.fromisoformat(known.on)} if known is not None else None


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, id: UUID, question: str) -> HttpResponse:
    """Asks one question in her language and keeps the answer; then shows the next one that she has not answered."""
    actor = actor_of(request)
    row = load_for_asking(actor, id)
    interview, revision = commands.open_screening(actor, row, now())
    order = rules.order_of(parts_in(interview))
    if question not in order:
        raise NotFound
    if request.method == "POST":
        after = rules.next_to_ask(order, interview, question)
        form = _kept_answer(request, actor, row, question, at=after or question)
        if not form.errors:
            return redirect("intake:question", row.id, after) if after else redirect("intake:screening", row.id)
        return _question_page(request, row, interview, question, form, _status(request, form))
    entry = shown_of(interview).entry(question)
    initial = {"answer": entry.answer, "words": entry.words, "revision": revision}
    form = AnswerForm(answers=says.question(question).answers, initial=initial)
    return _question_page(request, row, interview, question, form, 200)


def _kept_answer(request: HttpRequest, actor: Actor, row: Screening, question: str, *, at: str) -> AnswerForm:
    """Returns the form of a question after its answer was saved, or with the error."""
    form = AnswerForm(request.POST, answers=says.question(question).answers)
    if form.is_valid():
        shown = form.cleaned_data["revision"]
        attempt(
            form,
            lambda: commands.keep_answers(actor, row, {question: form.entry()}, revision=shown, at=at, now=now()),
        )
    return form


def _question_page(
    request: HttpRequest, row: Screening, interview: rules.Interview, question: str, form: AnswerForm, status: int
) -> HttpResponse:
    parts = parts_in(interview)
    order = rules.order_of(parts)
    before, _after = rules.neighbours(order, question)
    place = next(n for n, part in enumerate(parts) if question in (part.opening, *part.questions))
    words = says.question(question, child=says.asked_as_child(interview))
    return render(
        request,
        "screening/question.html",
        {
            **_beside(request, row, interview),
            "form": form,
            "asking": question,
            "question": words,
            "opens": question == parts[place].opening,
            "boxes": findings.shown_boxes(form["answer"], words.replies_aloud) if words.answers is not None else [],
            "again": findings.asked_again(words.replies_aloud),
            "say": _aloud(request, words, interview),
            "doubtful": question in rules.doubtful(interview, says.doubtful_before()),
            "known": source_of(interview.known.get(question)),
            "number": order.index(question) + 1,
            "total": len(order),
            "parts": [("was" if n < place else "now" if n == place else "") for n in range(len(parts))],
            "part": parts[place],
            "part_title": part_title(parts[place].id),
            "part_number": place + 1,
            "before": before,
            "kept_at": queries.kept_at(row),
            "pointed_to": [each for each in seen_on_sign(row) if question in each["questions"]],
        },
        status=status,
    )


def _aloud(request: HttpRequest, asked: says.Question, interview: rules.Interview) -> dict[str, Any] | None:
    """Returns the sentence to read to the person; None for one that is for the screener alone."""
    if asked.prompt is None or not asked.read_aloud:
        return None
    return say(request, [(asked.prompt, asked.prompt_to_woman)], interview)


def shown_of(interview: rules.Interview) -> rules.Interview:
    """The interview as its pages show it: a doubtful "no" is not known, because its box now means something else."""
    return rules.relied_on(interview, says.doubtful_before())


def _beside(request: HttpRequest, row: Screening, interview: rules.Interview) -> dict[str, Any]:
    """The context of every page of an interview: the explanation at the side, and the words for a hard moment."""
    words = SCREENING.of(pack()).words
    return {
        "screening": row,
        "sofar": sofar(says.advise(interview), interview),
        "side_hidden": bool(request.session.get(HIDDEN)),
        "distressed": say(request, said_sentences(words.distressed), interview),
        "as_child": interview.age_that_counts is None,
        "age_disputed": interview.age_disputed,
        "seen": seen_on_sign(row),
        "keys_hide": True,
    }


def _status(request: HttpRequest, form: AnswerForm | PartForm) -> int:
    """The status of a refused form; where a colleague was quicker, both answers and the newer revision are on it."""
    if not isinstance(form.refusal, Conflict):
        return 422
    compare_with_newer(form, request.POST, form.refusal)
    return 409


@require_POST
def keep(request: HttpRequest, id: UUID, question: str) -> HttpResponse:
    """Keeps one answer while the page stays open; returns the explanation next to it."""
    actor = actor_of(request)
    row = load_for_asking(actor, id)
    interview, revision = commands.open_screening(actor, row, now())
    before = interview.entry(question)
    typed = request.POST.get("answer") or request.POST.get(question) or shown_of(interview).entry(question).answer
    form = AnswerForm({**request.POST.dict(), "answer": typed}, answers=says.question(question).answers)
    if form.is_valid():
        words = form.cleaned_data["words"] if "words" in request.POST else before.words
        entry = rules.Entry(form.entry().answer, words)
        shown = form.cleaned_data["revision"]
        kept = attempt(
            form,
            lambda: commands.keep_answers(actor, row, {question: entry}, revision=shown, at=question, now=now()),
        )
        if kept is not None:
            interview, revision = commands.open_screening(actor, row, now())
    context = {**_beside(request, row, interview), "form": form, "fragment": True, "asks": True, "revision": revision}
    return render(request, "screening/_sofar.html", context, status=_status(request, form) if form.errors else 200)


@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, id: UUID, part: str) -> HttpResponse:
    """Shows all questions of one part on one page, for an interview that is fast."""
    actor = actor_of(request)
    row = load_for_asking(actor, id)
    interview, revision = commands.open_screening(actor, row, now())
    found = _part_in(interview, part)
    if request.method == "POST":
        form = _kept_part(request, actor, row, interview, found)
        if not form.errors:
            return _after_part(row, parts_in(interview), found)
        return _part_page(request, row, interview, found, form, _status(request, form))
    form = PartForm(None, part=found, entries=shown_of(interview).entries, initial={"revision": revision})
    return _part_page(request, row, interview, found, form, 200)


def _part_in(interview: rules.Interview, part: str) -> rules.Part:
    found = next((each for each in parts_in(interview) if each.id == part), None)
    if found is None:
        raise NotFound
    return found


def _kept_part(
    request: HttpRequest, actor: Actor, row: Screening, interview: rules.Interview, part: rules.Part
) -> PartForm:
    form = PartForm(request.POST, part=part, entries=shown_of(interview).entries)
    if form.is_valid():
        order = rules.order_of(parts_in(interview))
        after = rules.next_to_ask(order, interview, (part.opening, *part.questions)[-1])
        shown = form.cleaned_data["revision"]
        attempt(
            form,
            lambda: commands.keep_answers(actor, row, form.changes(), revision=shown, at=after or "", now=now()),
        )
    return form


def _part_page(
    request: HttpRequest, row: Screening, interview: rules.Interview, part: rules.Part, form: PartForm, status: int
) -> HttpResponse:
    parts = parts_in(interview)
    opening = says.question(part.opening)
    prompts = [(opening.prompt, opening.prompt_to_woman)] if opening.prompt else []
    return render(
        request,
        "screening/part.html",
        {
            **_beside(request, row, interview),
            "form": form,
            "groups": _groups(request, interview, part, form),
            "opening": form["opening"],
            "say": say(request, prompts, interview),
            "part": part,
            "part_title": part_title(part.id),
            "part_number": parts.index(part) + 1,
            "part_count": len(parts),
        },
        status=status,
    )


def _groups(request: HttpRequest, interview: rules.Interview, part: rules.Part, form: PartForm) -> list[dict[str, Any]]:
    """Groups the questions of a part: first those that are read to the person, then what the screener sees or
    judges.
    """
    child, unsure = says.asked_as_child(interview), rules.doubtful(interview, says.doubtful_before())
    aloud: list[dict[str, Any]] = []
    own: list[dict[str, Any]] = []
    for name in part.questions:
        asked = says.question(name, child=child)
        row = {
            "field": form[name],
            "question": name,
            "known": source_of(interview.known.get(name)),
            "boxes": findings.shown_boxes(form[name], asked.replies_aloud),
            "again": findings.asked_again(asked.replies_aloud),
            "say": _aloud(request, asked, interview),
            "look": asked.prompt if asked.observer else None,
            "leave": asked.leave,
            "doubtful": name in unsure,
        }
        (aloud if asked.read_aloud else own).append(row)
    return [{"own": False, "rows": aloud}, {"own": True, "rows": own}]


def _after_part(row: Screening, parts: tuple[rules.Part, ...], part: rules.Part) -> HttpResponse:
    place = parts.index(part) + 1
    return (
        redirect("intake:part", row.id, parts[place].id) if place < len(parts) else redirect("intake:screening", row.id)
    )


def kept_what_was_typed(request: HttpRequest, actor: Actor, row: Screening) -> HttpResponse | None:
    """Keeps the form of the page before the interview stops or pauses; returns the page again where that fails.

    The buttons of the bar send the form along (`asking` or `asking_part` says which one it is).
    """
    question, part = request.POST.get("asking", ""), request.POST.get("asking_part", "")
    if not (question or part):
        return None
    interview, _revision = commands.open_screening(actor, row, now())
    if part:
        found = _part_in(interview, part)
        whole = _kept_part(request, actor, row, interview, found)
        return _part_page(request, row, interview, found, whole, _status(request, whole)) if whole.errors else None
    if question not in rules.order_of(parts_in(interview)):
        raise NotFound
    form = _kept_answer(request, actor, row, question, at=question)
    if not form.errors:
        return None
    return _question_page(request, row, interview, question, form, _status(request, form))
