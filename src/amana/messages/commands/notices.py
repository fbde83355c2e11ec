"""Mails to a desk that something is new: at fixed times of the day, or at once where danger was reported.

The mail says nothing else, because even its time gives something away: with fixed times it does not show when somebody wrote.
"""

import logging
from datetime import datetime, time, timedelta
from smtplib import SMTPException
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, MailerDoesNotExist
from django.db import transaction

from amana.messages import pack
from amana.messages.connectors import load_configuration
from amana.messages.models import Notice

_log = logging.getLogger("amana.messages")
_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(hours=1)


@transaction.atomic
def tell_unit(unit: UUID, *, danger: bool, now: datetime) -> None:
    """Queues a notice for the unit's next mail of the day, or for now in danger, if its desk has an address."""
    row = Notice.objects.select_for_update().filter(unit=unit).first()
    if row is None:
        Notice.objects.create(unit=unit, since=now, danger=danger)
    elif danger and not row.danger:
        row.danger, row.tried_at, row.failures = True, None, 0
        row.save(update_fields=["danger", "tried_at", "failures"])


def send_notices(now: datetime) -> int:
    """Sends every mail that is due, or retries it. Returns the number sent."""
    addresses, done = load_configuration().notices, 0
    for row in Notice.objects.all():
        address = addresses.get(str(row.unit))
        if address is None:
            row.delete()
        elif _is_due(row, now):
            done += _send_mail(row, address, now)
    return done


def _is_due(row: Notice, now: datetime) -> bool:
    if row.tried_at is not None:
        return now >= row.tried_at + min(_WAIT * (1 << min(row.failures, 6)), _LONGEST_WAIT)
    return row.danger or fixed_time_between(row.since, now)


def fixed_time_between(since: datetime, now: datetime) -> bool:
    """Whether one of the pack's times of the day is after `since` and not after `now`."""
    zone = pack.limits().zone
    times = [time.fromisoformat(each) for each in pack.read_section().notice_times]
    day, last = since.astimezone(zone).date(), now.astimezone(zone).date()
    while day <= last:
        if any(since < datetime.combine(day, each, tzinfo=zone) <= now for each in times):
            return True
        day += timedelta(days=1)
    return False


def _send_mail(row: Notice, address: str, now: datetime) -> bool:
    """Sends the mail in every language, or records the failure. What arrived meanwhile waits for the next one."""
    said = pack.read_section().notice
    languages = [code for code, _name in settings.LANGUAGES]
    subject = " · ".join(said.subject.text(code) for code in languages)
    text = "\n\n".join(said.text.text(code) for code in languages)
    try:
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [address]).send(using="default")
    except (OSError, SMTPException, MailerDoesNotExist):
        Notice.objects.filter(unit=row.unit).update(tried_at=now, failures=row.failures + 1)
        _log.warning("the mail to unit %s did not leave", row.unit)
        return False
    Notice.objects.filter(unit=row.unit, since=row.since, danger=row.danger).delete()
    return True
