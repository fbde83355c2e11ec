"""The item of the first day on the directory: an organisation that referrals of this instance reach."""

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amana.first_day.items import WITH_COORDINATOR, Item, Progress
from amana.referrals import queries


def count_directory(now: datetime) -> Progress:
    """An entry of the directory, and one whose referrals arrive at a unit of this instance."""
    entries = queries.entries()
    if not entries:
        return Progress(0, 2, gettext("The directory is empty."))
    if not any(entry.unit for entry in entries):
        return Progress(1, 2, gettext("No entry names a unit that works with Amana."))
    return Progress(2, 2)


DIRECTORY = Item(
    "directory",
    60,
    _("The directory names an organisation that answers referrals here"),
    _("A referral goes to an entry of the directory, and arrives where the entry names a unit that works with Amana."),
    count_directory,
    capability="directory.keep",
    route="referrals:directory",
    seen_by=WITH_COORDINATOR,
)
