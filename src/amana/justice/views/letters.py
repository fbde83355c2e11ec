"""Letters: my list, the draft, the lawyer's review, the signature, the page as PDF, the answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana.cases import confirming
from amana.cases import queries as cases
from amana.cases.asking import SaidForm, aloud_for, choices_of, language_of
from amana.cases.deeds import Deed
from amana.cases.display import pairs_of
from amana.cases.states import StepState
from amana.countrypacks import pack
from amana.countrypacks.dates import day_of
from amana.countrypacks.forms import attempt
from amana.countrypacks.values import Transition
from amana.errors import NotFound
from amana.justice import commands, queries, rules, words
from amana.justice.commands.steps import LetterSubject
from amana.justice.errors import CaseIsClosed, NotADraft, NotEligible
from amana.justice.forms import LetterHeadForm, SeenForm, SignForm, letter_form
from amana.justice.letter_list import letter_list
from amana.justice.pack import (
    LETTER,
    PROCEEDING,
    Unsure,
    addressee_read,
    draft_fields,
    letter_languages,
    state_name,
    unsure_for,
)
from amana.justice.pack_sections import TARIFFS, WAIVER
from amana.justice.queries import Letter
from amana.justice.states import LetterState
from amana.justice.views.entering import entry_page
from amana.lists.pages import ListPage
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now

_AT_MOST = 200


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Lists letters, narrowed and sorted by the address, and proceedings and requests to a judge that I may see."""
    actor, at = actor_of(request), now()
    letters = ListPage(letter_list(actor), request.GET, actor)
    proceedings = queries.proceedings_for(actor).order_by("-state_since")[:_AT_MOST]
    units = trust.units()
    return render(
        request,
        "justice/list.html",
        {
            "list": letters,
            "letters": [letter_row(row, at) for row in letters.rows],
            "proceedings": [proceeding_row(row) for row in proceedings],
            "requests": [
                {"id": row.id, "state": row.state, "sent_at": row.sent_at, "unit": units[row.unit].full_name}
                for row in queries.requests_to(actor)[:_AT_MOST]
            ],
            "is_judge": actor.can("identification.decide"),
        },
    )


def letter_row(row: Letter, at: datetime) -> dict[str, Any]:
    """Returns a letter as a row of a list, with what prevents its signature."""
    return {
        "id": row.id,
        "number": row.number,
        "reference": cases.reference(row.procedure),
        "state": state_name(LETTER, row.state),
        "chip": words.chip_of(row.state),
        "hindrances": queries.hindrances_of(row, at) if row.state == LetterState.LEGAL_REVIEW else [],
        "since": row.state_since,
    }


def proceeding_row(row: queries.Proceeding) -> dict[str, Any]:
    """Returns a proceeding as a row of a list."""
    return {
        "id": row.id,
        "reference": cases.reference(row.procedure),
        "state": state_name(PROCEEDING, row.state),
        "since": row.state_since,
        "next_hearing": row.next_hearing,
    }


# The draft ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def new_letter(request: HttpRequest, id: UUID) -> HttpResponse:
    """Creates a draft, filled in from the file as far as possible."""
    actor, at = actor_of(request), now()
    procedure = queries.case_in_reach(actor, id)
    if not actor.can("letters.draft") or not queries.is_own(actor, procedure):
        raise NotFound
    if procedure.identification not in WAIVER.of(pack()).eligible:
        raise NotEligible
    if queries.is_closed(procedure):
        raise CaseIsClosed
    back = reverse("cases:one", args=[id])
    if request.method == "POST":
        head, form = LetterHeadForm(request.POST, prefix="head"), letter_form()(request.POST, prefix="letter")
        if head.is_valid() and form.is_valid():
            drafted = attempt(
                form,
                lambda: commands.draft_letter(
                    actor,
                    procedure,
                    language=head.cleaned_data["language"],
                    facts=form.facts(),
                    words={**form.collect_sealed(), **form.working()},
                    now=at,
                ),
            )
            if drafted is not None:
                return redirect("justice:letter", drafted.id)
    else:
        language = letter_languages()[0]
        known = commands.prefill_letter(actor, procedure, language=language, now=at)
        head = LetterHeadForm(initial={"language": language}, prefix="head")
        with translation.override(language):
            office = trust.organisation(procedure.organisation).name
        form = letter_form()(initial={**known, "signatory": office}, prefix="letter")
    return _draft_page(request, head, form, back, cases.reference(procedure))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, id: UUID) -> HttpResponse:
    """Edits the draft without overwriting somebody else's change."""
    actor, at = actor_of(request), now()
    row = queries.letter(actor, id)
    if not actor.can("letters.draft") or not queries.is_own(actor, row.procedure):
        raise NotFound
    if row.state != LetterState.DRAFT:
        raise NotADraft
    conflict = None
    if request.method == "POST":
        head, form = LetterHeadForm(request.POST, prefix="head"), letter_form()(request.POST, prefix="letter")
        if head.is_valid() and form.is_valid():
            changed = attempt(
                form,
                lambda: commands.change_letter(
                    actor,
                    row,
                    language=head.cleaned_data["language"],
                    facts=form.facts(),
                    words={**form.collect_sealed(), **form.working()},
                    revision=head.cleaned_data["revision"] or 0,
                    now=at,
                ),
            )
            if changed is not None:
                return redirect("justice:letter", id)
            conflict = form.refusal if form.refusal and form.refusal.status == 409 else None
            if conflict is not None:
                again = request.POST.copy()
                again["head-revision"] = str(conflict.details["revision"])
                head = LetterHeadForm(again, prefix="head")
    else:
        told, facts, revision = commands.open_letter(actor, row, at)
        head = LetterHeadForm(initial={"language": row.language, "revision": revision}, prefix="head")
        form = letter_form()(initial={**told, **facts}, prefix="letter")
    return _draft_page(
        request, head, form, reverse("justice:letter", args=[id]), cases.reference(row.procedure), conflict
    )


