"""What she said is taken: a withdrawal revokes access at once, a complaint reaches the supervisor, an answer reaches her.

Each word is one transaction, and done twice, nothing happens twice. Nobody's key is needed to take it.
"""

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from amana import vault
from amana.consent.commands import withdraw_by_herself
from amana.errors import CannotOpen, NotFound
from amana.own_page import queries
from amana.own_page.commands.visiting import ANSWER, COMPLAIN, FEEDBACK, RENEW, WITHDRAW, WORD
from amana.own_page.models import Feedback, OwnPage, OwnWord
from amana.public_reports.commands.emptying import tell_listeners
from amana.public_reports.commands.words import to_bytes
from amana.public_reports.errors import NotAReport
from amana.trust import rows
from amana.trust.actor import SYSTEM, Actor
from amana.trust.authorise import decides, needs
from amana.trust.trail import record

_AT_ONCE: Final = 200
_FAULTS: Final = (CannotOpen, IntegrityError, NotAReport, ValueError, KeyError, TypeError)
_log = logging.getLogger("amana.intake")


@dataclass(frozen=True)
class Answered:
    """A complaint or an answer, as the desk opens it."""

    ours: bool
    at: datetime
    text: str


def take_words(now: datetime) -> int:
    """Every word that waited is where it belongs; how many."""
    with rows.acting_as(rows.SYSTEM):
        waiting = OwnWord.objects.filter(taken_at=None, faulty=False).order_by("came_at")
        taken = sum(_try_taking(word, now) for word in list(waiting.values_list("id", flat=True)[:_AT_ONCE]))
        for letter in list(Feedback.objects.filter(sealed=None)[:_AT_ONCE]):
            taken += _lock_feedback(letter, now)
        return taken


def _try_taking(word: UUID, now: datetime) -> bool:
    try:
        with transaction.atomic():
            _take(word, now)
    except _FAULTS as fault:
        _log.error("own word %s is not as ours are: %s", word, type(fault).__name__)
        OwnWord.objects.filter(id=word).update(faulty=True)
        return False
    return True


def _take(word: UUID, now: datetime) -> None:
    row = OwnWord.objects.select_for_update().select_related("page__procedure").get(id=word)
    if row.taken_at is not None:
        return
    page, lock = row.page, row.page.procedure.lock
    told = json.loads(vault.letter_box.out_of_box(bytes(row.facts or b""), "facts", row.id))
    if told["what"] == RENEW:
        page.lookup, page.way = bytes.fromhex(told["lookup"]), str(vault.codes.Way.read(told["way"]))
        page.box_private = bytes.fromhex(told["private"])
        page.save(update_fields=["lookup", "way", "box_private"])
        row.delete()
        return
    if told["what"] == WITHDRAW:
        only = None if told["everything"] else {UUID(each) for each in told["consents"]}
        ended = withdraw_by_herself(page.procedure_id, only, now)
        vault.facts.put(lock, WORD, row.id, {"what": WITHDRAW, "ended": ended})
        row.for_team = True
        record(SYSTEM, "intake.own_order_taken", page.id, now, procedure=page.procedure_id, ended=ended)
    elif told["what"] == COMPLAIN:
        _lock_in(row, lock)
        vault.facts.put(lock, WORD, row.id, {"what": COMPLAIN})
        record(SYSTEM, "intake.complaint_came", row.id, now, unit=row.unit)
        transaction.on_commit(lambda: tell_listeners(row.unit, danger=False, now=now))
    else:
        raise NotAReport
    row.taken_at, row.facts = now, None
    row.save()


def _lock_in(row: OwnWord, lock: UUID) -> None:
    """The desk's copy is a sealed text; the copy that she opens stays on her page."""
    letter = vault.letters.Enclosed(
        row.text, WORD, bytes(row.envelope), tuple(vault.letters.Wrapped.from_json(each) for each in row.wraps)
    )
    row.sealed = vault.letters.lock_in(letter, lock, row.came_at).id
    row.wraps = [letter.of("code", row.page_id).to_json()]


def _lock_feedback(row: Feedback, now: datetime) -> bool:
    letter = vault.letters.Enclosed(
        row.text, FEEDBACK, bytes(row.envelope), tuple(vault.letters.Wrapped.from_json(each) for each in row.wraps)
    )
    with transaction.atomic():
        lock = vault.keystore.new_lock()
        month = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        sealed = vault.letters.lock_in(letter, lock, month)
        return bool(
            Feedback.objects.filter(id=row.id, sealed=None).update(
                sealed=sealed.id, lock=lock, envelope=b"", wraps=[], once=None
            )
        )


@needs("voices.read")
@transaction.atomic
def open_word(actor: Actor, complaint: OwnWord, now: datetime) -> list[Answered]:
    """A complaint with the answers to it, oldest first; the opening is in the trail. Raises NotFound, CannotOpen."""
    row = queries.complaint(actor, complaint.id)
    record(actor, "intake.complaint_opened", row.id, now, sealed=row.sealed)
    return [
        Answered(each.ours, each.came_at, str(vault.texts.open_text(actor, each.sealed)["text"]))
        for each in queries.thread(row)
        if each.sealed is not None
    ]


@needs("voices.read")
def answer_complaint(actor: Actor, complaint: OwnWord, *, text: str, now: datetime) -> None:
    """She reads this on her page; with it the complaint counts as answered. Raises NotFound."""
    row = queries.complaint(actor, complaint.id)
    page = OwnPage.objects.select_related("procedure").get(id=row.page_id)
    mine = vault.letters.mailbox_reader(page.id, vault.codes.Way.read(page.way).pepper, bytes(page.box_public))
    content = to_bytes({"what": ANSWER, "text": text})
    letter = vault.letters.enclose(WORD, content, [mine, *vault.letters.readers_of_units([row.unit])])
    with transaction.atomic():
        answer = OwnWord(
            id=uuid4(), page=page, unit=row.unit, ours=True, text=letter.id, envelope=letter.envelope,
            wraps=[each.to_json() for each in letter.wraps], came_at=now, taken_at=now,
        )  # fmt: skip
        _lock_in(answer, page.procedure.lock)
        answer.save(force_insert=True)
        OwnWord.objects.filter(id=row.id, seen_at=None).update(seen_by=actor.account, seen_at=now)
        record(actor, "intake.complaint_answered", row.id, now, answer=answer.id)


@transaction.atomic
@decides("consent.record")
def saw_order(actor: Actor, word: UUID, now: datetime) -> UUID:
    """The team has read that she withdrew by herself; returns the case. Raises NotFound."""
    row = queries.orders_for(actor).filter(id=word).first()
    if row is None:
        raise NotFound
    OwnWord.objects.filter(id=row.id, seen_at=None).update(seen_by=actor.account, seen_at=now)
    record(actor, "intake.own_order_seen", row.id, now, procedure=row.page.procedure_id)
    found: UUID = row.page.procedure_id
    return found


@needs("voices.read")
@transaction.atomic
def open_feedback(actor: Actor, feedback: UUID, now: datetime) -> str:
    """What somebody thinks of the help; the opening is in the trail. Raises NotFound, CannotOpen."""
    row = queries.feedback_for(actor).filter(id=feedback).first()
    if row is None or row.sealed is None:
        raise NotFound
    record(actor, "intake.feedback_opened", row.id, now, sealed=row.sealed)
    return str(vault.texts.open_text(actor, row.sealed)["text"])
