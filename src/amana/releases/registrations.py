"""What this room adds to my day: caps and releases that wait for a second person, and releases that are measured."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from amana.my_day import WorkItem
from amana.releases import queries
from amana.releases.rules import State
from amana.reporting import pack as results
from amana.trust.actor import Actor


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Returns one row for each item that waits for the actor."""
    for cap in queries.caps_for(actor):
        yield WorkItem(
            "new",
            None,
            gettext("Say yes or no to what a programme may spend"),
            cap.programme.title,
            "",
            reverse("releases:programme", args=[cap.programme_id]),
        )
    for row in queries.waits_for(actor):
        yield WorkItem(
            "new",
            None,
            gettext("Say yes or no to a data release"),
            str(results.entries()[row.indicator].name),
            "",
            reverse("releases:release", args=[row.id]),
        )
    if actor.can("releases.prepare"):
        for row in queries.releases(actor).filter(state=State.READY, prepared_by=actor.account):
            yield WorkItem(
                "new",
                None,
                gettext("Look at the numbers of a release, and publish it or not"),
                str(results.entries()[row.indicator].name),
                "",
                reverse("releases:release", args=[row.id]),
            )
