"""Items of my day for watchers: clocks of incidents, closings to confirm, colleagues who were stopped."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from amana.emergencies.access_queries import readers
from amana.my_day import WorkItem, group_of
from amana.oversight import findings, incidents, pace
from amana.signin.queries import factors_taken
from amana.trust import queries as trust
from amana.trust.actor import Actor


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Returns items for data-protection officers, and for those who confirm what they close."""
    if not (actor.can("protection.watch") or actor.can("incidents.confirm")):
        return
    yield from _incidents(actor, now)
    if not actor.can("protection.watch"):
        return
    yield from _factors_taken(actor, now)
    yield from _many_cases(actor, now)
    waiting_words = findings.count_waiting(actor)
    if waiting_words:
        yield WorkItem(
            "open",
            None,
            ngettext("Answer %(n)s finding of an auditor", "Answer %(n)s findings of an auditor", waiting_words)
            % {"n": waiting_words},
            gettext("What was noted on a line of the audit log."),
            "",
            reverse("emergencies:oversight"),
        )
    tried = {row.user_id: row for row in pace.list_stopped(actor, now, days=1)}
    waiting = [row for row in tried.values() if row.asked]
    if tried:
        why = gettext("Addresses that are not there, or pages of lists. Talk to them.")
        if waiting:
            why = gettext("They ask to go on: %(who)s") % {"who": waiting[0].name}
        yield WorkItem(
            "open",
            None,
            ngettext(
                "Look at %(n)s colleague who was stopped for trying too much",
                "Look at %(n)s colleagues who were stopped for trying too much",
                len(tried),
            )
            % {"n": len(tried)},
            why,
            "",
            reverse("oversight:pace"),
        )


def _factors_taken(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """A user who removes a second factor is one step from signing in as somebody else, so another person checks it."""
    for whose, by, _at in factors_taken(actor, now - timedelta(days=7)):
        yield WorkItem(
            "open",
            None,
            gettext("Ask whether this was wanted: second factors were taken away"),
            gettext("Of %(whose)s, by %(by)s.") % {"whose": trust.user_name(whose), "by": trust.user_name(by)},
            "",
            reverse("trust:trail"),
        )


def _many_cases(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Nobody is stopped from reading their own cases; a user who reads far more than their peers is asked why."""
    count = sum(each.stands_out for each in readers(actor, now))
    if count:
        yield WorkItem(
            "open",
            None,
            ngettext(
                "Ask why %(n)s colleague opened so many cases",
                "Ask why %(n)s colleagues opened so many cases",
                count,
            )
            % {"n": count},
            gettext("In thirty days, more than three times what is usual for this function."),
            "",
            reverse("emergencies:oversight") + "#readers",
        )


def _incidents(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    for each in incidents.describe_incidents(incidents.incidents_for(actor).filter(closed_at=None)[:20]):
        url = reverse("oversight:incident", args=[each.row.id])
        number = gettext("Incident %(n)s") % {"n": each.row.number}
        if actor.can("protection.watch") and each.next_due is not None:
            who = next(clock.name for clock in each.clocks if clock.told_at is None)
            yield WorkItem(
                group_of(each.next_due, now), each.next_due, gettext("Tell of an incident"), who, number, url
            )
        elif each.row.close_asked_by not in (None, actor.user_id) and each.row.recorded_by != actor.user_id:
            yield WorkItem("new", None, gettext("Confirm that an incident can be closed"), each.kind, number, url)
