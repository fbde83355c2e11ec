"""Concerns of a neighbourhood: raised in a forum or on the street, looked at by the desk, perhaps made a sign."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana.countrypacks import pack
from amana.countrypacks.forms import attempt
from amana.errors import NotAllowed
from amana.intake import commands, queries
from amana.intake import pack as says
from amana.intake.commands.concerns import CHANNEL, OUTCOMES
from amana.intake.forms_desk import ConcernDesk, concern_form
from amana.intake.pack_sections import INTAKE
from amana.intake.queries import Concern
from amana.intake.tabs import desk_tabs
from amana.intake.views._record_from import record_from
from amana.intake.words import CONCERN, CONCERN_STATUS
from amana.trust import queries as trust
from amana.trust.actor import actor_of
from amana.vault.clock import now

_AT_ONCE = 60


@require_GET
def concerns(request: HttpRequest) -> HttpResponse:
    """Concerns that my desk looks at, and those that I raised."""
    actor = actor_of(request)
    if not (actor.can("concerns.record") or actor.can("signs.triage")):
        raise NotAllowed
    found = list(queries.concerns.concerns_for(actor)[:_AT_ONCE])
    facts = queries.concerns.facts_of_concerns(found)
    rows = [_row(row, facts.get(row.id, {})) for row in found]
    mine = queries.concerns.my_concerns(actor)[:_AT_ONCE]
    return render(
        request,
        "intake/concerns.html",
        {
            "waiting": sorted((row for row in rows if row["open"]), key=lambda row: row["concern"].look_by),
            "done": [row for row in rows if not row["open"]],
            "mine": [(row, CONCERN_STATUS["looked" if row.looked_at else "waits"]) for row in mine],
            "looks": actor.can("signs.triage"),
            "raises": actor.can("concerns.record"),
            "here": "concerns",
            **desk_tabs(actor),
        },
    )


def _row(row: Concern, facts: dict[str, Any]) -> dict[str, Any]:
    fields = {field.id: field for field in INTAKE.of(pack()).concerns.fields}
    return {
        "concern": row,
        "open": row.looked_at is None,
        "kind": says.describe_value(fields["concern_kind"], facts.get("concern_kind")),
        "area": says.describe_value(fields["area_pcode"], facts.get("area_pcode")),
        "source": says.describe_value(fields["concern_source"], facts.get("concern_source")),
        "outcome": CONCERN.get(str(facts.get("outcome", "")), ""),
    }


@require_http_methods(["GET", "POST"])
def concern_new(request: HttpRequest) -> HttpResponse:
    """A concern is raised; what is written is sealed for the desk that looks at it. `meeting` says at which it was."""
    actor = actor_of(request)
    if not actor.can("concerns.record"):
        raise NotAllowed
    units = queries.intake_units()
    meeting = _meeting(request)
    data = request.POST if request.method == "POST" else None
    own = trust.intake_unit_of(actor.organisation_id) or trust.public_intake_unit()
    desk = ConcernDesk(data, units=units, initial={"unit": str(own)})
    form = concern_form(data, initial={"concern_source": "forum" if meeting else None})
    if request.method == "POST" and all([desk.is_valid(), form.is_valid()]):
        row = attempt(
            form,
            lambda: commands.raise_concern(
                actor, unit_id=desk.unit_id, told=form.collect_values(), meeting=meeting, now=now()
            ),
        )
        if row is not None:
            return redirect("intake:concerns")
    return render(
        request,
        "intake/concern_new.html",
        {"form": form, "desk": desk, "nobody": not units, "meeting": meeting, "back": reverse("intake:concerns")},
        status=422 if request.method == "POST" else 200,
    )


def _meeting(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("meeting", ""))
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
def concern(request: HttpRequest, id: UUID) -> HttpResponse:
    """A concern by its codes; opened by POST, which is in the trail."""
    actor = actor_of(request)
    row = queries.concerns.concern(actor, id)
    pairs = None
    if request.method == "POST":
        told_ = commands.open_concern(actor, row, now())
        pairs = [(str(field.label), says.describe_value(field, told_[field.id])) for field in INTAKE.of(pack()).concerns.fields
                 if told_.get(field.id)]  # fmt: skip
    facts = queries.concerns.facts_of_concerns([row]).get(row.id, {})
    return render(
        request,
        "intake/concern.html",
        {
            **_row(row, facts),
            "pairs": pairs,
            "may_close": row.sign_id is None and facts.get("outcome") not in ("nothing", "sign"),
            "outcomes": [(key, CONCERN[key]) for key in OUTCOMES if key != facts.get("outcome")],
            "by": trust.user_name(row.looked_by) if row.looked_by else "",
            "raised_by": trust.user_name(row.raised_by),
            "sign": row.sign,
        },
    )


@require_POST
def concern_looked(request: HttpRequest, id: UUID) -> HttpResponse:
    """Somebody has looked: the place is watched, or nothing is in it."""
    actor = actor_of(request)
    row = queries.concerns.concern(actor, id)
    commands.look_at_concern(actor, row, outcome=request.POST.get("outcome", ""), now=now())
    return redirect("intake:concern", row.id)


@require_http_methods(["GET", "POST"])
def concern_sign(request: HttpRequest, id: UUID) -> HttpResponse:
    """What is behind a concern becomes a sign; the form has its words already."""
    actor = actor_of(request)
    row = queries.concerns.concern(actor, id)
    if not actor.can("signs.take"):
        raise NotAllowed
    opened = commands.open_concern(actor, row, now())
    return record_from(
        request,
        [card for card in queries.intake_units() if card.id == row.unit],
        ({"unit": str(row.unit)}, _told_in(row, opened)),
        lambda unit_id, **said: commands.sign_from_concern(actor, row, child="", now=now(), **said),
        {
            "number": row.number,
            "title": gettext("Make the concern a report"),
            "cancel": reverse("intake:concern", args=[row.id]),
        },
    )


def _told_in(row: Concern, opened: dict[str, Any]) -> dict[str, Any]:
    said = [opened.get(name) for name in ("concern_words", "concern_place", "concern_when")]
    return {
        "channel": CHANNEL,
        "received_at": timezone.localtime(row.came_at),
        "area_pcode": opened.get("area_pcode"),
        "what_was_seen": "\n".join(filter(None, said)),
    }
