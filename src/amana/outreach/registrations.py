"""What prevention adds to my day and to the diary: what is planned, what was held and not counted."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from amana.diary.entries import Entry, Kind
from amana.my_day import WorkItem
from amana.outreach import pack as kinds
from amana.outreach import queries
from amana.trust.actor import Actor


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Returns activities of today, and those whose participants nobody has counted yet."""
    if not actor.can("outreach.keep"):
        return
    for row in queries.to_count(actor, now)[:40]:
        yield WorkItem(
            "late",
            row.starts_at,
            gettext("Write down who came: %(title)s") % {"title": row.title},
            gettext("%(kind)s, %(place)s. If it did not take place, cancel it.") % _words(row),
            "",
            reverse("outreach:count", args=[row.id]),
        )
    for row in queries.held_today(actor, now)[:40]:
        yield WorkItem(
            "today",
            row.ends_at or row.starts_at,
            gettext("Hold it and count who comes: %(title)s") % {"title": row.title},
            gettext("%(kind)s, %(place)s") % _words(row),
            "",
            reverse("outreach:one", args=[row.id]),
        )


def dates(actor: Actor, begin: datetime, end: datetime) -> Iterable[Entry]:
    """Yields the sessions, trainings, forums and stops of a roadshow that the organisation plans or held in the time."""
    for row in queries.between(actor, begin, end):
        why = gettext("%(kind)s, %(place)s") % _words(row)
        yield Entry(
            Kind.ACTIVITY, row.starts_at, row.title, reverse("outreach:one", args=[row.id]), why, ends=row.ends_at
        )


def _words(row: queries.Activity) -> dict[str, str]:
    return {"kind": kinds.kind_name(row.type), "place": kinds.place_name(row.governorate)}
