"""Activities: the list, the plan, the count, and one activity."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from amana.countrypacks import pack
from amana.countrypacks.dates import day_of
from amana.countrypacks.forms import attempt, succeeds
from amana.countrypacks.values import Field
from amana.errors import NotAllowed
from amana.outreach import commands, queries, rules
from amana.outreach import pack as kinds
from amana.outreach.forms import CancelForm, count_form, plan_form, said_in_plan
from amana.outreach.pack_sections import OUTREACH
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now


@dataclass(frozen=True)
class Row:
    """An activity as a list shows it."""

    activity: queries.Activity
    kind: str
    place: str


def row_of(activity: queries.Activity) -> Row:
    """Returns the activity in the reader's words."""
    return Row(activity, kinds.kind_name(activity.type), kinds.place_name(activity.governorate))


def must_keep(actor: Actor) -> None:
    """Raises NotAllowed for users who do not keep prevention."""
    if not actor.can("outreach.keep"):
        raise NotAllowed


def _month(activity: queries.Activity) -> date:
    return day_of(activity.starts_at).replace(day=1)


@require_GET
def list_activities(request: HttpRequest) -> HttpResponse:
    """What is to be counted, what is planned, and what was held, by month."""
    actor, at = actor_of(request), now()
    must_keep(actor)
    done = [(month, [row_of(each) for each in rows]) for month, rows in groupby(queries.list_past(actor), _month)]
    return render(
        request,
        "outreach/list.html",
        {
            "to_count": [row_of(each) for each in queries.to_count(actor, at)],
            "planned": [row_of(each) for each in queries.list_planned(actor, at)],
            "done": done,
            "campaigns": queries.campaigns_for(actor),
            "raises_concerns": actor.can("concerns.record"),
        },
    )


@require_GET
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """One activity: what was planned, who came, what was found out, what followed."""
    actor = actor_of(request)
    row = queries.activity(actor, id)
    cells = queries.cells_of(row)
    return render(
        request,
        "outreach/one.html",
        {
            "row": row,
            "kind": kinds.kind_name(row.type),
            "place": kinds.place_name(row.governorate),
            "district": kinds.place_name(row.district) if row.district else "",
            "place_kind": kinds.label("place_kind", row.place_kind),
            "language": kinds.label("language", row.language),
            "audiences": [kinds.label("audience", each) for each in row.audiences],
            "details": _labelled_values(row, kinds.planned_fields(), row.details),
            "found": _labelled_values(row, kinds.found_fields(), row.found),
            "ages": [option.label for option in kinds.options("age_group")],
            "grid": _grid(cells),
            "population": [(kinds.label("population_group", code), n) for code, n in row.population.items()],
            "knowledge": [(kinds.label("sex", code), asked, knew) for code, (asked, knew) in row.knowledge.items()],
            "materials": [
                (kinds.label("material", what), kinds.label("language", language), pieces)
                for what, language, pieces in row.materials
            ],
            "gain": rules.gain(row.found.get("pre_test_mean_pct"), row.found.get("post_test_mean_pct")),
            "pass_mark": OUTREACH.of(pack()).pass_mark_pct,
            "is_training": row.type == kinds.TRAINING,
            "can_take_signs": actor.can("signs.take"),
            "raises_concerns": actor.can("concerns.record"),
            "rule": OUTREACH.of(pack()).rule,
            "begun": row.starts_at <= now(),
        },
    )


def _grid(cells: dict[rules.Cell, int]) -> list[tuple[str, list[int], int]]:
    ages = [option.id for option in kinds.options("age_group")]
    rows = []
    for sex in kinds.options("sex"):
        numbers = [cells.get((sex.id, age), 0) for age in ages]
        rows.append((str(sex.label), numbers, sum(numbers)))
    return rows


def _labelled_values(
    row: queries.Activity, fields: tuple[Field, ...], values: dict[str, object]
) -> list[tuple[str, object]]:
    """Returns labels and values, in the order of the pack."""
    found = []
    for field in fields:
        value = values.get(field.id)
        if value in (None, "", []):
            continue
        labels = {option.id: str(option.label) for option in field.options}
        found.append((str(field.label), labels.get(value, value) if isinstance(value, str) else value))
    return found


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Plans a new activity."""
    actor = actor_of(request)
    must_keep(actor)
    initial = {"campaign": request.GET.get("campaign", ""), "type": request.GET.get("type", "")}
    form = plan_form(request.POST or None, initial=initial, campaigns=list(queries.campaigns_for(actor)))
    if request.method == "POST" and form.is_valid():
        stored = attempt(
            form, lambda: commands.plan_activity(actor, form.plan(), campaign_id=form.campaign_id(), now=now())
        )
        if stored is not None:
            return redirect("outreach:one", stored)
    return _form(request, form, gettext("Plan an activity"), gettext("Put it into the plan"), reverse("outreach:list"))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, id: UUID) -> HttpResponse:
    """Changes the plan of an activity."""
    actor = actor_of(request)
    row = queries.activity(actor, id)
    form = plan_form(request.POST or None, initial=said_in_plan(row), campaigns=list(queries.campaigns_for(actor)))
    if request.method == "POST" and form.is_valid():
        plan, campaign, revision = form.plan(), form.campaign_id(), form.cleaned_data["revision"] or 0
        if succeeds(
            form, lambda: commands.change_plan(actor, row, plan, campaign_id=campaign, revision=revision, now=now())
        ):
            return redirect("outreach:one", id)
    return _form(
        request, form, gettext("Change the plan"), gettext("Keep the change"), reverse("outreach:one", args=[id])
    )


@require_http_methods(["GET", "POST"])
def count(request: HttpRequest, id: UUID) -> HttpResponse:
    """Counts who came; a second time corrects the count."""
    actor = actor_of(request)
    row = queries.activity(actor, id)
    form = count_form(request.POST or None, row)
    if request.method == "POST" and form.is_valid():
        revision = form.cleaned_data["revision"]
        if succeeds(form, lambda: commands.count_activity(actor, row, form.count(), revision=revision, now=now())):
            return redirect("outreach:one", id)
    ages = [option.label for option in kinds.options("age_group")]
    return render(
        request,
        "outreach/count.html",
        {"row": row, "form": form, "ages": ages, "kind": kinds.kind_name(row.type), "rule": OUTREACH.of(pack()).rule},
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, id: UUID) -> HttpResponse:
    """Cancels the activity."""
    actor = actor_of(request)
    row = queries.activity(actor, id)
    form = CancelForm(request.POST or None, initial={"revision": row.revision})
    if (
        request.method == "POST"
        and form.is_valid()
        and succeeds(form, lambda: commands.cancel_activity(actor, row, **form.cleaned_data, now=now()))
    ):
        return redirect("outreach:one", id)
    heading = gettext("Cancel: %(title)s") % {"title": row.title}
    return _form(request, form, heading, gettext("Cancel it"), reverse("outreach:one", args=[id]), stop=True)


def _form(
    request: HttpRequest, form: object, heading: str, deed: str, back: str, *, stop: bool = False
) -> HttpResponse:
    return render(
        request,
        "outreach/form.html",
        {"form": form, "heading": heading, "deed": deed, "back": back, "stop": stop},
        status=422 if request.method == "POST" else 200,
    )
