"""The lists, the page of one referral from either side, its sealed content, and the coordinator's page."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from amana.cases import queries as cases
from amana.cases.page import careful_of
from amana.cases.states import StepState
from amana.consent import commands as consents
from amana.countrypacks.forms import PackForm
from amana.countrypacks.machines import possible_moves, proposed_moves, rest_of
from amana.countrypacks.values import Transition
from amana.countrypacks.wording import join_words
from amana.errors import Conflict, NotFound, Refused
from amana.lists.pages import ListPage
from amana.referrals import commands, pack, queries, rules, words
from amana.referrals.forms import accept_form
from amana.referrals.pack import ReferralStep
from amana.referrals.referral_list import OVER, list_by_address
from amana.referrals.registrations import due_of, late_words, row_views
from amana.referrals.states import ReferralState
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now

CLOSES_IN_SECONDS = 300


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Lists referrals that I sent or received, open or over, narrowed and sorted by the address."""
    actor, at = actor_of(request), now()
    shown = ListPage(list_by_address(actor, request.GET), request.GET, actor)
    over = shown.values["which"] == OVER
    context = {
        "list": shown, "rows": row_views(shown.rows, at), "side": shown.values["side"], "over": over, "now": at,
        "other": shown.address_with("which", "" if over else OVER), "may_watch": actor.can("mechanism.watch"),
    }  # fmt: skip
    return render(request, "referrals/list.html", context)


@require_GET
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """A referral: its state, what is next and by when, what was said in codes, what is sealed."""
    actor = actor_of(request)
    return referral_page(request, actor, queries.one(actor, id))


