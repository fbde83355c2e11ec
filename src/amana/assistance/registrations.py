"""What help adds to the case page, to the story, to the actions, to my day and to the diary."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from amana.assistance import commands, queries
from amana.assistance.errors import HelpNotOpen
from amana.assistance.queries import Help
from amana.assistance.states import DeliveryState
from amana.cases import queries as cases
from amana.cases.deeds import Deed, Group
from amana.cases.queries import Procedure
from amana.cases.story import StoryLine
from amana.countrypacks.dates import day_of
from amana.diary.entries import Entry, Kind
from amana.my_day import WorkItem, group_of
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.authorise import authorise
from amana.trust.capabilities import CapabilityId

PAY_WITHIN = timedelta(hours=24)
LOOK_AHEAD = timedelta(days=7)


def who_agrees(procedure: Procedure) -> str:
    """Returns the name of the one supervisor who can approve money, or an empty text when there are several or none."""
    if procedure.supervisors_unit is None:
        return ""
    cards = [card for card in trust.users_in_unit(procedure.supervisors_unit) if "supervisor" in card.roles]
    return cards[0].name if len(cards) == 1 else ""


def names_in(rows: Iterable[Help]) -> dict[UUID, str]:
    """Returns the names of the workers who requested, approved or gave, by id."""
    ids = {user for row in rows for user in (row.asked_by, row.approved_by, row.delivered_by) if user}
    return {user: card.name for user, card in trust.users(ids).items()}


def lines(actor: Actor, procedure: Procedure, rows: list[Help]) -> list[dict[str, Any]]:
    """Returns rows of the panels: the help, who requested, approved and gave by name, whether that was the reader."""
    names, supervisor = names_in(rows), ""
    if any(row.state == DeliveryState.WAITS for row in rows):
        supervisor = who_agrees(procedure)
    return [
        {
            "help": row,
            "asked_by": names.get(row.asked_by, "") if row.asked_by else "",
            "approved_by": names.get(row.approved_by, "") if row.approved_by else "",
            "given_by": names.get(row.delivered_by, "") if row.delivered_by else "",
            "by_me": row.asked_by == actor.user_id,
            "supervisor": supervisor,
            "receipt": row.facts.get("receipt", ""),
            "variant": row.facts.get("variant", ""),
        }
        for row in rows
    ]


# The case page --------------------------------------------------------------------------------------


def money_and_items(actor: Actor, procedure: Procedure, now: datetime) -> tuple[str, dict[str, Any]] | None:
    """Money and items: what was asked for, what was given, what came back."""
    rows = [row for row in queries.of_case(actor, procedure) if row.is_cash or row.is_item]
    return _panel("assistance/_given.html", actor, procedure, rows, now)


def services(actor: Actor, procedure: Procedure, now: datetime) -> tuple[str, dict[str, Any]] | None:
    """Services asked for, begun and given."""
    rows = [row for row in queries.of_case(actor, procedure) if not row.is_cash and not row.is_item]
    return _panel("assistance/_services.html", actor, procedure, rows, now)


def _panel(
    template: str, actor: Actor, procedure: Procedure, rows: list[Help], now: datetime
) -> tuple[str, dict[str, Any]] | None:
    if not rows:
        return None
    return template, {"lines": lines(actor, procedure, rows), "procedure": procedure, "now": now}


def plan(actor: Actor, procedure: Procedure, now: datetime) -> tuple[str, dict[str, Any]] | None:
    """The goals of the plan, and which of them were met; they belong to her account."""
    goals = queries.goals_of(procedure)
    if not goals or "account" not in cases.sections_open_to(actor, procedure):
        return None
    may = _may(actor, "cases.manage", procedure)
    return "assistance/_plan.html", {"goals": goals, "procedure": procedure, "may_change": may, "now": now}


def story(actor: Actor, procedure: Procedure) -> Iterable[StoryLine]:
    """Returns one sentence for everything requested, approved, given or taken back."""
    rows = queries.of_case(actor, procedure)
    names = names_in(rows)
    for row in rows:
        by = names.get(row.delivered_by, "") if row.delivered_by else ""
        if row.reverses:
            said = gettext("%(service)s: an entry was taken back by %(who)s.")
            yield StoryLine(row.requested_at, said % {"service": row.name, "who": by})
        elif row.state == DeliveryState.DELIVERED and row.delivered_at:
            said = gettext("%(service)s: given, recorded by %(who)s.")
            yield StoryLine(row.delivered_at, said % {"service": row.name, "who": by}, _detail(row, names))
        elif row.is_cash and row.asked_by:
            said = gettext("%(service)s: asked for by %(who)s.")
            yield StoryLine(row.requested_at, said % {"service": row.name, "who": names.get(row.asked_by, "")})


def _detail(row: Help, names: dict[UUID, str]) -> str:
    if row.is_reversed:
        return gettext("Entered by mistake; it does not count.")
    if row.is_cash and row.approved_by:
        return gettext("Agreed by %(who)s.") % {"who": names.get(row.approved_by, "")}
    return ""


def deeds(actor: Actor, procedure: Procedure, now: datetime) -> Iterable[Deed]:
    """Returns the actions: give money or an item, record a service, set the goals; or why not yet."""
    if queries.is_closed(procedure):
        return
    open_now = queries.help_open(procedure)
    agreed = queries.consent_to_help(procedure, now) is not None
    if _may(actor, "help.deliver", procedure) or _may(actor, "cash.ask", procedure):
        label = gettext("Give money or an item")
        if not open_now:
            yield Deed(label, None, HelpNotOpen().message, weight=93, group=Group.GIVE)
        elif not agreed:
            yield Deed(
                label,
                None,
                gettext("Not yet: the person has not agreed to be helped. Ask first."),
                weight=93,
                group=Group.GIVE,
            )
        else:
            yield Deed(label, reverse("assistance:give", args=[procedure.id]), weight=52, group=Group.GIVE)
    if _may(actor, "help.deliver", procedure):
        # Urgent help never waits for a place or a consent, so this action is available while the case is open.
        yield Deed(
            gettext("Record a service"), reverse("assistance:record", args=[procedure.id]), weight=53, group=Group.GIVE
        )
    if procedure.number is not None and _may(actor, "cases.manage", procedure):
        yield Deed(
            gettext("Goals of the plan"), reverse("assistance:plan", args=[procedure.id]), weight=65, group=Group.GIVE
        )


def _may(actor: Actor, verb: CapabilityId, procedure: Procedure) -> bool:
    """Whether the case allows it; a user who sees it by a consent records what their own unit gave, and nothing else."""
    decision = authorise(actor, verb, procedure)
    return decision.allow and (decision.ground != "consent" or verb == "help.deliver")


def case_was_closed(*, actor: Actor, procedure: Procedure, at: datetime, **_sent: object) -> None:
    """Cancels what was requested and not given when the case is closed."""
    commands.end_with_case(actor, procedure, at)


# My day ---------------------------------------------------------------------------------------------


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Money to pay out, help that was asked for, follow-ups, batches that end."""
    yield from _list_requested(actor, now)
    yield from _list_to_give(actor, now)
    for delivery, row in queries.follow_ups_of(actor, now + LOOK_AHEAD):
        assert row.next_followup_at is not None
        yield WorkItem(
            group_of(row.next_followup_at, now),
            row.next_followup_at,
            gettext("Look again: %(service)s") % {"service": row.name},
            gettext("Ask the person how it went, and whether something is missing."),
            cases.reference(delivery.procedure),
            reverse("assistance:one", args=[row.id]),
        )
    ending = queries.ending_soon(actor, day_of(now))
    if ending:
        yield WorkItem(
            "open",
            None,
            ngettext("%(n)s batch ends soon", "%(n)s batches end soon", len(ending)) % {"n": len(ending)},
            gettext("Hand them out first, or take them out of the stock."),
            "",
            reverse("assistance:stock"),
        )


