"""What screening shows on my day and the case page: who is asked next, and what was found, never who gave the sign."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from amana.cases import queries as cases
from amana.cases.deeds import Deed, Group
from amana.cases.models import Deadline, Procedure
from amana.cases.numbers import Numbered
from amana.cases.story import StoryLine
from amana.countrypacks import pack
from amana.intake import pack as says
from amana.intake.models import Sign
from amana.intake.pack_sections import SCREENING
from amana.intake.queries.signs import may_read as may_read_sign
from amana.intake.tabs import Tab
from amana.my_day import WorkItem, group_of
from amana.screening.models import Screening
from amana.screening.queries.screenings import (
    can_open,
    decisions_open,
    latest_screening,
    may_read,
    result_of,
    screenings_for,
    screenings_of,
)
from amana.trust import queries as trust
from amana.trust.actor import Actor

_AT_ONCE = 60


def find_by_number(actor: Actor, number: str) -> Iterable[Numbered]:
    """Yields the screening with this number, for those who may open it."""
    for row in Screening.objects.filter(number=number).select_related("procedure"):
        if may_read(actor, row):
            yield Numbered(row.number, gettext("Screening"), reverse("intake:screening", args=[row.id]))


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Returns screenings that are paused, and people to screen again."""
    yield from _paused_screenings(actor)
    yield from _again(actor, now)


def _paused_screenings(actor: Actor) -> Iterable[WorkItem]:
    rows = screenings_for(actor).filter(paused_at__isnull=False, ended_at=None, screener=actor.user_id)
    for row in rows[:_AT_ONCE]:
        yield WorkItem(
            "waiting",
            None,
            gettext("Go on with a screening that rests"),
            gettext("Nothing that the person said is lost. They may also stop here."),
            row.number,
            reverse("intake:screening", args=[row.id]),
        )


def _again(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    if not actor.can("screening.run"):
        return
    again = Deadline.objects.filter(
        transition__in=(says.SCREEN_AGAIN, says.SCREEN_AGAIN_FROM_OTHER),
        done_at=None,
        unit__in=actor.unit_ids,
        subject__in=screenings_for(actor).values("id"),
    )
    rows = list(again.order_by("due_at")[:_AT_ONCE])
    numbers = dict(Screening.objects.filter(id__in=[row.subject for row in rows]).values_list("id", "number"))
    for row in rows:
        yield WorkItem(
            group_of(row.due_at, now),
            row.due_at,
            gettext("Screen again"),
            gettext("Too little was known, or the person was at risk; the day for another talk was set then."),
            numbers.get(row.subject, ""),
            reverse("intake:screening", args=[row.subject]),
        )


def story(actor: Actor, procedure: Procedure) -> Iterable[StoryLine]:
    """Returns each screening in one sentence: when it began, when it ended and what the rules advised."""
    results = SCREENING.of(pack()).entry.results
    for row in screenings_of(procedure):
        if not may_read(actor, row):
            continue
        yield StoryLine(row.began_at, gettext("The screening began."), row.number)
        if row.ended_at is not None:
            result = results.get(str(result_of(row).get("result", "")))
            advice = gettext("The rules advised: %(result)s.") % {"result": result} if result is not None else ""
            yield StoryLine(row.ended_at, gettext("The screening ended."), advice)


def panel(actor: Actor, procedure: Procedure, now: datetime) -> tuple[str, dict[str, Any]] | None:
    """Returns the newest screening for the side of the case page: its result with the reasons, its reference."""
    row = latest_screening(procedure)
    if row is None or not may_read(actor, row):
        return None
    sign = Sign.objects.select_related("procedure").filter(procedure=procedure).first()
    return "screening/_panel.html", {
        "screening": row,
        "screening_opens": can_open(actor, row),
        "screening_unit": trust.unit(row.unit).full_name,
        "screening_result": shown_result(row),
        "screening_sign": sign if sign is not None and may_read_sign(actor, sign) else None,
    }


def on_sign(actor: Actor, procedure: Procedure, now: datetime) -> tuple[str, dict[str, Any]] | None:
    """Returns the person's screenings for the page of the sign: each with its result, and whether its page opens."""
    found = [
        (each, shown_result(each), can_open(actor, each)) for each in screenings_of(procedure) if may_read(actor, each)
    ]
    return ("screening/_of_sign.html", {"screenings": found}) if found else None


def shown_result(row: Screening) -> dict[str, Any]:
    """The coded result in the pack's words: result, strength, positive dimensions, rule, version, share answered."""
    facts, country = result_of(row), pack()
    dimensions = SCREENING.of(country).entry.dimensions
    result = str(facts.get("result", ""))
    return {
        "id": result,
        "name": SCREENING.of(country).entry.results.get(result, ""),
        "strength": facts.get("strength"),
        "rule": facts.get("rule", ""),
        "because": rule_label(str(facts.get("rule", ""))),
        "version": facts.get("rules_version", ""),
        "profile": SCREENING.of(country).entry.profiles.get(str(facts.get("profile", "")), ""),
        "positive": [dimensions[name].title for name in facts.get("positive", ()) if name in dimensions],
        "answered_pct": round(100 * facts["completeness"]) if facts.get("completeness") is not None else None,
    }


def rule_label(rule: str) -> str:
    """Returns the words of the row that gave the result, of a profile or of the checklist."""
    rules = SCREENING.of(pack()).entry.rules
    rows = [row for tables in (rules.outcomes, rules.checklist_outcomes) for group in tables.values() for row in group]
    return next((str(row.label) for row in rows if row.id == rule), "")


def deeds(actor: Actor, procedure: Procedure, now: datetime) -> Iterable[Deed]:
    """Returns the links to the sign and to the screening, for those who may open them."""
    row = latest_screening(procedure)
    sign = Sign.objects.select_related("procedure").filter(procedure=procedure).first()
    if row is not None and can_open(actor, row):
        url = reverse("intake:screening", args=[row.id])
        if row.ended_at is None and actor.can("screening.run"):
            yield Deed(
                gettext("Go on with the screening"),
                url,
                weight=10,
                proposes=True,
                due=_decide_by(procedure),
                group=Group.NOW,
            )
        elif decisions_open(row):
            yield Deed(
                gettext("Decide on the screening"),
                url,
                weight=8,
                proposes=True,
                due=_decide_by(procedure),
                group=Group.NOW,
            )
    if procedure.number is None and sign is not None and may_read_sign(actor, sign):
        url = reverse("intake:sign", args=[sign.id])
        yield Deed(
            gettext("Open the report and its triage card"),
            url,
            weight=30,
            proposes=row is None,
            due=_read_by(procedure),
            group=Group.NOW,
        )


def _read_by(procedure: Procedure) -> datetime | None:
    """Returns when the sign has to be at triage, or the screening to begin."""
    clocks = cases.clocks_by_step(procedure)
    return clocks.get(says.BEGIN_TRIAGE) or clocks.get(says.BEGIN_SCREENING)


def _decide_by(procedure: Procedure) -> datetime | None:
    """Returns when the screening has to be decided: the deadline of the presumption, whichever decision is taken."""
    return cases.clocks_by_step(procedure).get(says.PRESUME)


def tab(actor: Actor) -> Tab | None:
    """The tab of screenings to look at a second time; None for an actor who neither screens nor decides."""
    if not (actor.can("screening.run") or actor.can("presumption.decide")):
        return None
    return Tab(40, "second_look", reverse("intake:second_look"), gettext("Second look"))
