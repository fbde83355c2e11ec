"""Who works in the file: assigning, handing over, standing in; the note between shifts."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from amana.cases import commands, queries
from amana.cases.forms import ColleagueForm, CoverForm, NoteForm, end_of_day
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt, offer, succeeds
from amana.errors import NotFound
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now

ASSIGNABLE = ("legal_counsel", "child_protection_officer", "return_officer")


class AssignForm(forms.Form):
    """A colleague in one of the roles that work in a file."""

    who = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (f"{role}:{card.id}", f"{card.name} · {pack().role(role).name}")
            for role in ASSIGNABLE
            for card in trust.users_with(role, actor.organisation_id)
        ]
        offer(self, "who", choices)
        self.fields["who"].label = gettext("Who works in the file from now on")


def _form_page(
    request: HttpRequest, form: forms.Form, heading: str, lead: str, deed: str, back: str, reference: str = ""
) -> HttpResponse:
    return render(
        request,
        "cases/form.html",
        {"form": form, "heading": heading, "lead": lead, "deed": deed, "back": back, "reference": reference},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, id: UUID) -> HttpResponse:
    """One more colleague works in the file."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    queries.require_own(actor, "cases.assign", procedure)
    form = AssignForm(request.POST or None, actor=actor)
    back = reverse("cases:one", args=[id])
    if request.method == "POST" and form.is_valid():
        role, _colon, user = form.cleaned_data["who"].partition(":")
        if succeeds(form, lambda: commands.assign(actor, procedure, user_id=UUID(user), role=role, now=now())):
            return redirect(back)
    lead = gettext("They will hold a key to all five sections.")
    return _form_page(
        request, form, gettext("Add somebody to the team"), lead, gettext("Add"), back, queries.reference(procedure)
    )


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, id: UUID) -> HttpResponse:
    """A colleague holds this case from now on."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    queries.require_own(actor, "cases.assign", procedure)
    form = ColleagueForm(request.POST or None, actor=actor, role="case_manager", but={procedure.manager})
    if request.method == "POST" and form.is_valid():
        to = UUID(form.cleaned_data["user"])
        if succeeds(form, lambda: commands.hand_over(actor, procedure, to=to, now=now())):
            return redirect("cases:list")
    lead = gettext("The keys, the clocks and the open tasks go with it. The one who had it opens nothing more.")
    back = reverse("cases:one", args=[id])
    return _form_page(
        request,
        form,
        gettext("Pass the case on to a colleague"),
        lead,
        gettext("Hand over"),
        back,
        queries.reference(procedure),
    )


@require_http_methods(["GET", "POST"])
def hand_over_caseload(request: HttpRequest) -> HttpResponse:
    """All my open cases are a colleague's from now on."""
    actor = actor_of(request)
    if not actor.can("cases.assign") or actor.user_id is None:
        raise NotFound
    form = ColleagueForm(request.POST or None, actor=actor, role="case_manager", but={actor.user_id})
    mine = queries.visible_to(actor).filter(manager=actor.user_id).count()
    if request.method == "POST" and form.is_valid():
        to, of = UUID(form.cleaned_data["user"]), actor.user_id
        if succeeds(form, lambda: commands.hand_over_all(actor, of=of, to=to, now=now())):
            return redirect("cases:list")
    lead = ngettext("You hold %(n)s case.", "You hold %(n)s cases.", mine) % {"n": mine}
    return _form_page(request, form, gettext("Pass all my cases on"), lead, gettext("Hand over"), reverse("cases:list"))


@require_http_methods(["GET", "POST"])
def cover(request: HttpRequest) -> HttpResponse:
    """A colleague stands in for me for some days; then the keys end by themselves."""
    actor = actor_of(request)
    if not actor.can("cases.assign"):
        raise NotFound
    form = CoverForm(request.POST or None, actor=actor, role="case_manager", but={actor.user_id})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        since = timezone.make_aware(datetime.combine(values["since"], time(0))).astimezone(UTC)
        covered = attempt(
            form,
            lambda: (
                commands.cover(
                    actor,
                    stand_in=UUID(values["user"]),
                    since=since,
                    until=end_of_day(values["until"]),
                    now=now(),
                ),
            ),
        )
        if covered is not None:
            return redirect("cases:cover")
    names = trust.users([u for each in queries.covers_of(actor) for u in (each.user, each.stand_in)])
    return render(
        request,
        "cases/cover.html",
        {
            "form": form,
            "covers": [(names[each.user].name, names[each.stand_in].name, each) for each in queries.covers_of(actor)],
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def shift_note(request: HttpRequest) -> HttpResponse:
    """A note for the next shift of my unit."""
    actor = actor_of(request)
    if not actor.can("shift.note"):
        raise NotFound
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if attempt(form, lambda: commands.leave_shift_note(actor, text=text, now=now())) is not None:
            return redirect("my_day")
    lead = gettext("Sealed to your unit. No names: say the case number, and what the next shift should know.")
    return _form_page(request, form, gettext("Note for the next shift"), lead, gettext("Leave the note"), "/")
