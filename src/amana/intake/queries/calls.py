"""Calls of the hotline: today's, those that run, and those to be called back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from amana import vault
from amana.errors import NotFound
from amana.intake.models import Call
from amana.my_day import WorkItem, group_of
from amana.trust.actor import Actor
from amana.trust.authorise import Decision, authorise

_AT_ONCE = 60
_FORGOTTEN_AFTER = timedelta(hours=3)


def grounds(actor: Actor, verb: str, record: object) -> Decision | None:
    """The unit that took the call, or the one that supervises it."""
    assert isinstance(record, Call)
    if verb != "calls.take":
        return None
    if record.unit in actor.unit_ids:
        return Decision(True, "intake")
    return Decision(True, "supervision") if record.supervised_by in actor.unit_ids else None


def calls_for(actor: Actor) -> QuerySet[Call]:
    """Calls of the actor's units and of those they supervise, newest first; every list of calls starts from here."""
    if not actor.can("calls.take"):
        return Call.objects.none()
    mine = Q(unit__in=actor.unit_ids) | Q(supervised_by__in=actor.unit_ids)
    return Call.objects.filter(mine).select_related("sign").order_by("-began_at", "-number")


def call(actor: Actor, call_id: UUID) -> Call:
    """One of those calls. Raises NotFound."""
    row = Call.objects.select_related("sign").filter(id=call_id).first()
    if row is None or not authorise(actor, "calls.take", row).allow:
        raise NotFound
    return row


def todays(actor: Actor, now: datetime) -> list[Call]:
    """Calls that began today, or that run still, newest first."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return list(calls_for(actor).filter(Q(began_at__gte=midnight) | Q(ended_at=None))[:_AT_ONCE])


def to_call_back(actor: Actor) -> list[Call]:
    """Calls that somebody promised to answer, the earliest first."""
    return list(calls_for(actor).filter(back_done_at=None).exclude(back_by=None).order_by("back_by")[:_AT_ONCE])


def facts_of_calls(rows: Iterable[Call]) -> dict[UUID, dict[str, Any]]:
    """Coded facts by call."""
    return vault.facts.by_owner("call", [row.id for row in rows])


def old_calls(before: datetime) -> QuerySet[Call]:
    """Calls that became no sign and began before this moment."""
    return Call.objects.filter(began_at__lt=before, sign=None)


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Callers to call back, and calls that nobody ended."""
    for row in to_call_back(actor):
        assert row.back_by is not None
        yield WorkItem(
            group_of(row.back_by, now),
            row.back_by,
            gettext("Call back"),
            gettext("How, when and with which word stands with the call. Read it first."),
            row.number,
            reverse("intake:call", args=[row.id]),
        )
    for row in calls_for(actor).filter(ended_at=None, taken_by=actor.account, began_at__lt=now - _FORGOTTEN_AFTER)[:10]:
        yield WorkItem(
            "open",
            None,
            gettext("Say that a call has ended"),
            gettext("It began hours ago and is still open."),
            row.number,
            reverse("intake:call", args=[row.id]),
        )
