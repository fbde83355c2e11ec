"""Signs at the desk: the list, recording one, reading one, answering the reporter."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana.cases import confirming
from amana.cases import queries as cases
from amana.cases.deeds import Deed, early_deeds_for
from amana.cases.rules import may_record
from amana.cases.sources import with_source
from amana.cases.states import StepState
from amana.cases.views.files import SAID, download
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt
from amana.duplicates import linked
from amana.errors import NotAllowed, NotFound
from amana.file_signatures import sound_ending
from amana.intake import commands, queries, sign_page
from amana.intake import pack as says
from amana.intake.forms import BeginTriageForm, SignForm, collect_values, told_form
from amana.intake.forms_desk import FeedbackForm
from amana.intake.queries import Sign
from amana.intake.rules import hindrances
from amana.intake.views._told import contact_pairs, told_more
from amana.intake.words import STATUS
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.uploads import cleaning as uploads
from amana.vault.clock import now


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """A sign typed in: what was seen, how it came, how urgent it is; sealed for the unit that takes it in."""
    actor = actor_of(request)
    if not actor.can("signs.take"):
        raise NotAllowed
    units = queries.intake_units()
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SignForm(data, files, units=units, initial={"unit": str(_own_unit(actor))})
    words = told_form(data, initial={"received_at": timezone.localtime(now())})
    if request.method == "POST" and all([form.is_valid(), words.is_valid()]):
        values = form.cleaned_data
        row = attempt(
            form,
            lambda: _take(
                actor,
                values["scan"],
                unit_id=form.unit_id,
                told=collect_values(words),
                danger=values["danger"],
                language=values["language"],
                observations=values["observations"],
                now=now(),
            ),
        )
        if row is not None:
            return redirect("intake:sign", row.id)
    return render(
        request,
        "intake/record.html",
        {"form": form, "words": words, "nobody": not units, "back": reverse("intake:signs")},
        status=422 if request.method == "POST" else 200,
    )


def _take(actor: Actor, upload: Any, **values: Any) -> Sign:
    """The sign, with the file that came with it where there is one."""
    if not upload:
        return commands.take_sign(actor, **values)
    name = upload.name or "file"
    return commands.take_sign_with_file(actor, name=name, content=upload.read(), **values)


def _own_unit(actor: Actor) -> UUID | None:
    """The unit that is chosen at first: the intake of the actor's organisation, else the one that reads the public page."""
    return trust.intake_unit_of(actor.organisation_id) or trust.public_intake_unit()


@require_GET
def sign(request: HttpRequest, id: UUID) -> HttpResponse:
    """A sign: where it stands and what is next; for a user who only recorded it, the reference and one word."""
    actor = actor_of(request)
    row = queries.sign(actor, id)
    if not queries.may_read(actor, row):
        return render(request, "intake/own_sign.html", {"sign": row, "status": STATUS[queries.status_of(row)]})
    return _page(request, actor, row)


@require_POST
def open_sign(request: HttpRequest, id: UUID) -> HttpResponse:
    """What was told, opened on the page of the sign; the opening is in the trail."""
    actor = actor_of(request)
    row = queries.readable_sign(actor, id)
    text = commands.open_sign(actor, row, now())
    return _page(request, actor, row, text=text, thread=_thread(actor, row))


def _thread(actor: Actor, row: Sign) -> list[dict[str, Any]]:
    """The dialogue with the reporter, opened: who wrote what, and how they may be reached."""
    by = {each.id: each.written_by for each in queries.replies_of(row)}
    return [
        {
            "by": trust.user_name(by[each.id]) if each.ours and by.get(each.id) else "",
            "ours": each.ours,
            "at": each.at,
            "text": each.text,
            "what": each.what,
            "contact": contact_pairs(each.contact),
        }
        for each in commands.open_thread(actor, row, now())
    ]


