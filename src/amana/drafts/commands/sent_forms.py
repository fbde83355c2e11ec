"""A form that is sent twice does its thing once: its page carries a token, and the post that is accepted uses it up.

The token is random for each form and each page. `begin` puts its mark down before anything is done, and the database lets
one request do that. On PostgreSQL the row belongs to the transaction of the request, so that another one waits for its end.
On SQLite, where a request is no transaction, the row is stored in work, and another request waits for what becomes of it.
"""

import json
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from amana import vault
from amana.drafts.models import SentForm
from amana.errors import AmanaError

FIELD: Final = "form_token"
LASTS: Final = timedelta(hours=12)  # longer than a session
_PURPOSE: Final = "sent form"
_LONGEST: Final = 64
_SIZE: Final = 256  # an answer is as long as others, be its address short or long
_WAITS_SECONDS: Final = 10.0
_ASKS_EVERY_SECONDS: Final = 0.05

type Fields = Iterable[tuple[str, list[str]]]


class Uncertain(AmanaError):
    """The form was sent before, and what became of that is not known: it is in work, or its process ended on the way."""

    code = "drafts.uncertain"
    status = 409
    text = _(
        "This form was sent already, and it is not known yet whether it was stored. "
        "Look whether it is there before you open the form anew."
    )


@dataclass(frozen=True, slots=True)
class SentBefore:
    """Where the first answer led to, and whether the same was sent then."""

    location: str
    same: bool


@dataclass(frozen=True, slots=True)
class SentNow:
    """A form in work: the mark of its token, and a keyed hash of what was sent."""

    mark: str
    content: str


def new_token() -> str:
    """Returns the token of a form that is shown now."""
    return secrets.token_urlsafe(18)


def read_form(user: UUID, token: str, address: str, fields: Fields) -> SentNow | None:
    """Returns the form that the user sends; None where the token cannot be one of ours."""
    if not token or len(token) > _LONGEST:
        return None
    content = json.dumps([address, sorted((name, values) for name, values in fields)])
    return SentNow(_hash("mark", f"{user} {token}"), _hash("content", f"{token} {content}"))


def begin(user: UUID, form: SentNow, now: datetime) -> SentBefore | None:
    """Puts the mark down, and returns None where it is the first. Otherwise nothing may be done, and the first answer is returned.

    Raises Uncertain where the first is in work for longer than somebody waits.
    """
    until = time.monotonic() + _WAITS_SECONDS
    while not _is_first(SentForm(mark=form.mark, user=user, ends_at=now + LASTS)):
        row = SentForm.objects.filter(mark=form.mark).first()
        if row is None:
            continue  # it was not accepted, or ended just now
        if row.answer:
            return _open(row, form, now)
        if time.monotonic() > until:
            raise Uncertain
        time.sleep(_ASKS_EVERY_SECONDS)
    return None


def accept(form: SentNow, location: str, now: datetime) -> None:
    """Uses the token up: the form was accepted, and its answer led to `location`."""
    text = json.dumps([form.mark, form.content, location]).ljust(_SIZE)
    answer = vault.passes.give_pass(_PURPOSE, text, now)
    try:
        SentForm.objects.filter(mark=form.mark).update(answer=answer)
    except DatabaseError:
        if connection.in_atomic_block:
            raise  # what the form did is taken back with it
        # It is done. The row stays in work, and somebody who sends the form again reads that it is uncertain.


def release(form: SentNow) -> None:
    """Lets the token be used: the form was not accepted. Where the database is away, its error has been answered already."""
    try:
        SentForm.objects.filter(mark=form.mark, answer="").delete()
    except DatabaseError:
        if connection.in_atomic_block:
            transaction.set_rollback(True)


def expire(now: datetime) -> int:
    """Deletes the marks of forms that were sent long ago. Returns their number."""
    return SentForm.objects.filter(ends_at__lte=now).delete()[0]


def _is_first(row: SentForm) -> bool:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _open(row: SentForm, form: SentNow, now: datetime) -> SentBefore:
    text = vault.passes.read_pass(_PURPOSE, row.answer, now, lasts=LASTS)
    mark, content, location = json.loads(text) if text is not None else ("", "", "")
    if mark != form.mark:
        raise Uncertain  # changed outside Amana, or the secret of the processes is another one
    return SentBefore(location, content == form.content)


def _hash(what: str, text: str) -> str:
    return salted_hmac(f"amana.drafts.sent.{what}", text, algorithm="sha256").hexdigest()
