"""The pages of the first day: what an instance needs, how recovery officers are named, which values come first."""

from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from amana import vault
from amana.countrypacks import pack, reading
from amana.countrypacks.queries import declared_unconfirmed, unconfirmed_values
from amana.countrypacks.values import Value
from amana.errors import NotFound
from amana.first_day import queries
from amana.first_day.progress import count_needed, may_see, rows_for
from amana.trust.actor import actor_of
from amana.vault.clock import now

# Sections of the pack by what a wrong value does to a person: a number that nobody answers, an office or a law that is
# another one, a date that passes. Every other section comes after them, in the order of the pack.
MOST_IMPORTANT = ("hotlines", "authorities", "reporting_duties", "laws", "territories", "retention", "consent")


@dataclass(frozen=True)
class SectionRow:
    """A section of the pack, and how many of its unconfirmed values somebody here has confirmed."""

    name: str
    url: str
    done: int
    of: int


@require_GET
def first_day(request: HttpRequest) -> HttpResponse:
    """Shows what this instance needs, what of it is done, and who does the rest. Raises NotFound for others."""
    actor = actor_of(request)
    if not may_see(actor):
        raise NotFound
    rows = rows_for(actor, now())
    done, needed = count_needed(rows)
    values = {"rows": rows, "done": done, "needed": needed, "ended_at": queries.ended_at()}
    return render(request, "first_day/first_day.html", values)


@require_GET
def officers(request: HttpRequest) -> HttpResponse:
    """Says in words what recovery officers are and how they are named. Raises NotFound for others."""
    if not actor_of(request).can("accounts.keep"):
        raise NotFound
    return render(request, "first_day/officers.html", {"named": len(vault.recovery.officers())})


@require_GET
def values(request: HttpRequest) -> HttpResponse:
    """Lists the sections of the country pack in the order in which to confirm them. Raises NotFound for others."""
    if not actor_of(request).can("pack.confirm"):
        raise NotFound
    declared = Counter(_section_of(value) for value in declared_unconfirmed(pack()))
    left = Counter(_section_of(value) for value in unconfirmed_values())
    order = {section: place for place, section in enumerate(MOST_IMPORTANT)}
    rows = [
        SectionRow(reading.section_name(section), reverse("trust:pack_section", args=[section]), of - left[section], of)
        for section, of in sorted(declared.items(), key=lambda each: order.get(each[0], len(order)))
    ]
    return render(request, "first_day/values.html", {"rows": rows})


def _section_of(value: Value) -> str:
    return value.path.partition(".")[0]
