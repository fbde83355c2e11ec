"""Asking somebody for help: the page with the three questions, her answer, and sending."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from amana.cases import queries as cases
from amana.cases.asking import SaidForm, aloud_for, language_of
from amana.consent import queries as consent
from amana.countrypacks import pack as country
from amana.countrypacks.forms import attempt, status_of
from amana.countrypacks.wording import join_words
from amana.errors import NotFound
from amana.referrals import commands, pack, queries, rules, words
from amana.referrals.forms import AgreementForm, AskForm
from amana.referrals.views.page import answered_kindly
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, procedure: UUID) -> HttpResponse:
    """The page on who could help, what they will see and how urgent it is; and her answer."""
    actor = actor_of(request)
    return _page(request, actor, queries.procedure_to_ask_for(actor, procedure), None, None)


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, id: UUID) -> HttpResponse:
    """The same page for a saved draft."""
    actor = actor_of(request)
    referral = _get_sent_referral(actor, id)
    if referral.state not in rules.DRAFT:
        return redirect("referrals:one", id)
    procedure = queries.procedure_to_ask_for(actor, referral.procedure_id)
    return _page(request, actor, procedure, referral, referral.previous)


@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, id: UUID) -> HttpResponse:
    """The same page for another provider, after one declined, ended early or did not answer."""
    actor = actor_of(request)
    earlier = _get_sent_referral(actor, id)
    follower = queries.follower_of(earlier)
    if follower is not None:
        return redirect("referrals:one", follower.id)
    procedure = queries.procedure_to_ask_for(actor, earlier.procedure_id)
    return _page(request, actor, procedure, None, earlier)


def _get_sent_referral(actor: Actor, referral_id: UUID) -> queries.Referral:
    """Returns a referral of the sender's side. Raises NotFound."""
    found = queries.sent_by(actor).filter(id=referral_id).first()
    if found is None or not actor.can("referrals.send"):
        raise NotFound
    return found


def _page(
    request: HttpRequest,
    actor: Actor,
    procedure: cases.Procedure,
    kept: queries.Referral | None,
    previous: queries.Referral | None,
) -> HttpResponse:
    at = now()
    first = _first_values(procedure, kept or previous, kept)
    data = request.POST.copy() if request.method == "POST" else None
    service = _service(data.get("service") if data else first["service"])
    if data is not None and data.get("shown_for") != service:
        data.setlist("fields_to_share", pack.needed_fields(service))
        data.pop("provider", None)
    spoken = language_of(procedure)
    form = AskForm(data, service=service, actor=actor, initial=first, language=spoken)
    status = 200
    if data is not None and form.do != "show":
        if form.is_valid():
            done = attempt(form, lambda: _keep(actor, procedure, form, kept, previous, at))
            if done is not None:
                return redirect("referrals:one", done.id)
        status = status_of(form)
    shown = _current_values(form, first, service, at)
    context = {
        "form": form
        if form.is_bound and form.do != "show"
        else AskForm(service=service, actor=actor, initial=shown, language=spoken),
        "told": _explain_choices(actor, procedure, service, shown, at),
        "aloud": aloud_for(request, procedure, form),
        "reference": cases.reference(procedure),
        "procedure": procedure,
        "kept": kept,
        "previous": queries.name_of(previous.provider) if previous else "",
        "may_record": actor.can("consent.record"),
        "back": reverse("cases:one", args=[procedure.id]),
        "now": at,
    }
    return render(request, "referrals/ask.html", context, status=status)


def _keep(
    actor: Actor,
    procedure: cases.Procedure,
    form: AskForm,
    kept: queries.Referral | None,
    previous: queries.Referral | None,
    at: datetime,
) -> queries.Referral:
    wanted = form.build_request()
    if form.do == "draft":
        if kept is not None:
            return commands.change_draft(actor, kept, wanted, now=at)
        return commands.draft_referral(actor, procedure, wanted, previous=previous, now=at)
    if form.cleaned_data["answer"] == "refuses":
        return commands.ask_and_be_refused(
            actor, procedure, wanted, form.build_answer(), draft=kept, previous=previous, now=at
        )
    return commands.ask_for_help(
        actor,
        procedure,
        wanted,
        form.build_answer(),
        expires_at=form.expires_at(),
        draft=kept,
        previous=previous,
        now=at,
    )


def _service(code: str | None) -> str:
    """Returns the chosen service, or an empty text where the pack does not know it."""
    return code if code is not None and code in country().services else ""


