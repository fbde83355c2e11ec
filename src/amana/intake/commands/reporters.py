"""What a reporter reads by the code: a word about the sign, and copies of the answers."""

from datetime import datetime
from uuid import UUID

from amana import vault
from amana.intake.models import Letter, PublicReport, Sign
from amana.trust import rows


def tell_reporter(sign: Sign, state: str) -> None:
    """Whoever follows up the code reads this word from now on: read, looked_at or closed; closed stays."""
    with rows.acting_as(rows.SYSTEM):
        PublicReport.objects.filter(sign=sign).exclude(state="closed").update(state=state)


def keep_copy(sign: Sign, sealed: UUID, part: str, at: datetime) -> None:
    """A copy of an answer, or of earlier words, waits for the code of its reporter. Raises CannotOpen."""
    with rows.acting_as(rows.SYSTEM):
        row = PublicReport.objects.filter(sign=sign).first()
        if row is None or sign.mailbox is None:
            return
        copy = vault.for_mailbox(sealed, sign.mailbox)
        wraps = [each.to_json() for each in copy.wraps]
        Letter.objects.create(
            report=row, part=part, text=copy.id, envelope=copy.envelope, wraps=wraps, came_at=at, emptied_at=at
        )
