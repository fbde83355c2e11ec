"""The item of the first day that goes through every room: a report, its case, a referral, and an accepted answer."""

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amana.first_day.items import WITH_COORDINATOR, Item, Progress
from amana.referrals.states import ReferralState
from amana.trust.trail import watch


def count_stages(now: datetime) -> Progress:
    """How far the first person came, by the audit log: what was recorded once stays counted after it was erased."""
    stages = (
        (watch.has_line("intake.sign_taken"), gettext("Next: record a report.")),
        (watch.has_line("cases.opened"), gettext("Next: open a case.")),
        (watch.has_line("referrals.drafted"), gettext("Next: ask another organisation for help.")),
        (
            watch.has_line("cases.step_taken", state=ReferralState.ACCEPTED),
            gettext("Next: the organisation that was asked accepts the referral."),
        ),
    )
    missing = [text for there, text in stages if not there]
    return Progress(len(stages) - len(missing), len(stages), missing[0] if missing else "")


FIRST_CASE = Item(
    "first_case",
    70,
    _("A first report became a case, and a referral was accepted"),
    _(
        "It shows that somebody who needs help is reached by those who help: from the first report to the accepted referral."
    ),
    count_stages,
    who=_("Colleagues who record reports, manage cases and answer referrals"),
    seen_by=WITH_COORDINATOR,
)