def _draft_page(
    request: HttpRequest, head: Any, form: Any, back: str, reference: str, conflict: Any = None
) -> HttpResponse:
    fields = draft_fields()
    return render(
        request,
        "justice/draft.html",
        {
            "head": head,
            "form": form,
            "back": back,
            "reference": reference,
            "theirs": dict(pairs_of(fields, conflict.theirs)) if conflict else None,
            "mine": dict(pairs_of(fields, conflict.mine)) if conflict else None,
        },
        status=409 if conflict else 422 if form.errors or head.errors else 200,
    )


# One letter -----------------------------------------------------------------------------------------


@require_GET
def letter(request: HttpRequest, id: UUID) -> HttpResponse:
    """A letter: its place, what its words are based on, what tariffs say, what can be done, and what was done."""
    actor, at = actor_of(request), now()
    row = queries.letter(actor, id)
    facts = queries.letter_facts(row)
    codes = [field for field in WAIVER.of(pack()).fields if field.kept == "facts"]
    unsure = _list_unsure(row) if row.state in rules.UNSIGNED else []
    shown = {name: value for name, value in facts.items() if not name.endswith("_fine")}
    steps = queries.steps_of(row.procedure, row.id)
    waiting = [step for step in steps if step.state == StepState.WAITS]
    return render(
        request,
        "justice/letter.html",
        {
            "letter": row,
            "reference": cases.reference(row.procedure),
            "state": state_name(LETTER, row.state),
            "chip": words.chip_of(row.state),
            "pairs": pairs_of(codes, shown),
            "assessed": facts.get("assessed_fine"),
            "drafted_by": trust.user_name(row.drafted_by),
            "signed_by": trust.user_name(row.signed_by),
            "given_back": queries.given_back(row) if row.state == LetterState.DRAFT else None,
            "unsure": unsure,
            "page_lacks": [] if row.signed_page else _codes_missing(facts),
            "tariffs": _tariff_rows(row),
            "deeds": letter_deeds(actor, row, at),
            "story": words.step_lines(steps),
            "may_confirm": confirming.may_confirm(actor, row.procedure, waiting),
            "waiting": waiting,
            "may_remind": row.state in rules.AWAITING_ANSWER
            and actor.can("letters.record")
            and queries.may_record(actor, row.procedure),
            "agreed": queries.agreed_to_inform(row, at) is not None,
            "addressee": addressee_read(str(facts.get("territory") or "")),
            "agreed_for_another": queries.agreed_for_another(row, at),
            "hindrances": queries.hindrances_of(row, at) if row.state == LetterState.LEGAL_REVIEW else [],
            "opened_to_me": words.opened_to(actor, row.procedure, at) if actor.can("letters.review") else None,
            "case_url": reverse("cases:one", args=[row.procedure_id]),
        },
    )


def _codes_missing(facts: Mapping[str, Any]) -> list[str]:
    """Returns labels of the missing coded fields without which there is no page; sealed words are not opened for this."""
    fields = (field for field in WAIVER.of(pack()).fields if field.required and field.kept == "facts")
    return [str(field.label) for field in fields if facts.get(field.id) in (None, "", [])]


def _list_unsure(row: Letter) -> list[Unsure]:
    """Returns the unconfirmed values on which the text of the letter is based."""
    facts = queries.letter_facts(row)
    return unsure_for(facts.get("territory", ""), facts.get("requested_relief") or [])


def _tariff_rows(row: Letter) -> list[dict[str, Any]]:
    """Returns what the tariffs of the day say, with their source and confidence."""
    country = pack()
    return [
        {
            "name": TARIFFS.of(country)[each.tariff].name,
            "value": country.value(f"tariffs.{each.tariff}"),
            "is_range": each.is_range,
            "gross": each.gross,
            "net": each.net,
        }
        for each in queries.tariff_estimates(row, day_of(row.drafted_at))
    ]


