"""Reports that wait in quarantine, at the desk: read, let through by one person, or put aside by two."""

import json
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.errors import NotFound
from amana.intake.commands.signs import SignText
from amana.intake.models import Sign
from amana.public_reports import queries
from amana.public_reports.commands import words
from amana.public_reports.commands.emptying import empty_report, told_of
from amana.public_reports.commands.words import REPORT
from amana.public_reports.errors import NotAReport
from amana.public_reports.models import Letter, PublicReport
from amana.public_reports.rules import CLOSED
from amana.steps.commands import Told
from amana.trust import rows
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.trail import record


@needs("signs.triage")
@transaction.atomic
def open_letter(actor: Actor, report: UUID, now: datetime) -> SignText:
    """What a report in quarantine says; the opening is in the trail. Raises NotFound, CannotOpen."""
    row = _waiting(actor, report)
    letter = Letter.objects.filter(report=row, part=REPORT).first()
    if letter is None:
        raise NotFound
    content = json.loads(
        vault.letters.open_letter(actor, words.letter_of(REPORT, letter.text, bytes(letter.envelope), letter.wraps))
    )
    coded = _facts(row)
    record(actor, "intake.letter_opened", row.id, now)
    told = Told(coded.told.facts, content["sealed"], content["working"])
    return replace(coded, told=told, danger=content["danger"], more=content.get("more", {}))


@needs("signs.triage")
@transaction.atomic
def let_through(actor: Actor, report: UUID, now: datetime) -> Sign:
    """Somebody read it: it is a sign like any other. Raises NotFound, NotAReport."""
    row = _waiting(actor, report)
    if row.faulty:
        raise NotAReport
    with rows.acting_as(rows.SYSTEM):
        PublicReport.objects.filter(id=row.id).update(quarantined=False, aside_by=None, aside_why=None)
    sign = empty_report(row.id, now)
    record(actor, "intake.letter_let_through", row.id, now, sign=sign.id)
    return sign


@needs("signs.triage")
@transaction.atomic
def put_aside(actor: Actor, report: UUID, reason: str, now: datetime) -> bool:
    """This is no report, says one person, and with a second one it is closed: its text is gone. Whether it is closed now.

    Raises NotFound. The same person twice is still one.
    """
    row = _waiting(actor, report)
    with rows.acting_as(rows.SYSTEM):
        if row.aside_by is None:
            version, public = vault.letter_box.box_key()
            row.aside_by = actor.user_id
            row.aside_why = vault.letter_box.into_box(version, public, reason.encode(), "why", row.id)
            row.save(update_fields=["aside_by", "aside_why"])
            record(actor, "intake.letter_aside_proposed", row.id, now)
            return False
        if row.aside_by == actor.user_id:
            return False
        Letter.objects.filter(report=row).delete()
        row.emptied_at, row.facts, row.code, row.state = now, None, None, CLOSED
        row.save()
    record(actor, "intake.letter_put_aside", row.id, now, first=row.aside_by)
    return True


def _waiting(actor: Actor, report: UUID) -> PublicReport:
    row = queries.waiting_for(actor).select_for_update().filter(id=report).first()
    if row is None:
        raise NotFound
    return row


def _facts(row: PublicReport) -> SignText:
    if row.faulty:
        return told_of({"area": "", "danger": "unknown", "channel": "other", "language": ""})
    return told_of(json.loads(vault.letter_box.out_of_box(bytes(row.facts or b""), "facts", row.id)))