@require_POST
def open_file(request: HttpRequest, id: UUID, file: UUID) -> HttpResponse:
    """A file that came with a report, by what its bytes are: cleaned first, in a process that can do nothing else.

    What could not be cleaned, as a voice note cannot, is given only as it is, after the page said what it may tell.
    """
    actor = actor_of(request)
    row = queries.readable_sign(actor, id)
    found, told = next((each for each in queries.files_of(row) if each[0].id == file), (None, {}))
    if found is None:
        raise NotFound
    content = commands.open_file(actor, found, now())[2]
    cleaned = uploads.clean(content, f"{row.number}.{told.get('ending') or sound_ending(content)}")
    if cleaned.outcome == "quarantined" and request.POST.get("as_it_is") != "yes":
        return _page(request, actor, row, apart=(file, {"outcome": cleaned.outcome, "said": cleaned.said}), status=422)
    return download(cleaned.name, cleaned.type, cleaned.content)


def _page(
    request: HttpRequest,
    actor: Actor,
    row: Sign,
    *,
    text: commands.SignText | None = None,
    thread: list[dict[str, Any]] | None = None,
    begin: Mapping[str, Any] | None = None,
    reply: FeedbackForm | None = None,
    apart: tuple[UUID | None, dict[str, Any]] = (None, {}),
    status: int = 200,
) -> HttpResponse:
    machine = pack().machine("procedure")
    at = now()
    if text is not None and begin is None and row.procedure.identification == says.first_place():
        begin = begin_forms(actor, row, text)
    sees_case = row.procedure.number is not None and cases.is_visible(actor, row.procedure_id)
    stopped = queries.reporter_stopped(row)
    waiting = [step for step in cases.steps_of(row.procedure) if step.state == StepState.WAITS]
    return render(
        request,
        "intake/sign.html",
        {
            "sign": row,
            "reader": True,
            "stands": [machine.state(row.procedure.identification).name, machine.state(row.procedure.help).name],
            "facts": describe_facts(row),
            "pairs": pairs_of(text) if text is not None else None,
            "thread": thread,
            "wrote": len(queries.replies_of(row)),
            "stopped": stopped,
            "files": [
                (file, told, [SAID[code] for code in told.get("said", ()) if code in SAID])
                for file, told in (
                    (each, apart[1] if each.id == apart[0] else facts) for each, facts in queries.files_of(row)
                )
            ],
            "apart": apart[0],
            "begin": begin,
            "reply": reply
            or (feedback_form(row) if row.mailbox and not stopped and actor.can("signs.triage") else None),
            "panels": sign_page.panels_for("sign", actor, row.procedure, at),
            "deeds": deeds(actor, row),
            "into": queries.joined_to(row),
            "reports": queries.reports_of(row),
            "calls": row.calls.order_by("began_at"),
            "concerns": row.concerns.order_by("came_at"),
            "joins": actor.can("signs.triage") and queries.joinable(row),
            "linked": linked.panel(actor, row.procedure, at),
            "may_confirm": confirming.may_confirm(actor, row.procedure, waiting),
            "waiting": waiting,
            "quiet_since": queries.quiet_since(actor, row, at),
            "case_url": reverse("cases:one", args=[row.procedure_id]) if sees_case else "",
            "shares": row.procedure.number is not None,
            "due": queries.next_clocks([row.procedure_id]).get(row.procedure_id),
            "now": at,
        },
        status=status,
    )


def pairs_of(text: commands.SignText) -> list[tuple[str, str]]:
    """Label and value of everything that was told."""
    fields = says.fields_by_id(says.step(says.BEGIN_TRIAGE).required)
    return [
        *(
            (str(field.label), says.describe_value(field, text.values.get(name)))
            for name, field in fields.items()
            if text.values.get(name) not in (None, "", [])
        ),
        *told_more(text.more),
    ]


