"""Items of my day from erasure: what two people agreed to erase, for everybody who may stop it."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from amana.countrypacks import dates
from amana.erasure import queries
from amana.my_day import WorkItem, group_of
from amana.trust.actor import Actor

_MOST = 20


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Returns agreed erasures that the actor may stop, with the earliest moment of each."""
    if not actor.can("forgetting.decide"):
        return
    for row in queries.list_agreed(actor, now)[:_MOST]:
        assert row.due is not None
        yield WorkItem(
            "today" if row.due < now else group_of(row.due, now),
            row.due,
            gettext("A case will be erased on %(moment)s; you can stop it") % {"moment": dates.stamp(row.due)},
            gettext("A clock was set, so the wait began anew.")
            if row.set_at is not None
            else gettext("Asked by %(first)s, agreed by %(second)s") % {"first": row.by, "second": row.agreed_by},
            row.case,
            reverse("erasure:stop_forgetting", args=[row.id]),
        )
