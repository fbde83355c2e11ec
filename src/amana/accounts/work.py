"""Items of my day from accounts: powerful roles that wait, for everybody who holds one and may stop them."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from amana.accounts.queries import list_role_requests
from amana.countrypacks import dates
from amana.my_day import WorkItem, group_of_news
from amana.trust.actor import Actor
from amana.trust.capabilities import POWERFUL


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Returns all powerful roles that wait: cut off, the last one could hide behind many."""
    if POWERFUL.isdisjoint(actor.capabilities):
        return
    for row in list_role_requests(actor, now):
        about = {"name": row.name, "role": row.role}
        if row.due is not None:
            order = gettext("%(role)s for %(name)s: given on %(moment)s, and you can stop it") % {
                **about,
                "moment": dates.stamp(row.due),
            }
            agreed = row.agreed_by or gettext("the operator of this machine")
            why = gettext("Asked by %(first)s, agreed by %(second)s") % {"first": row.by, "second": agreed}
        elif row.may_agree:
            order, why = (
                gettext("Decide: %(role)s for %(name)s") % about,
                gettext("Asked by %(name)s") % {"name": row.by},
            )
        else:
            order, why = gettext("Asked for: %(role)s for %(name)s") % about, gettext("It waits for a second person.")
        group = (
            "waiting" if row.due is None and not row.may_agree else group_of_news(row.agreed_at or row.at, row.due, now)
        )
        yield WorkItem(group, row.due, order, why, "", reverse("accounts:powerful_roles"), row.agreed_at or row.at)