def describe_facts(row: Sign) -> list[tuple[str, str]]:
    """Urgency, language and what was observed, from the locked facts."""
    country, facts = pack(), queries.present_facts([row]).get(row.id, {})
    found = []
    urgency = next((str(each.name) for each in country.urgencies if each.id == facts.get("urgency")), "")
    if urgency:
        found.append((gettext("Urgency"), urgency))
    if facts.get("child") in ("yes", "no"):
        field = says.fields_by_id(says.step(says.BEGIN_SCREENING).required)["child_flag"]
        found.append((str(field.label), says.describe_value(field, facts["child"])))
    spoken, written = queries.languages_told(row, facts)
    if spoken:
        source = str(facts.get("source") or "")
        found.append((gettext("The person speaks"), with_source(language_name(spoken), source)))
    if written:
        found.append((gettext("The reporter speaks"), language_name(written)))
    seen = {option.id: str(option.label) for option in says.observations()}
    found += [(gettext("Observed"), seen[each]) for each in facts.get("observations", ()) if each in seen]
    if facts.get("screening_prompted"):
        found.append((gettext("What was observed"), gettext("A full screening is prompted.")))
    return found


def language_name(code: str) -> str:
    """A language of the pack in the reader's words; empty for none."""
    return next((str(each.label) for each in pack().lists["language"] if each.id == code), "")


def _who_begins_triage(actor: Actor) -> str:
    """The roles that begin a triage, in a sentence; empty where the actor has one of them."""
    step = says.step(says.BEGIN_TRIAGE)
    if actor.can("signs.triage") and any(role in actor.roles and role in step.records for role in step.decides):
        return ""
    return gettext("The triage is begun by: %(who)s.") % {"who": trust.name_roles(step.records)}


def begin_forms(actor: Actor, row: Sign, text: commands.SignText, data: Any = None) -> dict[str, Any]:
    """The forms with which the sign goes to triage: what is still missing, and the urgency; or why the actor may not."""
    if reason := _who_begins_triage(actor):
        return {"reason": reason}
    step = says.step(says.BEGIN_TRIAGE)
    roles = [role for role in step.decides if role in actor.roles and role in step.records]
    missing = [field.id for field in step.required if not text.told.has(field.id)]
    return {
        "who": BeginTriageForm(data, roles=roles, initial={"seen": row.procedure.identification}, prefix="begin"),
        "words": told_form(data, initial=text.values, only={*missing, "urgency"}, needed=True),
    }


@require_POST
def begin_triage(request: HttpRequest, id: UUID) -> HttpResponse:
    """The sign goes to triage, with what was still missing."""
    actor = actor_of(request)
    row = queries.readable_sign(actor, id)
    text = commands.open_sign(actor, row, now())
    begin = begin_forms(actor, row, text, request.POST)
    if "who" not in begin:
        raise NotAllowed
    who, words = begin["who"], begin["words"]
    if all([who.is_valid(), words.is_valid()]):
        step = attempt(
            who,
            lambda: commands.begin_triage(
                actor,
                row,
                changes=collect_values(words),
                decided_by=who.cleaned_data["decided_by"],
                seen=who.cleaned_data["seen"],
                now=now(),
            ),
        )
        if step is not None:
            return redirect("intake:card", row.id)
    return _page(request, actor, row, text=text, begin=begin, status=422)


@require_POST
def answer(request: HttpRequest, id: UUID) -> HttpResponse:
    """The reporter reads this with the code."""
    actor = actor_of(request)
    row = queries.readable_sign(actor, id)
    form = feedback_form(row, request.POST)
    if form.is_valid():
        done = attempt(form, lambda: commands.answer_reporter(actor, row, text=form.words(), now=now()))
        if done is not None:
            return redirect("intake:sign", row.id)
    return _page(request, actor, row, reply=form, status=422)


def feedback_form(row: Sign, data: Any = None) -> FeedbackForm:
    """The texts that the reporter may be sent, in the language of the report."""
    _spoken, written = queries.languages_told(row, queries.facts_of_signs([row]).get(row.id, {}))
    return FeedbackForm(data, language=written)


@require_POST
def share(request: HttpRequest, id: UUID) -> HttpResponse:
    """The present team of the case can open the sign and the screenings."""
    actor = actor_of(request)
    row = queries.readable_sign(actor, id)
    commands.share_with_team(actor, row, now())
    return redirect("intake:sign", row.id)


