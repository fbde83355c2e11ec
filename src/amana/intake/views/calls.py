"""The hotline at the desk: a call that writes itself down, those of today, and those to call back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana.cases import commands as case_commands
from amana.cases import queries as cases
from amana.countrypacks import pack
from amana.countrypacks.forms import PackForm, attempt, succeeds
from amana.errors import CannotOpen, Conflict, NotAllowed
from amana.intake import commands, observing, queries, rules
from amana.intake import pack as says
from amana.intake.commands.calls import CHANNEL, CallText, proposed_back_by
from amana.intake.forms import compare_with_newer
from amana.intake.forms_desk import CalledBackForm, CallEndForm, call_form, local
from amana.intake.pack_sections import INTAKE
from amana.intake.queries import Call
from amana.intake.tabs import desk_tabs
from amana.intake.views._record_from import record_from
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now

_SHIFT = timedelta(hours=16)
_WORDS = "call_words"


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """Callers to call back, the calls of today, and what the last shift left."""
    actor, at = actor_of(request), now()
    if not actor.can("calls.take"):
        raise NotAllowed
    today, back = queries.calls.todays(actor, at), queries.calls.to_call_back(actor)
    facts = queries.calls.facts_of_calls([*today, *back])
    return render(
        request,
        "intake/calls.html",
        {
            "today": [_row(row, facts.get(row.id, {})) for row in today],
            "back": [_row(row, facts.get(row.id, {})) for row in back],
            "notes": _notes(actor),
            "hands_over": actor.can("shift.note"),
            "here": "calls",
            **desk_tabs(actor),
        },
    )


def _row(row: Call, facts: dict[str, Any]) -> dict[str, Any]:
    fields = {field.id: field for field in INTAKE.of(pack()).calls.fields}
    ended = row.ended_at
    return {
        "call": row,
        "kind": says.describe_value(fields["call_kind"], facts.get("call_kind")) if "call_kind" in fields else "",
        "danger": facts.get("immediate_danger_answer") == "yes",
        "minutes": max(1, round((ended - row.began_at).total_seconds() / 60)) if ended is not None else None,
        "by": trust.user_name(row.taken_by),
    }


def _notes(actor: Actor) -> list[dict[str, Any]]:
    found = []
    for note in cases.shift_notes_for(actor, now() - _SHIFT):
        try:
            text = case_commands.open_shift_note(actor, note)
        except CannotOpen:
            continue
        found.append({"text": text, "by": trust.user_name(note.written_by), "at": note.written_at})
    return found[:5]


@require_POST
def begin_call(request: HttpRequest) -> HttpResponse:
    """A call begins now; the page to write in opens."""
    row = commands.begin_call(actor_of(request), now=now())
    return redirect("intake:call", row.id)


@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, id: UUID) -> HttpResponse:
    """One call: written while somebody talks. Without script the button keeps it; with script it keeps itself."""
    actor = actor_of(request)
    row = queries.calls.call(actor, id)
    if request.method == "POST":
        form = call_form(request.POST)
        kept = _keep_call(actor, row, form, request)
        if kept is not None:
            return redirect("intake:call", row.id)
        return _page(request, actor, row, form, int(request.POST.get("revision") or 0), _status(request, form))
    text = commands.open_call(actor, row, now())
    return _page(request, actor, row, call_form(initial=text.values), text.revision)


def _keep_call(actor: Actor, row: Call, form: Any, request: HttpRequest) -> int | None:
    """The new revision, or None with what stood against it on the form."""
    if not form.is_valid():
        return None
    seen = int(request.POST.get("revision") or 0)
    return attempt(form, lambda: commands.keep_call(actor, row, form.collect_values(), revision=seen, now=now()))


def _status(request: HttpRequest, form: PackForm) -> int:
    if not isinstance(form.refusal, Conflict):
        return 422
    compare_with_newer(form, request.POST, form.refusal)
    return 409


def _page(
    request: HttpRequest,
    actor: Actor,
    row: Call,
    form: Any,
    revision: int,
    status: int = 200,
    *,
    end: CallEndForm | None = None,
    back: CalledBackForm | None = None,
) -> HttpResponse:
    at = now()
    if isinstance(form.refusal, Conflict):
        revision = int(str(form.refusal.details["revision"]))
    if row.ended_at is None and not form[_WORDS].value():
        form.fields[_WORDS].widget.attrs["autofocus"] = True
    danger = form["immediate_danger_answer"].value() == "yes"
    ended = row.ended_at is not None
    proposed = local(proposed_back_by(row.ended_at or at, danger=danger))
    open_back = row.back_by is not None and row.back_done_at is None
    return render(
        request,
        "intake/call.html",
        {
            "call": row,
            "form": form,
            "words": form[_WORDS],
            "talk": [form[field.id] for field in INTAKE.of(pack()).calls.fields if field.id != _WORDS],
            "rules": [form[field.id] for field in INTAKE.of(pack()).calls.back],
            "revision": revision,
            "ended": ended,
            "danger": danger,
            "lines": observing.lines_at(str(form["area_pcode"].value() or "")) if danger else [],
            "by": trust.user_name(row.taken_by),
            "done_by": trust.user_name(row.back_done_by) if row.back_done_by else "",
            "end": end or CallEndForm(initial={"back_by": proposed}),
            "back": (back or CalledBackForm()) if open_back else None,
            "takes_signs": actor.can("signs.take"),
            "sign": row.sign if row.sign is not None and queries.may_read(actor, row.sign) else None,
            "public": False,
        },
        status=status,
    )


@require_POST
def keep_call(request: HttpRequest, id: UUID) -> HttpResponse:
    """What is typed so far, kept while the page stays open; what comes back is the line that says so."""
    actor = actor_of(request)
    row = queries.calls.call(actor, id)
    form = call_form(request.POST)
    revision = _keep_call(actor, row, form, request)
    status = 200 if revision is not None else 409 if isinstance(form.refusal, Conflict) else 422
    shown = revision if revision is not None else int(request.POST.get("revision") or 0)
    return render(
        request,
        "intake/_kept_call.html",
        {"form": form, "revision": shown, "at": now(), "fragment": True},
        status=status,
    )


@require_POST
def end_call(request: HttpRequest, id: UUID) -> HttpResponse:
    """The call is over: what is in the form is kept first, then the end is noted, and whether somebody calls back."""
    actor = actor_of(request)
    row = queries.calls.call(actor, id)
    form, end = call_form(request.POST), CallEndForm(request.POST)
    if _keep_call(actor, row, form, request) is None:
        return _page(request, actor, row, form, int(request.POST.get("revision") or 0), _status(request, form), end=end)
    at = now()
    danger = form.cleaned_data.get("immediate_danger_answer") == "yes"
    if end.is_valid() and succeeds(
        end,
        lambda: commands.end_call(
            actor, row, back_by=end.moment(proposed_back_by(row.ended_at or at, danger=danger)), now=at
        ),
    ):
        return redirect("intake:call", row.id)
    text = commands.open_call(actor, row, at)
    return _page(request, actor, row, call_form(initial=text.values), text.revision, 422, end=end)


@require_POST
def called_back(request: HttpRequest, id: UUID) -> HttpResponse:
    """Somebody called back: the caller was reached, or it is tried again."""
    actor = actor_of(request)
    row = queries.calls.call(actor, id)
    form = CalledBackForm(request.POST)
    if form.is_valid() and succeeds(
        form,
        lambda: commands.called_back(
            actor,
            row,
            reached=form.cleaned_data["reached"] == "yes",
            again_by=form.cleaned_data["back_by"],
            now=now(),
        ),
    ):
        return redirect("intake:calls")
    text = commands.open_call(actor, row, now())
    return _page(request, actor, row, call_form(initial=text.values), text.revision, 422, back=form)


@require_http_methods(["GET", "POST"])
def call_sign(request: HttpRequest, id: UUID) -> HttpResponse:
    """What the caller told becomes a sign: the form has the words already, and they can be made shorter."""
    actor = actor_of(request)
    row = queries.calls.call(actor, id)
    if not actor.can("signs.take"):
        raise NotAllowed
    text = commands.open_call(actor, row, now())
    return record_from(
        request,
        queries.intake_units(),
        (_sign_of(actor, row, text), _told_in(row, text)),
        lambda **said: commands.sign_from_call(
            actor, row, child=str(text.facts.get("child_flag") or ""), now=now(), **said
        ),
        {
            "number": row.number,
            "title": gettext("Make the call a report"),
            "cancel": request.path.removesuffix("sign/"),
        },
    )


def _sign_of(actor: Actor, row: Call, text: CallText) -> dict[str, Any]:
    return {
        "unit": str(trust.intake_unit_of(actor.organisation_id) or trust.public_intake_unit()),
        "danger": text.facts.get("immediate_danger_answer") or "",
        "language": (text.facts.get("call_language") or "") if rules.person_calls(text.facts) else "",
    }


def _told_in(row: Call, text: CallText) -> dict[str, Any]:
    said = [text.sealed.get(name) for name in ("call_words", "call_asked_for")]
    herself = rules.person_calls(text.facts)  # how to call a reporter back is no way to reach the person
    back = [
        f"{field.label}: {says.describe_value(field, text.sealed[field.id])}"
        for field in INTAKE.of(pack()).calls.back
        if herself and text.sealed.get(field.id)
    ]
    return {
        "channel": CHANNEL,
        "received_at": timezone.localtime(row.began_at),
        "area_pcode": text.facts.get("area_pcode"),
        "what_was_seen": "\n".join(filter(None, said)),
        "safe_contact": "\n".join(back),
    }
