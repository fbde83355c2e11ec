"""What people thought of the help is forgotten after a while, with its keys."""

from datetime import datetime

from amana.countrypacks.dates import month_of
from amana.intake.commands.forgotten import forget_record
from amana.own_page.models import Feedback


def clear_feedback(before: datetime) -> int:
    """What people thought of the help in months that ended before this moment is gone, with its keys; how many there were."""
    found = list(Feedback.objects.filter(month__lt=month_of(before)).exclude(lock=None))
    for row in found:
        assert row.sealed is not None and row.lock is not None  # it was taken
        forget_record("feedback", row, sealed=row.sealed, lock=row.lock, at=before)
    return len(found)