def deeds(actor: Actor, row: Sign) -> list[Deed]:
    """What can be done with a sign now, and why the rest can't."""
    place, identifier = row.procedure.identification, [row.id]
    if queries.is_over(row):
        return [Deed(gettext("Do something with it"), None, gettext("It is closed."))]
    into = queries.joined_to(row)
    if into is not None:
        label = gettext("Go on with %(number)s") % {"number": into.number}
        return [Deed(label, reverse("intake:sign", args=[into.id]))]
    found: list[Deed] = []
    if place == says.first_place():
        reason = _who_begins_triage(actor) or gettext("Open what was told first; the form is below it.")
        found.append(Deed(gettext("Begin the triage"), None, reason))
    if place == says.place_after(says.BEGIN_TRIAGE):
        found.append(Deed(gettext("Write the triage card"), reverse("intake:card", args=identifier)))
        if actor.can("people.find"):
            found.append(Deed(gettext("Look for an earlier file"), reverse("intake:known", args=identifier)))
        begin = _screen(actor, row)
        found.append(begin)
        if begin.url is not None:
            typed = reverse("intake:typed_for_sign", args=identifier)
            found.append(Deed(gettext("Type in a sheet of paper"), typed))
        found.append(_step(actor, says.OTHER_AFTER_TRIAGE, "intake:other_need", row))
    if place in {says.place_after(says.INCONCLUSIVE), says.place_after(says.OTHER_AFTER_SCREENING)}:
        again = says.SCREEN_AGAIN if place == says.place_after(says.INCONCLUSIVE) else says.SCREEN_AGAIN_FROM_OTHER
        found.append(_step(actor, again, "intake:again", row))
    if queries.joinable(row) and actor.can("signs.triage"):
        found.append(Deed(gettext("Look whether it was told before"), reverse("intake:join", args=identifier)))
    found.append(help_now(actor, row))
    if row.procedure.number is None:
        found += early_deeds_for(actor, row.procedure, now())
    found += sign_page.deeds_for(actor, row.procedure, now())
    if place in says.step(says.CLOSE_DUPLICATE).while_identification and row.procedure.number is None:
        found.append(_step(actor, says.CLOSE_DUPLICATE, "intake:close", row))
    return sorted(found, key=lambda deed: deed.url is None)


def _step(actor: Actor, transition_id: str, route: str, row: Sign) -> Deed:
    step = says.step(transition_id)
    if may_record(frozenset(step.records), actor.roles):
        return Deed(str(step.name), reverse(route, args=[row.id]))
    return Deed(str(step.name), None, gettext("Recorded by: %(who)s.") % {"who": trust.name_roles(step.records)})


def _screen(actor: Actor, row: Sign) -> Deed:
    found = _step(actor, says.BEGIN_SCREENING, "intake:screen", row)
    in_the_way = hindrances(queries.card_facts(row.procedure))
    if found.url is None or not in_the_way:
        return found
    reasons = {
        "card_missing": gettext("Not yet: the triage card is not written."),
        "emergency_open": gettext("Not yet: somebody is in danger or needs a doctor. Help comes first."),
        "exploiter_present": gettext("Not yet: somebody who may be exploiting the person is there."),
    }
    return Deed(found.label, None, reasons[in_the_way[0]])


def help_now(actor: Actor, row: Sign) -> Deed:
    """Urgent help never waits for a result: the way to a case, or who opens one."""
    label = gettext("Open a case and ask for help now")
    if row.procedure.number is not None:
        if cases.is_visible(actor, row.procedure_id):
            return Deed(gettext("Go to the case"), reverse("cases:one", args=[row.procedure_id]))
        return Deed(gettext("Go to the case"), None, gettext("It is open to its team. Ask the case manager."))
    if actor.can("cases.open"):
        return Deed(label, reverse("cases:begin", args=[row.procedure_id]))
    return Deed(
        label, None, gettext("A case manager or a supervisor opens the case. Call them; urgent help waits for no form.")
    )