def follow_ups(actor: Actor, begin: datetime, end: datetime) -> Iterable[Entry]:
    """Yields the days on which the actor asks a person how the help went."""
    for delivery, row in queries.follow_ups_of(actor, end):
        if row.next_followup_at is not None and begin <= row.next_followup_at < end:
            yield Entry(
                Kind.DEADLINE,
                row.next_followup_at,
                gettext("Look again: %(service)s") % {"service": row.name},
                reverse("assistance:one", args=[row.id]),
                gettext("Ask the person how it went, and whether something is missing."),
                cases.reference(delivery.procedure),
            )


def _list_requested(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    for delivery, row in queries.asked_by(actor):
        reference, url = cases.reference(delivery.procedure), reverse("assistance:one", args=[row.id])
        if row.state == DeliveryState.AGREED and row.approved_at:
            due = row.approved_at + PAY_WITHIN
            order = gettext("Pay out: %(service)s") % {"service": row.name}
            yield WorkItem(group_of(due, now), due, order, gettext("A second person has agreed."), reference, url)
            continue
        who = who_agrees(delivery.procedure)
        order = (
            gettext("%(who)s: %(service)s") % {"who": who, "service": row.name}
            if who
            else gettext("A supervisor: %(service)s") % {"service": row.name}
        )
        yield WorkItem(
            "waiting",
            None,
            order,
            gettext("You asked for it; it waits for a signature."),
            reference,
            url,
            row.requested_at,
        )


def _list_to_give(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    for delivery, row in queries.begun_by(actor):
        hours = row.service.deadline_hours if row.service else None
        if hours is None:
            continue
        due = row.requested_at + timedelta(hours=hours)
        yield WorkItem(
            group_of(due, now),
            due,
            gettext("Make sure the person gets this: %(service)s") % {"service": row.name},
            gettext("This help is of use in the first hours only."),
            cases.reference(delivery.procedure),
            reverse("assistance:one", args=[row.id]),
        )


def _name(names: dict[UUID, str], user: UUID | None) -> str:
    return names.get(user, "") if user else ""