def _first_values(
    procedure: cases.Procedure, like: queries.Referral | None, kept: queries.Referral | None
) -> dict[str, Any]:
    """Returns the values of a draft or of the earlier referral; else those of the case, and nothing guessed.

    What somebody else may see was agreed with somebody else: only a draft keeps its fields, else those that the service needs
    are ticked.
    """
    facts = queries.facts_of(like) if like else {}
    case = cases.facts_of(procedure)
    service = _service(facts.get("service") or _only_service(case))
    urgencies = [each.id for each in country().urgencies if pack.fast_enough(each, service)]
    wished = facts.get("urgency") or case.get("urgency")
    return {
        "service": service,
        "near": "",
        "provider": kept.provider_id if kept else None,
        "fields_to_share": facts.get("fields") or pack.needed_fields(service) if kept else pack.needed_fields(service),
        "urgency": wished if wished in urgencies else "",
        **{f"own_{name}": value for name, value in facts.get("said_here", {}).items()},
    }


def _only_service(case: dict[str, Any]) -> str | None:
    """Returns the one service that the case's written needs lead to; None where several fit, because that is a choice."""
    categories = [country().categories[need] for need in case.get("needs") or [] if need in country().categories]
    services = [code for category in categories for code in category.services]
    return services[0] if len(services) == 1 else None


def _current_values(form: AskForm, first: dict[str, Any], service: str, at: datetime) -> dict[str, Any]:
    """Returns what is chosen on the page now, whether submitted or initial."""
    if not form.is_bound:
        return first
    data = form.data
    assert isinstance(data, QueryDict)
    slow = {each.id for each in country().urgencies if not pack.fast_enough(each, service)}
    urgency = data.get("urgency") or first["urgency"]
    own = {name: data.get(name, "") for name in form.own}
    names = ("near", "provider", "expires_on", "answer", *SaidForm.base_fields)
    return {
        **{name: data.get(name) for name in names if data.get(name) is not None},
        **own,
        "service": service,
        "fields_to_share": data.getlist("fields_to_share"),
        "urgency": first["urgency"] if urgency in slow else urgency,
    }


def _explain_choices(
    actor: Actor, procedure: cases.Procedure, service: str, shown: dict[str, Any], at: datetime
) -> dict[str, Any]:
    """Returns what the page explains: providers with reasons, fields, what stays here, urgencies, what happens when."""
    need = queries.need_of(procedure, service, shown.get("near") or "")
    found = queries.suggestions(need, at) if service else []
    providers = [_provider_row(row, suggestion, at) for row, suggestion in found]
    chosen = str(shown.get("provider") or "")
    for row in providers:
        row["checked"] = str(row["id"]) == chosen
    name = next((row["name"] for row in providers if row["checked"]), "")
    return {
        "providers": providers,
        "need": _need_rows(need) if service else [],
        "fields": _field_rows(service, shown["fields_to_share"]),
        "always": pack.always(service),
        "always_words": join_words(
            str(each.label) for each in pack.handover(service) if each.id in pack.always(service)
        ),
        "stays": _list_withheld(service) if service else [],
        "urgencies": _urgency_rows(service, shown["urgency"]),
        "clocks": _clock_rows(name, shown, at) if name else [],
        "chosen": name,
        "service": service,
        "refused_before": _refused_before(procedure, providers),
    }


def _provider_row(row: queries.Provider, found: rules.Suggestion, at: datetime) -> dict[str, Any]:
    said = found.provider.places_said_at is not None and at - found.provider.places_said_at <= rules.PLACES_SAID_FOR
    return {
        "id": row.id,
        "unit": row.unit,
        "name": queries.name_of(row),
        "kind": pack.label("provider_kind", row.kind),
        "verified_at": row.verified_at,
        "reasons": [{"text": words.reason_words(each), "but": each.but} for each in found.reasons],
        "shut": words.shut_words(found.shut) if found.shut else "",
        "places": words.places_words(row.free_places if said else None),
        "has_places": bool(row.free_places) and said,
        "phone": row.phone_public,
    }


def _need_rows(need: rules.Need) -> list[str]:
    """Returns the criteria of the search, for the margin; from the coded facts alone."""
    rows = [pack.service_name(need.service)]
    if need.governorate:
        rows.append(pack.label("governorate", need.governorate))
    rows += [pack.label("language", code) for code in sorted(need.languages)]
    if need.sex:
        rows.append(pack.label("sex", need.sex))
    if need.children:
        rows.append(gettext("Children come along"))
    return rows + [pack.label("accessibility", code) for code in sorted(need.access_needs)]


def _field_rows(service: str, chosen: list[str]) -> list[dict[str, Any]]:
    """Returns the closed list, each field with its source."""
    names = {code: str(country().section_name(code)) for code in country().section_codes}
    rows = []
    for each in pack.handover(service):
        place = rules.parts_of(each.source)[0]
        if each.id in pack.always(service):
            continue
        if place in names:
            hint = gettext("From the sealed section: %(section)s") % {"section": names[place]}
        else:
            hint = gettext("A coded fact, without a name")
        rows.append({"id": each.id, "label": str(each.label), "hint": hint, "checked": each.id in chosen})
    return rows


