"""The copy is made: next dates, what she agreed to, who opened her file; sealed to a key pair that only her code opens."""

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import translation

from amana import vault
from amana.cases.openings import openings_of
from amana.cases.queries import Procedure, require_own
from amana.consent import queries as consent
from amana.countrypacks import pack
from amana.errors import NotFound
from amana.intake.errors import NobodyReads
from amana.own_page.models import OwnPage
from amana.subject_access.receipts import opening_line, receipt_lines, whom_to_ask
from amana.trust import rows
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.trail import record

KIND: Final = "own_page"
_LINES: Final = frozenset({"who", "what", "why", "until", "given"})  # of a receipt; the number of the file stays away
_OPENINGS: Final = 60  # so many of the newest are on the page; the paper has all


@dataclass(frozen=True)
class OwnDate:
    """Something she may want to know of before: a day, perhaps a time, and words that her case manager chose."""

    day: str
    time: str
    what: str


def secret_of(code: str, pin: str) -> str:
    """What is stretched: the code together with the PIN, so that neither opens anything alone."""
    return f"{vault.codes.digits_of(code)}|{vault.codes.digits_of(pin)}"


@needs("consent.record")
def make_own_page(
    actor: Actor, procedure: Procedure, *, pin: str, dates: Sequence[OwnDate], words: str, now: datetime
) -> str:
    """She has a page from now on, in place of an earlier one; returns its code, which is shown once and kept nowhere.

    Only for the team. Raises NotFound, NobodyReads when no unit could read a complaint, KeyStoreAway.
    """
    require_own(actor, "consent.record", procedure)
    code = vault.codes.new_code()
    keys = vault.codes.keys_of(secret_of(code, pin))  # slow on purpose, so it's done before anything is locked
    page, unit = uuid4(), _who_reads(procedure)
    box = vault.codes.new_mailbox(keys, page)
    content = _content(page, procedure, unit, dates, words, now)
    letter = vault.letters.enclose(KIND, content, [vault.letters.mailbox_reader(page, keys.version, box.public)])
    with transaction.atomic():
        OwnPage.objects.filter(procedure=procedure).delete()
        OwnPage.objects.create(
            id=page, procedure=procedure, unit=unit, lookup=keys.lookup, way=str(keys.way), box_public=box.public,
            box_private=box.private, made_by=actor.account, made_at=now, copied_at=now, **_columns(letter),
        )  # fmt: skip
        record(actor, "intake.own_page_made", page, now, procedure=procedure.id)
    return code


@needs("consent.record")
def renew_own_page(actor: Actor, procedure: Procedure, *, dates: Sequence[OwnDate], words: str, now: datetime) -> None:
    """Her page says what is true now; code and PIN stay. Raises NotFound, NobodyReads."""
    require_own(actor, "consent.record", procedure)
    unit = _who_reads(procedure)
    with transaction.atomic():
        row = OwnPage.objects.select_for_update().filter(procedure=procedure).first()
        if row is None:
            raise NotFound
        content = _content(row.id, procedure, unit, dates, words, now)
        reader = vault.letters.mailbox_reader(row.id, vault.codes.Way.read(row.way).pepper, bytes(row.box_public))
        letter = vault.letters.enclose(KIND, content, [reader])
        OwnPage.objects.filter(id=row.id).update(unit=unit, copied_at=now, **_columns(letter))
        record(actor, "intake.own_page_renewed", row.id, now, procedure=procedure.id)


@needs("consent.record")
@transaction.atomic
def end_own_page(actor: Actor, procedure: Procedure, now: datetime) -> None:
    """Code and PIN open nothing any more. Raises NotFound."""
    require_own(actor, "consent.record", procedure)
    row = OwnPage.objects.filter(procedure=procedure).first()
    if row is None:
        raise NotFound
    record(actor, "intake.own_page_ended", row.id, now, procedure=procedure.id)
    row.delete()


def _columns(letter: vault.letters.Enclosed) -> dict[str, Any]:
    return {"text": letter.id, "envelope": letter.envelope, "wraps": [each.to_json() for each in letter.wraps]}


def _who_reads(procedure: Procedure) -> UUID:
    """The unit that reads her complaints: never the team. Raises NobodyReads."""
    for unit in (procedure.supervisors_unit, procedure.intake_unit):
        if unit is not None and vault.keyring.has_unit_key(unit):
            return unit
    raise NobodyReads


def _content(
    page: UUID, procedure: Procedure, unit: UUID, dates: Sequence[OwnDate], words: str, now: datetime
) -> bytes:
    with rows.acting_as(rows.SYSTEM):  # openings by other organisations are hers to know
        living = [each for each in consent.agreements_of(procedure.id) if _lives(each, now)]
        spoken = {language: _in_words(procedure, living, language) for language in pack().languages}
    signed = {"own_page": str(page), "readers": [each.to_json() for each in vault.letters.readers_of_units([unit])]}
    readers = json.dumps(signed, separators=(",", ":"))
    told = {
        "at": now.isoformat(),
        "dates": [{"day": each.day, "time": each.time, "what": each.what} for each in dates],
        "words": words,
        "consents": [str(each.id) for each in living],
        "spoken": spoken,
        "unit": str(unit),
        "readers": readers,
        "signature": b64encode(vault.letter_box.sign_card(readers)).decode(),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _lives(agreed: consent.Agreement, now: datetime) -> bool:
    ended = agreed.withdrawn_at is not None or (agreed.expires_at is not None and agreed.expires_at <= now)
    return not agreed.refused and not ended


def _in_words(procedure: Procedure, living: Sequence[consent.Agreement], language: str) -> dict[str, Any]:
    with translation.override(language):
        return {
            "consents": [[text for name, text in receipt_lines(procedure, each) if name in _LINES] for each in living],
            "openings": [opening_line(row) for row in openings_of(procedure, _OPENINGS)],
            "contact": whom_to_ask(procedure),
        }
