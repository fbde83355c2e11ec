"""What waits for a second person: the list of cases, and one page for each case with every entry in full."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from amana.cases import confirming, queries
from amana.cases.confirming import Answer, Details, Line, Waiting
from amana.cases.queries import Procedure
from amana.countrypacks.forms import Words, offer, status_of, succeeds
from amana.errors import CannotOpen, NotAllowed, NotFound
from amana.trust.actor import Actor, actor_of
from amana.trust.capabilities import CapabilityId
from amana.trust.errors import DetailsChanged
from amana.vault.clock import now

_SECOND: tuple[CapabilityId, ...] = ("decisions.confirm", "decisions.countersign", "cash.approve")


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Cases in which something waits for me as the second person."""
    cases: dict[UUID, list[Waiting]] = {}
    for each in confirming.waiting_for(actor_of(request)):
        cases.setdefault(each.procedure.id, []).append(each)
    rows = [
        {
            "procedure": entries[0].procedure,
            "reference": queries.reference(entries[0].procedure),
            "due": entries[0].due,
            "names": [each.name for each in entries],
        }
        for entries in cases.values()
    ]
    return render(request, "steps/waiting.html", {"rows": rows, "now": now()})


class AnswerForm(forms.Form):
    """What the second person found about one entry; no answer leaves the entry as it is."""

    answer = forms.ChoiceField(label=_("What you found"), widget=forms.RadioSelect, required=False)
    reason = Words(label=_("Why not"), max_length=1000, required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, details: Details | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = (details.agree, details.differ) if details is not None else ("", "")
        offer(self, "answer", list(zip(("agree", "differ"), answers, strict=True)))
        if details is not None and not details.needs_reason:
            del self.fields["reason"]

    @property
    def given_answer(self) -> Answer | None:
        """The answer, or None where the entry stays open."""
        values = self.cleaned_data
        if not values["answer"]:
            return None
        return Answer(values["answer"] == "agree", values["shown"], values["reason"])


@dataclass(frozen=True)
class Row:
    """One entry on the page: its details and the form, or neither where its words are sealed to the reader.

    `before` is what was on the page when the entry was changed meanwhile.
    """

    waiting: Waiting
    details: Details | None
    form: AnswerForm | None
    before: tuple[Line, ...] = ()


@require_http_methods(["GET", "POST"])
def second_person(request: HttpRequest, id: UUID) -> HttpResponse:
    """Everything of one case that waits for me: each entry in full, with an answer of its own."""
    actor, at = actor_of(request), now()
    procedure = queries.one(actor, id)
    entries = _waiting_in(actor, procedure)
    refused: dict[str, AnswerForm] = {}
    mistake, status = "", 200
    if request.method == "POST":
        forms_ = {each.key: AnswerForm(request.POST, prefix=each.key) for each in entries}
        kept = {each.key for each in entries if _keep_answer(actor, each, forms_[each.key], at)}
        refused = {key: form for key, form in forms_.items() if form.errors}
        if kept and not refused:
            return redirect("cases:one", id)
        entries = [each for each in entries if each.key not in kept]
        status = max((status_of(form) for form in refused.values()), default=422)
        if not refused:
            mistake = gettext("Nothing was kept: no entry has an answer. Read each one and choose what you found.")
    return render(
        request,
        "steps/second_person.html",
        {
            "rows": [_row(actor, each, refused.get(each.key), at) for each in entries],
            "mistake": mistake,
            "reference": queries.reference(procedure),
            "procedure": procedure,
            "back": reverse("cases:one", args=[id]),
            "now": at,
        },
        status=status,
    )


def _waiting_in(actor: Actor, procedure: Procedure) -> list[Waiting]:
    """What waits in this case. Raises NotAllowed for who confirms nothing, NotFound for who stands too far away."""
    if not any(actor.can(each) for each in _SECOND):
        raise NotAllowed
    entries = confirming.waiting_for(actor, procedure)
    ground = queries.grounds(actor, "cases.read", procedure)
    if not entries and (ground is None or ground.ground == "consent"):
        raise NotFound
    return entries


def _keep_answer(actor: Actor, waiting: Waiting, form: AnswerForm, at: datetime) -> bool:
    """Whether the entry has an answer that was kept; a refusal stands on the form."""
    given = form.given_answer if form.is_valid() else None
    return given is not None and succeeds(form, lambda: confirming.answer(actor, waiting, given, at))


def _row(actor: Actor, waiting: Waiting, refused: AnswerForm | None, at: datetime) -> Row:
    """The entry in full with a new proof; after a refusal with its sentence, and with what was shown before a change."""
    try:
        details = confirming.open_details(actor, waiting, at)
    except CannotOpen:
        return Row(waiting, None, None)
    start = {"shown": details.proof}
    if refused is None:
        return Row(waiting, details, AnswerForm(initial=start, details=details, prefix=waiting.key))
    refusal = getattr(refused, "refusal", None)
    changed = refusal if isinstance(refusal, DetailsChanged) else None
    typed = {
        f"{waiting.key}-shown": details.proof,
        f"{waiting.key}-reason": refused.data.get(f"{waiting.key}-reason", ""),
        f"{waiting.key}-answer": "" if changed else refused.data.get(f"{waiting.key}-answer", ""),
    }
    form = AnswerForm(typed, details=details, prefix=waiting.key)
    form.is_valid()
    for name, mistakes in refused.errors.items():
        form.add_error(name if name in form.fields else None, mistakes)
    return Row(waiting, details, form, confirming.lines_before(waiting, changed.mine) if changed else ())
