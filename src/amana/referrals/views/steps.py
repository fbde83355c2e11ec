"""The steps of a referral, each with its form: what the pack requires, and who decided."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from amana.cases.asking import aloud_for, language_of
from amana.countrypacks.forms import PackForm, attempt, status_of
from amana.errors import NotFound
from amana.referrals import commands, pack, queries
from amana.referrals.forms import ReplyForm, accept_form
from amana.referrals.pack import ReferralStep
from amana.referrals.views.page import OWN_PAGES, answered_kindly, careful_for, referral_page, roles_on
from amana.steps.commands import Told, check_recorder
from amana.steps.pages import StepForms, forms_for
from amana.steps.rules import Paper, Word
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now

HAPPENS_NOW = ("started_at", "ended_at", "received_at")  # moments that are now unless somebody says otherwise


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, id: UUID, transition: str) -> HttpResponse:
    """Shows one step with the form of the pack. Steps with a page of their own are shown there."""
    actor, at = actor_of(request), now()
    referral = queries.one(actor, id)
    known = {each.id: each for each in pack.machine().transitions if "system" not in each.records}
    if transition not in known:
        raise NotFound
    if transition in OWN_PAGES:
        return redirect("referrals:one", id)
    found = known[transition]
    acting = commands.on_side(actor, referral)
    check_recorder(acting, commands.ReferralSubject(referral), found)
    initial: Mapping[str, Any] = dict.fromkeys(HAPPENS_NOW, at)
    blocks = forms_for(request, acting, commands.ReferralSubject(referral), found, initial)
    status = 200
    if request.method == "POST":
        status = 422
        if blocks.are_valid(acting):
            if attempt(blocks.who, lambda: _take(actor, referral, transition, acting, blocks)) is not None:
                return redirect("referrals:one", id)
            refusal = getattr(blocks.who, "refusal", None)
            status = refusal.status if refusal else 422
    context = {
        "blocks": blocks,
        "transition": found,
        "title": str(found.name),
        "careful": careful_for(referral, queries.side_of(actor, referral)),
        "back": reverse("referrals:one", args=[id]),
        "reference": referral.reference,
    }
    return render(request, "steps/step.html", context, status=status)


def _take(actor: Actor, referral: queries.Referral, transition: str, acting: Actor, blocks: StepForms) -> object:
    """Takes the step with the cleaned blocks."""
    counted, paper, word = blocks.list_needed(acting), None, None
    if blocks.paper is not None and blocks.paper in counted:
        values = blocks.paper.cleaned_data
        scan = values["scan"]
        paper = Paper(values["decided_on"], values["authority"], values["number"], scan.read(), scan.name)
    if blocks.word is not None and blocks.word in counted:
        values = blocks.word.cleaned_data
        word = Word(values["said_on"], values["method"], values["witness"])
    told, who = blocks.told, blocks.who.cleaned_data
    return commands.take(
        actor,
        referral,
        transition,
        told=Told(told.facts(), told.collect_sealed(), told.working()),
        decided_by=who["decided_by"],
        seen=who["seen"],
        now=now(),
        paper=paper,
        word=word,
    )


@require_POST
def accept(request: HttpRequest, id: UUID) -> HttpResponse:
    """Accepts from the page of the referral, and confirms its receipt where nobody has; what was typed stays on the page."""
    actor = actor_of(request)
    referral = queries.received_referral(actor, id)
    form = accept_form(request.POST, known_as=actor.name)
    if form.is_valid() and attempt(form, lambda: _accept(actor, referral, form)):
        return redirect("referrals:one", id)
    return referral_page(request, actor, queries.one(actor, id), answer=form, status=status_of(form))


def _accept(actor: Actor, referral: queries.Referral, form: PackForm) -> bool:
    values = form.cleaned_data
    commands.accept_at_once(
        actor,
        referral,
        focal_point=values["focal_point"],
        first_appointment_at=values["first_appointment_at"],
        seen=values["seen"],
        now=now(),
    )
    return True


@require_POST
def acknowledge(request: HttpRequest, id: UUID) -> HttpResponse:
    """Confirms receipt with one button."""
    actor = actor_of(request)
    referral = queries.received_referral(actor, id)
    seen = request.POST.get("seen", "")
    return answered_kindly(request, referral, lambda: commands.acknowledge(actor, referral, seen=seen, now=now()))


@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, id: UUID) -> HttpResponse:
    """Shows the provider's question, opened, and takes the answer; more fields need a new consent."""
    actor, at = actor_of(request), now()
    referral = queries.one(actor, id)
    sides = queries.side_of(actor, referral)
    if not roles_on(actor, sides) & set(pack.step(ReferralStep.ANSWER).records):
        raise NotFound
    facts = queries.facts_of(referral)
    chosen = set(facts.get("fields", []))
    more = [(each.id, str(each.label)) for each in pack.handover(facts["service"]) if each.id not in chosen]
    form = ReplyForm(
        request.POST if request.method == "POST" else None, actor=actor, more=more, initial={"seen": referral.state},
        language=language_of(referral.procedure),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _reply(actor, referral, form)):
        return redirect("referrals:one", id)
    context = {
        "form": form,
        "aloud": aloud_for(request, referral.procedure, form) if more else None,
        "heading": gettext("Answer and send again"),
        "deed": gettext("Answer %(provider)s") % {"provider": queries.name_of(referral.provider)},
        "questions": [
            told["question"] for _message, told in commands.open_messages(actor, referral, at) if "question" in told
        ],
        "referral": referral,
        "cancel_url": reverse("referrals:one", args=[id]),
    }
    status = status_of(form)
    return render(request, "referrals/reply.html", context, status=status)


def _reply(actor: Actor, referral: queries.Referral, form: ReplyForm) -> bool:
    values = form.cleaned_data
    more = frozenset(values.get("more_fields") or ())
    commands.answer_question(
        actor,
        referral,
        answer=values["reply"],
        seen=values["seen"],
        more_fields=more,
        said=form.build_answer() if more else None,
        expires_at=form.expires_at() if more else None,
        now=now(),
    )
    return True
