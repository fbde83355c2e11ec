"""Referrals: made, accepted, acknowledged in time."""

from django.utils.translation import gettext_lazy as _

from amana.reporting.indicators.recipe import Measure, Recipe, Records
from amana.reporting.tables import People, Snapshot
from amana_methods.calendar import Period

ACCEPTED = "accepted"


def list_made(snapshot: Snapshot, period: Period) -> Records:
    """Referrals sent in the period; those accepted by now count a second time."""
    people = People(snapshot.cases)
    accepted = {step.subject for step in snapshot.steps if step.machine == "referral" and step.to_state == ACCEPTED}
    records: Records = []
    for each in snapshot.referrals:
        about = people.about(each.case)
        if about is not None and each.sent_on in period:
            record = {**about, "service": each.service, "referrer_type": each.referrer_type}
            records.append({**record, "count": "made"})
            if each.id in accepted:
                records.append({**record, "count": "accepted"})
    return records


def list_acknowledged(snapshot: Snapshot, period: Period) -> Records:
    """Referrals sent in the period whose time to be acknowledged has passed, and whether they were in time."""
    known = {case.id for case in snapshot.cases}
    return [
        {
            "service": each.service,
            "provider": each.provider,
            "met": each.acknowledged_at is not None and each.acknowledged_at <= due,
        }
        for each in snapshot.referrals
        if each.case in known
        and each.sent_on in period
        and (due := each.acknowledge_due) is not None
        and due <= snapshot.now
    ]


RECIPES = {
    "R-01": Recipe(
        frozenset({"cases", "steps", "referrals"}),
        list_made,
        Measure.SEVERAL,
        frozenset({"service", "governorate", "referrer_type"}),
        hides=True,
        counts=(("made", _("made")), ("accepted", _("accepted"))),
    ),
    "R-02": Recipe(
        frozenset({"cases", "referrals"}),
        list_acknowledged,
        Measure.SHARE,
        frozenset({"service", "provider"}),
        hides=True,
    ),
}
