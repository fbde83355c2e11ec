"""My day for those who keep and watch the instance: a disagreeing witness, unconfirmed values, audit log, figures."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from amana.countrypacks.queries import unconfirmed_values
from amana.my_day import WorkItem, group_of
from amana.oversight import witnesses
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.trail import watch

FIGURES_BY_DAY = 10
_LATELY = timedelta(days=1)


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Returns recurring work, without anything about a person."""
    yield from _witnesses(actor)
    yield from _broken_trail(actor)
    if actor.can("pack.confirm"):
        yield from _values(now)
    if actor.can("trail.read"):
        yield from _trail(actor, now)
    if actor.can("figures.read") and not actor.can("cases.read"):
        yield from _figures(now)


def _witnesses(actor: Actor) -> Iterable[WorkItem]:
    """Reports a witness whose checkpoint does not fit our audit log: the most urgent item for those who watch it."""
    for card in witnesses.witnesses_for(actor):
        if card.alarm:
            yield WorkItem(
                "late",
                card.outcome_at,
                gettext("Let somebody from outside check the audit log"),
                gettext("A witness holds a checkpoint that does not fit this audit log."),
                "",
                reverse("oversight:witnesses"),
            )


def _broken_trail(actor: Actor) -> Iterable[WorkItem]:
    """Reports a changed audit log to those who read, keep or watch it, until a check finds nothing."""
    if not (actor.can("trail.read") or actor.can("protection.watch") or actor.can("accounts.keep")):
        return
    checked = watch.last_check()
    if checked is not None and checked.faults:
        yield WorkItem(
            "late",
            checked.at,
            gettext("The audit log is not as it was written: let somebody from outside check it"),
            gettext("A line was changed, removed, put in or moved. Nothing it says can be relied on before that."),
            "",
            reverse("oversight:witnesses"),
        )


def _values(now: datetime) -> Iterable[WorkItem]:
    count = len(unconfirmed_values())
    if count:
        yield WorkItem(
            "waiting",
            None,
            ngettext(
                "Find out whether %(n)s value of the country pack is right",
                "Find out whether %(n)s values of the country pack are right",
                count,
            )
            % {"n": count},
            gettext("Until somebody vouches for it, none of them is printed in an official letter."),
            "",
            reverse("trust:pack"),
        )


def _trail(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    lines = trust.trail_for(actor).filter(recorded_at__gte=now - _LATELY).count()
    yield WorkItem(
        "open",
        None,
        gettext("Look through the audit log of the last day"),
        ngettext("%(n)s line was written.", "%(n)s lines were written.", lines) % {"n": lines},
        "",
        reverse("trust:trail"),
    )


def _figures(now: datetime) -> Iterable[WorkItem]:
    """Reminds of the figures of last month, to be reviewed in the first days of a month."""
    today = timezone.localtime(now)
    due = today.replace(day=FIGURES_BY_DAY, hour=12, minute=0, second=0, microsecond=0)
    if due < today:
        due = (due.replace(day=1) + timedelta(days=32)).replace(day=FIGURES_BY_DAY)
    yield WorkItem(
        group_of(due, now),
        due,
        gettext("Look through the figures of the month"),
        gettext("Each figure carries its definition; a small group stays hidden."),
        "",
        reverse("reporting:figures"),
    )
