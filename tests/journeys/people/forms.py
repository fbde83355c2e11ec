"""What several people fill in alike: a day as a date field takes it, and a decision on paper."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.journeys.stage import Person


def in_days(days: int) -> str:
    """A day from now, as a date field takes it."""
    return (timezone.localdate() + timedelta(days=days)).isoformat()


class WritesPapersDown(Person):
    """Somebody who enters what others decided on paper."""

    def _records_a_paper(self, answers: dict[str, Any], step: str) -> None:
        paper = {"decided_on": in_days(-1), "authority": self.words.court, "number": "12/2026", "paper-scan": True}
        form = self.fill({**answers, **paper})
        self.look(step, aside=True)
        self.send(form)