def letter_deeds(actor: Actor, row: Letter, at: datetime) -> list[Deed]:
    """Returns what this actor can do with the letter, and why not."""
    own, records = queries.is_own(actor, row.procedure), queries.may_record(actor, row.procedure)

    def address(move: Transition) -> tuple[str | None, str]:
        if not records:
            return None, gettext("The team and the lawyer of the person record this.")
        if move.to == LetterState.LEGAL_REVIEW:
            return (
                (reverse("justice:give", args=[row.id]), "") if own else (None, gettext("The case manager does this."))
            )
        if move.to != LetterState.SIGNED:
            return reverse("justice:step", args=[row.id, move.id]), ""
        if not rules.may_sign(actor.user_id, frozenset(row.hands)):
            return None, gettext("You had a hand in the draft, so another lawyer signs it.")
        if hindrances := queries.hindrances_of(row, at):
            return None, gettext("It cannot be signed yet. %(reasons)s.") % {"reasons": ". ".join(hindrances)}
        return reverse("justice:sign", args=[row.id]), ""

    deeds = words.deeds_of(actor, LetterSubject(row), address)
    if row.state == LetterState.DRAFT and own and actor.can("letters.draft"):
        deeds.insert(0, Deed(gettext("Change the draft"), reverse("justice:change", args=[row.id]), weight=30))
    return deeds


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, id: UUID) -> HttpResponse:
    """Gives the draft to the lawyer, with her agreement that an authority is informed."""
    actor, at = actor_of(request), now()
    row = queries.letter(actor, id)
    if not actor.can("letters.draft") or not queries.is_own(actor, row.procedure):
        raise NotFound
    data = request.POST if request.method == "POST" else None
    form = SeenForm(data, initial={"seen": row.state}, prefix="step")
    said = (
        None
        if queries.agreed_to_inform(row, at)
        else SaidForm(data, prefix="said", actor=actor, language=language_of(row.procedure))
    )
    territory = str(queries.letter_facts(row).get("territory") or "")
    valid = [each.is_valid() for each in (form, said) if each is not None]
    if request.method == "POST" and all(valid):
        answer = said.build_answer() if said is not None else None
        given = attempt(
            form,
            lambda: commands.give_to_lawyer(actor, row, said=answer, seen=form.cleaned_data["seen"], now=at),
        )
        if given is not None:
            return redirect("justice:letter", id)
    return render(
        request,
        "justice/give.html",
        {
            "form": form,
            "said": said,
            "aloud": aloud_for(request, row.procedure, said) if said is not None else None,
            "addressee": addressee_read(territory),
            "agreed_for_another": queries.agreed_for_another(row, at),
            "letter": row,
            "reference": cases.reference(row.procedure),
            "back": reverse("justice:letter", args=[id]),
        },
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, id: UUID) -> HttpResponse:
    """Signs the letter, as another person than the drafter; the number is given here."""
    actor, at = actor_of(request), now()
    row = queries.letter(actor, id)
    if not actor.can("letters.review"):
        raise NotFound
    name = trust.written_name(actor, row.language)
    initial = {"signed_on": day_of(at), "seen": row.state, "signatory": name}
    form = SignForm(request.POST if request.method == "POST" else None, initial=initial, prefix="sign")
    if request.method == "POST" and form.is_valid():
        signed = attempt(form, lambda: commands.sign_letter(actor, row, **form.cleaned_data, now=at))
        if signed is not None:
            return redirect("justice:letter", id)
    return render(
        request,
        "justice/sign.html",
        {
            "form": form,
            "letter": row,
            "unsure": _list_unsure(row),
            "hindrances": queries.hindrances_of(row, at),
            "name_missing": not name,
            "language": dict(choices_of("language")).get(row.language, row.language),
            "reference": cases.reference(row.procedure),
            "back": reverse("justice:letter", args=[id]),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, id: UUID, transition: str) -> HttpResponse:
    """Takes one step of a letter; giving it to the lawyer and signing it have pages of their own."""
    actor = actor_of(request)
    row = queries.letter(actor, id)
    known = {each.id: each for each in pack().machine(LETTER).transitions}.get(transition)
    if known is None or not frozenset(known.records) & actor.roles or not queries.may_record(actor, row.procedure):
        raise NotFound
    target = known.to
    if target == LetterState.LEGAL_REVIEW:
        return redirect("justice:give", id)
    if target == LetterState.SIGNED:
        return redirect("justice:sign", id)
    return entry_page(
        request,
        LetterSubject(row),
        transition,
        lambda entry: commands.record_letter_step(actor, row, transition, entry, now=now()),
        back=reverse("justice:letter", args=[id]),
    )


@require_POST
def remind(request: HttpRequest, id: UUID) -> HttpResponse:
    """Records that the council was asked again. No answer is a reminder, never a refusal."""
    actor = actor_of(request)
    commands.remind(actor, queries.letter(actor, id), now=now())
    return redirect("justice:letter", id)


@require_GET
def page(request: HttpRequest, id: UUID) -> HttpResponse:
    """Returns the letter as PDF, in a sandbox and without a name in the address; records the opening."""
    actor = actor_of(request)
    name, content = commands.page_of(actor, queries.letter(actor, id), now())
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(False, name) or "inline",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "no-store",
        },
    )
