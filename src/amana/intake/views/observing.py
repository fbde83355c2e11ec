"""The observation card for check-points and patrols: one light page, and three ways in which it ends.

Nothing is stored before the last button; the pages need no script, and no more than the small style sheet.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from amana.countrypacks import pack
from amana.countrypacks.forms import attempt
from amana.errors import NotAllowed
from amana.intake import commands, observing, queries
from amana.intake import pack as says
from amana.intake.forms_observing import EndForm, ObservingForm
from amana.intake.rules.observing import prompt_of, signs_of
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now

_PLACE = "observing_place"


def _officer(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.can("signs.take"):
        raise NotAllowed
    return actor


@require_http_methods(["GET", "POST"])
def observe(request: HttpRequest) -> HttpResponse:
    """Six questions and the signs of the country; then what they call for, and the way on that was chosen."""
    actor = _officer(request)
    if request.method != "POST":
        here = request.session.get(_PLACE, "")
        return _card(request, ObservingForm(initial={"place": here if here in pack().governorates else ""}))
    form = ObservingForm(request.POST)
    if not form.is_valid() or request.POST.get("do") == "back":
        return _card(request, form, 200 if form.is_valid() else 422)
    request.session[_PLACE] = form.cleaned_data["place"]
    match request.POST.get("do"):
        case "offer":
            commands.offer_contact_card(actor, now())
            return redirect(_contact_card_at(form.cleaned_data["place"], request.POST.get("language", "")))
        case "screen":
            return _hand_over(request, actor, form)
        case _:
            return _ends(request, actor, form, EndForm(initial=_first(actor), units=queries.intake_units()))


def _card(request: HttpRequest, form: ObservingForm, status: int = 200) -> HttpResponse:
    place = form["place"].value()
    lines = observing.lines_at(place if place in pack().governorates else "")
    emergency = [line for line in lines if line.emergency]
    return render(request, "intake/observe.html", {"form": form, "calls": emergency, "public": True}, status=status)


def _first(actor: Actor) -> dict[str, str]:
    return {"unit": str(trust.intake_unit_of(actor.organisation_id) or trust.public_intake_unit())}


def _hand_over(request: HttpRequest, actor: Actor, form: ObservingForm) -> HttpResponse:
    end = EndForm(request.POST, units=queries.intake_units())
    if end.is_valid():
        said = end.cleaned_data
        sign = attempt(
            end,
            lambda: commands.hand_over(
                actor,
                form.read_seen(),
                unit_id=end.unit_id,
                area=form.cleaned_data["place"],
                language=said["language"],
                note=said["note"],
                now=now(),
            ),
        )
        if sign is not None:
            triaged = sign.procedure.identification == says.place_after(says.BEGIN_TRIAGE)
            return redirect("intake:card" if triaged else "intake:sign", sign.id)
    return _ends(request, actor, form, end, 422)


def _ends(request: HttpRequest, actor: Actor, form: ObservingForm, end: EndForm, status: int = 200) -> HttpResponse:
    """The three ways on. The card advises; the officer chooses."""
    asked, seen = observing.questions(), form.read_seen()
    signs, prompt = signs_of(asked, seen), prompt_of(says.rule_set(), asked, seen)
    danger, child = (seen.about(what, asked) == "yes" for what in ("danger", "child"))
    chosen = next((unit for unit in queries.intake_units() if str(unit.id) == end["unit"].value()), None)
    return render(
        request,
        "intake/observed.html",
        {
            "end": end,
            "carried": form.list_answered(),
            "danger": danger,
            "child": child,
            "screen_first": prompt.screen or danger or child,
            "signs": len(signs),
            "prompted": prompt.screen,
            "calls": observing.lines_at(form.cleaned_data["place"]),
            "nobody": not queries.intake_units(),
            "desk": chosen,
            "phones": _phones(chosen.id) if chosen else [],
            "public": True,
        },
        status=status,
    )


def _phones(unit_id: Any) -> list[str]:
    """The telephones at work of the people of a unit; no names."""
    return list(dict.fromkeys(card.phone_at_work for card in trust.users_in_unit(unit_id) if card.phone_at_work))


def _contact_card_at(place: str, language: str) -> str:
    wanted = {"say": language, "at": place}
    return f"{reverse('intake:contact_card')}?{urlencode({name: said for name, said in wanted.items() if said})}"


@require_GET
def contact_card(request: HttpRequest) -> HttpResponse:
    """The contact card in her language, to show, to photograph or to print. It says nothing of why it was given."""
    _officer(request)
    place = request.GET.get("at", "")
    place = place if place in pack().governorates else ""
    wanted = request.GET.get("say", "")
    languages = observing.contact_languages()
    card = observing.contact_card(wanted)
    lines = observing.sure_lines_at(place)
    return render(
        request,
        "intake/contact_card.html",
        {
            "card": card,
            "place": place,
            "missing": wanted if wanted and wanted not in dict(languages) else "",
            "languages_of_cards": [
                (code, name, _contact_card_at(place, code), code == card.language) for code, name in languages
            ],
            "lines_of_card": [line for line in lines if not line.emergency],
            "emergencies": [line for line in lines if line.emergency],
            "public": True,
        },
    )
