"""Is she already known? Asked before anything else, answered in place, and kept nowhere but as ids in the trail."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from amana import vault
from amana.cases import queries
from amana.cases.commands import open_section
from amana.cases.queries import Procedure
from amana.countrypacks.forms import attempt
from amana.duplicates import commands
from amana.duplicates.commands.indexing import SAY_WHO
from amana.duplicates.errors import TooLittleToFind, TooManyLookUps
from amana.duplicates.forms import KnownForm
from amana.duplicates.queries import finding, likeness, links
from amana.duplicates.queries.finding import Candidate
from amana.duplicates.reasons import Judged, Reason, judge, reasons_of
from amana.errors import NotAllowed, NotFound
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now
from amana_methods.linkage import Registration

_DAYS: Final = 30
# Coded facts that are the same in every case of a person.
_LASTING: Final = ("sex", "nationality", "languages", "interpreter_language", "population_group", "accessibility_needs")


@dataclass(frozen=True)
class Shown:
    """A candidate as the page shows it; `word` chooses it, where there is something to choose it for."""

    candidate: Candidate
    reasons: list[Reason]
    url: str
    word: str

    @property
    def judgement(self) -> Judged:
        """How likely it is the same person, in words."""
        return judge(self.candidate.scored)


def describe_candidates(actor: Actor, about: Procedure | None, candidates: list[Candidate]) -> list[Shown]:
    """The candidates with their reasons in words, the way to the file where it is open, and the word that chooses it."""
    return [
        Shown(
            each,
            reasons_of(each.scored),
            reverse("cases:one", args=[each.id]) if each.is_open else "",
            commands.offer(actor, about, each.id) if about is not None else "",
        )
        for each in candidates
    ]


def known_page(
    request: HttpRequest,
    about: Procedure | None,
    *,
    reference: str,
    go_on: str,
    go_on_words: str,
    chosen: Callable[[Procedure], str],
    without_any: str = "",
) -> HttpResponse:
    """The page of a look-up: the form, at most five candidates, and the way on without any of them.

    `chosen` says where it goes on after a candidate was taken for hers, and `without_any` where at once when there is none.
    """
    actor = actor_of(request)
    if not actor.can("people.find"):
        raise NotAllowed
    candidates: list[Candidate] | None = None
    form = KnownForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and about is not None and (word := request.POST.get("her")):
        existing = attempt(form, lambda: _choose(actor, about, word))
        if existing is not None:
            return redirect(chosen(existing))
    elif request.method == "POST" and form.is_valid():
        candidates = attempt(form, lambda: commands.look_up(actor, form.build_registration(), about=about, now=now()))
        if candidates == [] and without_any:
            return redirect(without_any)
    return render(
        request,
        "duplicates/known.html",
        {
            "form": form,
            "candidates": describe_candidates(actor, about, candidates) if candidates is not None else None,
            "reference": reference,
            "go_on": go_on,
            "go_on_words": go_on_words,
        },
        status=422 if form.errors else 200,
    )


def _choose(actor: Actor, about: Procedure, word: str) -> Procedure:
    existing = commands.chosen_of(actor, about, word)
    commands.choose(actor, about, existing, now=now())
    return existing


def registration_of(
    procedure: Procedure, sections: Mapping[str, Mapping[str, Any]], facts: Mapping[str, Any]
) -> Registration:
    """What was typed to open a case, as it is looked up."""
    typed = likeness.registration_of(procedure, sections.get("identity", {}), facts)
    return replace(typed, phone=str(sections.get("contact", {}).get("phone") or ""))


def shown_candidates(actor: Actor, procedure: Procedure, asked: Registration) -> list[Shown]:
    """Files that may be the person's for whom a case is opened; none where nobody can be looked up, which stops nothing."""
    if not actor.can("people.find"):
        return []
    try:
        return describe_candidates(actor, procedure, commands.look_up(actor, asked, about=procedure, now=now()))
    except (TooLittleToFind, TooManyLookUps):
        return []


@dataclass(frozen=True)
class ToldBefore:
    """What an earlier file of the person says, so that she isn't asked again; `reference` names that file."""

    reference: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    sections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def told_before(actor: Actor, procedure: Procedure) -> ToldBefore:
    """Facts that last, identity and contact out of the latest linked file that is the actor's own and opens to her keys.

    What is opened leaves its line. Nothing where no file is linked, or none is open to this actor.
    """
    linked = [other for _link, other in links.links_of(procedure) if other.number is not None]
    for other in reversed(queries.own_among(actor, linked)):
        facts = {name: value for name, value in queries.facts_of(other).items() if name in _LASTING}
        sealed = queries.sealed_sections(other)
        openable = vault.texts.openable(actor, [sealed[code] for code in SAY_WHO if code in sealed])
        sections = {
            code: open_section(actor, other, code, now())[0]
            for code in SAY_WHO
            if code in sealed and sealed[code].id in openable
        }
        return ToldBefore(queries.reference(other), facts, sections)
    return ToldBefore()


@require_http_methods(["GET", "POST"])
def find_known(request: HttpRequest) -> HttpResponse:
    """Somebody stands at the desk: is there a file of hers in this organisation?"""
    return known_page(
        request,
        None,
        reference="",
        go_on=reverse("my_day"),
        go_on_words=gettext("Go on without a match"),
        chosen=lambda existing: reverse("cases:one", args=[existing.id]),
    )


@require_GET
def look_ups(request: HttpRequest) -> HttpResponse:
    """Who looked people up in the last thirty days, and how often it was too often; counts only."""
    actor = actor_of(request)
    if not actor.can("protection.watch"):
        raise NotFound
    rows = finding.looking_for(actor, now() - timedelta(days=_DAYS))
    return render(request, "duplicates/look_ups.html", {"rows": rows, "days": _DAYS})
