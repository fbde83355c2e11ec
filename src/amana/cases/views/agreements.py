"""What a person agrees to: recorded, confirmed, printed, withdrawn."""

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from amana.cases import commands, queries
from amana.cases.asking import aloud_for, language_of
from amana.cases.commands.consenting import about_consent
from amana.cases.forms import AgreementForm, end_of_day
from amana.cases.openings import list_openings
from amana.cases.queries import Procedure
from amana.consent import commands as consents
from amana.consent import queries as consent
from amana.consent.queries import openings_by as agreed_openings
from amana.countrypacks.forms import attempt
from amana.countrypacks.loader import recording
from amana.countrypacks.source import SOUNDS
from amana.errors import NotFound
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now


@require_http_methods(["GET", "POST"])
def agreement(request: HttpRequest, id: UUID) -> HttpResponse:
    """A new answer of the person about sharing sections with a unit that works in the file."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    queries.require_own(actor, "consent.record", procedure)
    own = {procedure.intake_unit, procedure.supervisors_unit, actor.unit_id}
    form = AgreementForm(request.POST or None, actor=actor, own_units=own, language=language_of(procedure))
    back = reverse("cases:one", args=[id])
    if request.method == "POST" and form.is_valid():
        answered = attempt(form, lambda: _answer(actor, procedure, form))
        if answered is not None:
            return redirect("cases:receipt", id, answered)
    return render(
        request,
        "cases/form.html",
        {
            "form": form,
            "aloud": aloud_for(request, procedure, form),
            "heading": gettext("What the person agrees to"),
            "lead": gettext(
                "Ask in the person’s language. A no costs nothing, and a yes can be taken back at any time."
            ),
            "deed": gettext("Keep the answer"),
            "reference": queries.reference(procedure),
            "back": back,
        },
        status=422 if form.errors else 200,
    )


def _answer(actor: Actor, procedure: Procedure, form: AgreementForm) -> UUID:
    values, at = form.cleaned_data, now()
    about = about_consent(procedure)
    unit, purpose = UUID(values["unit"]), values["purpose"]
    if values["answer"] == "refuses":
        return consents.refuse(
            actor, about, form.build_answer(), type="assistance", purpose=purpose, unit_id=unit, now=at
        )
    sections = frozenset(values["sections"])
    return consents.give_sections(
        actor,
        about,
        form.build_answer(),
        type="assistance",
        purpose=purpose,
        unit_id=unit,
        sections=sections,
        sealeds=queries.texts_of_section(procedure, sections),
        expires_at=end_of_day(values["expires_on"]),
        now=at,
    )


@require_GET
def recorded_sentence(request: HttpRequest, language: str, sentence: str) -> FileResponse:
    """A sentence that is read aloud, as somebody recorded it for the pack. Nothing of a person is in it."""
    path = recording(language, sentence)
    if path is None:
        raise NotFound
    return FileResponse(path.open("rb"), content_type=SOUNDS[path.suffix])


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, id: UUID, consent: UUID) -> HttpResponse:
    """Access ends at the next request of the recipient; what was opened until then is said."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    queries.require_own(actor, "consent.withdraw", procedure)
    agreed = _agreement(procedure, consent)
    back = reverse("cases:one", args=[id])
    if request.method == "POST":
        commands.withdraw_consent(actor, procedure, consent_id=consent, now=now())
        return redirect(back)
    who = trust.unit(agreed.unit_id).full_name if agreed.unit_id else ""
    return render(
        request,
        "cases/withdraw.html",
        {
            "heading": gettext("Withdraw"),
            "seen": list_openings(agreed_openings(procedure.id, consent)),
            "what": gettext("%(who)s sees nothing more of this case from the next page on.") % {"who": who},
            "kept": gettext("What was read already cannot be unread. They are told to destroy what they copied."),
            "deed": gettext("Withdraw"),
            "stop": True,
            "for_referral": agreed.referral_id is not None,
            "case_ref": queries.reference(procedure),
            "cancel_url": back,
        },
    )


def _agreement(procedure: Procedure, consent_id: UUID) -> consent.Agreement:
    return consent.agreement(procedure.id, consent_id)