def _list_withheld(service: str) -> list[dict[str, str]]:
    """Returns the sections with nothing on the list, and what is never sent at all."""
    used = {rules.parts_of(each.source)[0] for each in pack.handover(service)}
    rows = [
        {"label": str(country().section_name(code)), "why": gettext("Never sent with a referral for this help.")}
        for code in country().section_codes
        if code not in used
    ]
    never = {"label": join_words(pack.never_travels()), "why": gettext("Never sent with any referral.")}
    return [*rows, never]


def _urgency_rows(service: str, chosen: str) -> list[dict[str, Any]]:
    rows = []
    for each in country().urgencies:
        hint = gettext("They confirm within %(confirm)s h and answer within %(answer)s h") % {
            "confirm": each.acknowledge_hours,
            "answer": each.answer_hours,
        }
        slow = not pack.fast_enough(each, service)
        found = pack.service(service)
        shut = ""
        if slow and found is not None:
            shut = gettext("Too slow: this help is due within %(hours)s h.") % {"hours": found.deadline_hours}
        rows.append({"id": each.id, "label": str(each.name), "hint": hint, "shut": shut, "checked": each.id == chosen})
    return rows


def _clock_rows(name: str, shown: dict[str, Any], at: datetime) -> list[dict[str, Any]]:
    """Returns what happens by when, if it is sent now."""
    if shown["urgency"] not in {each.id for each in country().urgencies}:
        return []
    due = rules.clocks(at, pack.times_of(shown["urgency"]))
    return [
        {"at": at, "text": gettext("Sent to %(provider)s") % {"provider": name}},
        {
            "at": due.acknowledge_due,
            "text": gettext("They confirm that they have it. If not, the supervisors and the coordinator are told."),
        },
        {"at": due.answer_due, "text": gettext("They answer yes or no.")},
        {
            "at": due.expires_if_unanswered,
            "text": gettext("Still no answer: they can open nothing any more, and you choose another one."),
        },
    ]


def _refused_before(procedure: cases.Procedure, providers: list[dict[str, Any]]) -> list[str]:
    """Returns names of providers that she refused before, so that nobody asks her twice by mistake."""
    refused = {each.unit_id for each in consent.agreements_of(procedure.id) if each.refused and each.unit_id}
    return [row["name"] for row in providers if row["unit"] in refused]


# Step by step ---------------------------------------------------------------------------------------


@require_POST
def prepare(request: HttpRequest, id: UUID) -> HttpResponse:
    """Marks the draft as complete; next she is asked."""
    return _press(request, id, lambda actor, row, seen: commands.prepare(actor, row, seen=seen, now=now()))


@require_POST
def send(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sends the package to the provider."""
    return _press(request, id, lambda actor, row, seen: commands.send(actor, row, seen=seen, now=now()))


def _press(request: HttpRequest, id: UUID, action: Callable[[Actor, queries.Referral, str], object]) -> HttpResponse:
    actor = actor_of(request)
    referral = _get_sent_referral(actor, id)
    return answered_kindly(request, referral, lambda: action(actor, referral, request.POST.get("seen", "")))


@require_http_methods(["GET", "POST"])
def agreement(request: HttpRequest, id: UUID) -> HttpResponse:
    """Records her answer to exactly these fields for exactly this provider."""
    actor, at = actor_of(request), now()
    referral = _get_sent_referral(actor, id)
    if not actor.can("consent.record"):
        raise NotFound
    form = AgreementForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        actor=actor,
        initial={"seen": referral.state},
        language=language_of(referral.procedure),
    )
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _record(actor, referral, form, at)):
        return redirect("referrals:one", id)
    facts = queries.facts_of(referral)
    labels = {each.id: str(each.label) for each in pack.handover(facts["service"])}
    context = {
        "form": form,
        "aloud": aloud_for(request, referral.procedure, form),
        "referral": referral,
        "provider": queries.name_of(referral.provider),
        "unit": trust.unit(referral.unit).full_name if referral.unit else "",
        "service": pack.service_name(facts["service"]),
        "fields": join_words(labels[name] for name in facts.get("fields", []) if name in labels),
        "back": reverse("referrals:one", args=[id]),
    }
    status = status_of(form)
    return render(request, "referrals/agreement.html", context, status=status)


def _record(actor: Actor, referral: queries.Referral, form: AgreementForm, at: datetime) -> bool:
    seen = form.cleaned_data["seen"]
    if form.cleaned_data["answer"] == "refuses":
        commands.she_said_no(actor, referral, form.build_answer(), seen=seen, now=at)
        return True
    paper = form.paper()
    said = form.build_answer("guardian" if paper else "person")
    commands.record_agreement(actor, referral, said, expires_at=form.expires_at(), seen=seen, now=at, paper=paper)
    return True
