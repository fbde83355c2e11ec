"""What a reporter reads by the code: a word about the sign, and copies of the answers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from amana import vault
from amana.intake.models import Sign
from amana.public_reports.commands.words import ANSWER
from amana.public_reports.models import Letter, PublicReport
from amana.public_reports.rules import CLOSED
from amana.trust import rows


def on_status_changed(sender: object, *, sign: Sign, state: str, **_: Any) -> None:
    """Whoever follows up the code reads this word from now on: read or looked_at; a closed report stays closed."""
    with rows.acting_as(rows.SYSTEM):
        PublicReport.objects.filter(sign=sign).exclude(state=CLOSED).update(state=state)


def on_reporter_answered(sender: object, *, sign: Sign, sealed: UUID, at: datetime, **_: Any) -> None:
    """A copy of the answer waits for the code of its reporter. Raises CannotOpen."""
    keep_copy(sign, sealed, ANSWER, at)


def keep_copy(sign: Sign, sealed: UUID, part: str, at: datetime) -> None:
    """A copy of an answer, or of earlier words, waits for the code of its reporter. Raises CannotOpen."""
    with rows.acting_as(rows.SYSTEM):
        row = PublicReport.objects.filter(sign=sign).first()
        if row is None or sign.mailbox is None:
            return
        copy = vault.letters.for_mailbox(sealed, sign.mailbox)
        wraps = [each.to_json() for each in copy.wraps]
        Letter.objects.create(
            report=row, part=part, text=copy.id, envelope=copy.envelope, wraps=wraps, came_at=at, emptied_at=at
        )