def referral_page(
    request: HttpRequest,
    actor: Actor,
    referral: queries.Referral,
    *,
    package: dict[str, Any] | None = None,
    limits: Sequence[str] = (),
    said: list[tuple[Any, dict[str, str]]] | None = None,
    refusal: str = "",
    answer: PackForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Renders the page from the reader's side, with what was opened, and with the reason of a refusal.

    What must not be done with the person is read from the case as it is now, not from the package: it holds for a
    referral that was sent before it was written.
    """
    at = now()
    sides = queries.side_of(actor, referral)
    sender = "sender" in sides
    shut = not sender and referral.state in rules.SHUT_TO_PROVIDER
    facts = {} if shut else queries.facts_of(referral)
    service = facts.get("service", "")
    intake = trust.unit(referral.procedure.intake_unit)
    context = {
        "referral": referral,
        "sender": sender,
        "shut": shut,
        "service": pack.service_name(service) if service else "",
        "urgency": pack.label("urgency", facts["urgency"]) if facts.get("urgency") else "",
        "provider": queries.name_of(referral.provider),
        "asked_by": intake.organisation_name,
        "case": cases.reference(referral.procedure) if sender else "",
        "case_url": reverse("cases:one", args=[referral.procedure_id]) if sender and actor.can("cases.read") else "",
        "careful": careful_for(referral, sides),
        "state": pack.state_name(referral.state),
        "chip": words.chip_of(referral.state),
        "due": due_of(referral),
        "next": next_deed(actor, referral, sides),
        "answer": answer or answer_form(actor, referral, sides),
        "deeds": other_deeds(actor, referral, sides),
        "codes": code_rows(facts),
        "history": history(referral, sender=sender),
        "package_rows": words.package_rows(service, package) if package is not None else None,
        "limits": limits,
        "package_opens": queries.package_opens_for(actor, referral),
        "agreed_fields": join_words(_field_labels(service, facts.get("fields", []))) if service else "",
        "words": _word_rows(said) if said is not None else None,
        "has_words": bool(queries.messages_of(referral)) and not shut,
        "escalated_at": referral.answer_escalated_at or referral.acknowledge_escalated_at,
        "follower": queries.follower_of(referral) if sender else None,
        "look_again": sender and referral.state in rules.LOOK_AGAIN and referral.left_at is None
        and actor.can("referrals.send"),
        "refusal": refusal,
        "closes_in": CLOSES_IN_SECONDS,
        "now": at,
    }  # fmt: skip
    return render(request, "referrals/referral.html", context, status=status)


def answer_form(actor: Actor, referral: queries.Referral, sides: frozenset[str]) -> PackForm | None:
    """Returns the form with which this reader can accept at once; None on the other side, and where nobody is to answer."""
    awaited = referral.state in (ReferralState.SENT, ReferralState.ACKNOWLEDGED)
    if not awaited or not roles_on(actor, sides) & set(pack.step(ReferralStep.ACCEPT).records):
        return None
    return accept_form(known_as=actor.name, seen=referral.state)


def careful_for(referral: queries.Referral, sides: frozenset[str]) -> str:
    """Returns what must not be done with the person, for this side; empty where this side can open nothing of it any more."""
    shut = "sender" not in sides and referral.state in rules.SHUT_TO_PROVIDER
    return "" if shut else careful_of(cases.facts_of(referral.procedure))


def answered_kindly(request: HttpRequest, referral: queries.Referral, deed: Callable[[], object]) -> HttpResponse:
    """Renders the page after an action without a form; where it was refused, the current page with the reason on top."""
    try:
        deed()
    except (Refused, Conflict) as refused:
        actor = actor_of(request)
        fresh = queries.one(actor, referral.id)
        return referral_page(request, actor, fresh, refusal=refused.message, status=refused.status)
    return redirect("referrals:one", referral.id)


def _field_labels(service: str, names: list[str]) -> list[str]:
    return [str(each.label) for each in pack.handover(service) if each.id in names]


# What can be done ------------------------------------------------------------------------------------

OWN_PAGES: dict[str, str] = {
    ReferralStep.PREPARE_CONSENT: "referrals:prepare",
    ReferralStep.RECORD_CONSENT: "referrals:agreement",
    ReferralStep.SEND: "referrals:send",
    ReferralStep.ACKNOWLEDGE: "referrals:acknowledge",
    ReferralStep.ANSWER: "referrals:reply",
}
PRESSED = frozenset(
    {ReferralStep.PREPARE_CONSENT, ReferralStep.SEND, ReferralStep.ACKNOWLEDGE}
)  # done by one button on the page, without a form
MAY_ASK_BESIDE = frozenset(
    {ReferralState.SENT, ReferralState.ACKNOWLEDGED, ReferralState.WAITLISTED, ReferralState.RETURNED_FOR_INFO}
)


def roles_on(actor: Actor, sides: frozenset[str]) -> frozenset[str]:
    """Returns the roles in which the actor may record a step, given the side."""
    provider = commands.PROVIDER_ROLE
    return frozenset(role for role in actor.roles if ("receiver" if role == provider else "sender") in sides)


def _url(transition: Transition, referral: queries.Referral) -> str:
    if transition.id in OWN_PAGES:
        return reverse(OWN_PAGES[transition.id], args=[referral.id])
    return reverse("referrals:step", args=[referral.id, transition.id])


def _moves(referral: queries.Referral) -> list[Transition]:
    moves = possible_moves(pack.machine(), {pack.TRACK: referral.state})
    return [each for each in moves if "system" not in each.records]


def next_deed(actor: Actor, referral: queries.Referral, sides: frozenset[str]) -> dict[str, Any] | None:
    """Returns the one next step: the first of the pack's order that this reader records, else who acts, else why there is none."""
    roles, machine, places = roles_on(actor, sides), pack.machine(), {pack.TRACK: referral.state}
    if referral.state in rules.DRAFT and referral.provider is None:
        if not actor.can("referrals.send") or "sender" not in sides:
            return None
        url = reverse("referrals:draft", args=[referral.id])
        return {"title": gettext("Choose who should be asked"), "url": url, "post": False}
    moves = proposed_moves(machine, places)
    for each in moves:
        if roles & set(each.records):
            return {"title": str(each.name), "url": _url(each, referral), "post": each.id in PRESSED}
    if moves:
        provider = queries.name_of(referral.provider) if commands.PROVIDER_ROLE in moves[0].records else ""
        who = provider or trust.name_roles(moves[0].records)
        return {"title": str(moves[0].name), "url": "", "waits_for": who, "due": due_of(referral)}
    return {"title": "", "url": "", "rest": rest_of(machine, places)}


def other_deeds(actor: Actor, referral: queries.Referral, sides: frozenset[str]) -> list[dict[str, str]]:
    """Returns every other step possible from here, with its address, or with who records it."""
    roles = roles_on(actor, sides)
    found = []
    if referral.state in rules.DRAFT and "sender" in sides and actor.can("referrals.send"):
        found.append({"label": gettext("Change the draft"), "url": reverse("referrals:draft", args=[referral.id])})
    if referral.state in MAY_ASK_BESIDE and "sender" in sides and actor.can("referrals.send"):
        url = reverse("referrals:again", args=[referral.id])
        found.append({"label": gettext("Ask somebody else beside them"), "url": url})
    for each in _moves(referral):
        if roles & set(each.records):
            if each.id not in PRESSED:
                found.append({"label": str(each.name), "url": _url(each, referral), "ends": each.ends or ""})
        else:
            who = trust.name_roles(each.records)
            found.append(
                {"label": str(each.name), "url": "", "reason": gettext("Recorded by: %(who)s.") % {"who": who}}
            )
    return sorted(found, key=lambda deed: (not deed["url"], bool(deed.get("ends"))))


def code_rows(facts: dict[str, Any]) -> list[tuple[str, str, date | None]]:
    """Returns (label, words, moment) of the codes and moments entered with the steps, newest step last."""
    rows = []
    for transition_id, told in facts.get("told", {}).items():
        if transition_id in (
            ReferralStep.PREPARE_CONSENT,
            ReferralStep.RECORD_CONSENT,
            ReferralStep.SEND,
            ReferralStep.ACKNOWLEDGE,
        ):
            continue
        for name, field in pack.told_labels(pack.step(transition_id)).items():
            if name in told:
                moment = words.moment_of(field, told[name])
                rows.append((str(field.label), "" if moment else words.display_value(field, told[name]), moment))
    return rows


def history(referral: queries.Referral, *, sender: bool) -> list[dict[str, Any]]:
    """Returns the states with their start; for the provider from the first sending on."""
    return [
        {"at": step.recorded_at, "name": pack.state_name(step.to_state), "waits": step.state == StepState.WAITS}
        for step in queries.steps_of(referral)
        if step.state != StepState.REJECTED and (sender or step.to_state not in rules.BEFORE_SENDING)
    ]


# What is sealed ---------------------------------------------------------------------------------------


@require_POST
def open_package(request: HttpRequest, id: UUID) -> HttpResponse:
    """Shows the opened package on the page; the opening is in the audit log. 404 without access."""
    actor = actor_of(request)
    referral = queries.one(actor, id)
    at = now()
    fields = commands.open_package(actor, referral, at)
    limits = consents.limits_for(actor, referral.procedure_id, referral_id=referral.id, now=at)
    return referral_page(request, actor, referral, package=fields, limits=limits)


@require_POST
def open_words(request: HttpRequest, id: UUID) -> HttpResponse:
    """Shows what both sides wrote to each other, opened on the page."""
    actor = actor_of(request)
    referral = queries.one(actor, id)
    return referral_page(request, actor, referral, said=commands.open_messages(actor, referral, now()))


def _word_rows(said: list[tuple[Any, dict[str, str]]]) -> list[tuple[str, str]]:
    names = trust.users([message.said_by for message, _words in said if message.said_by])
    rows = []
    for message, told in said:
        labels = pack.told_labels(pack.step(message.transition))
        who = names[message.said_by].name if message.said_by in names else ""
        for name, text in told.items():
            label = str(labels[name].label) if name in labels else name
            rows.append((gettext("%(what)s (%(who)s)") % {"what": label, "who": who} if who else label, text))
    return rows


@require_POST
def leave(request: HttpRequest, id: UUID) -> HttpResponse:
    """Records that no other provider is sought."""
    actor = actor_of(request)
    referral = queries.one(actor, id)
    if "sender" not in queries.side_of(actor, referral):
        raise NotFound
    return answered_kindly(request, referral, lambda: commands.leave_it(actor, referral, now=now()))


# The mechanism ---------------------------------------------------------------------------------------


@require_GET
def watch(request: HttpRequest) -> HttpResponse:
    """Shows how many referrals are in which state, and which are late: no person, no case, no service."""
    actor, at = actor_of(request), now()
    if not actor.can("mechanism.watch"):
        raise NotFound
    late = [
        {"reference": each.reference, "words": late_words(each), "due": each.due, "told_at": each.told_at}
        for each in queries.late_rows(queries.overdue(actor, at)[:200], at)
    ]
    return render(request, "referrals/watch.html", {"counts": queries.counts(actor), "late": late, "now": at})
