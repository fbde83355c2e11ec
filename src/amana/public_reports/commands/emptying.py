"""The worker empties the letter box: reports become signs, later words reach the desk. Done twice, nothing happens twice.

Each report is one transaction, from the procedure to the line in the trail: a worker that is killed leaves the letter in
the box, and the next one begins again. Nobody's key is needed, because texts are locked in as they came.
"""

import contextlib
import json
import logging
import secrets
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from django.db import IntegrityError, transaction

from amana import vault
from amana.countrypacks import pack
from amana.errors import CannotOpen
from amana.intake import queries
from amana.intake.commands import signs
from amana.intake.models import Reply, Sign, SignFile
from amana.process_state import filled_at_start
from amana.public_reports.commands import words
from amana.public_reports.commands.reporters import keep_copy
from amana.public_reports.commands.words import ANSWER, FILE, RENEW, REPORT, WORDS
from amana.public_reports.errors import NotAReport
from amana.public_reports.models import Letter, PublicReport
from amana.trust import rows
from amana.trust.actor import SYSTEM
from amana.trust.trail import record

_AT_ONCE: Final = 30  # in one run, so that other duties of the worker do not wait for a burst
_log = logging.getLogger("amana.intake")
_FAULTS: Final = (CannotOpen, IntegrityError, NotAReport, ValueError, KeyError, TypeError)


def empty_box(now: datetime) -> int:
    """Every letter that waited is where it belongs; how many. Those in quarantine stay until people have read them."""
    with rows.acting_as(rows.SYSTEM):
        waiting = PublicReport.objects.filter(emptied_at=None, quarantined=False, faulty=False).order_by("came_at")
        reports = list(waiting.values_list("id", flat=True)[:_AT_ONCE])
        done = sum(_try_work(_report, report, now) for report in reports)
        later = Letter.objects.filter(emptied_at=None, report__emptied_at__isnull=False, part__in=(WORDS, FILE, RENEW))
        letters = list(later.order_by("came_at", "-part").values_list("id", flat=True)[:_AT_ONCE])
        return done + sum(_try_work(_letter, letter, now) for letter in letters)


def empty_report(report: UUID, now: datetime) -> Sign:
    """One report is a sign now. Raises NotAReport for one that was not sealed as ours are."""
    with rows.acting_as(rows.SYSTEM):
        _report(report, now)
        return PublicReport.objects.select_related("sign__procedure").get(id=report).sign  # type: ignore[return-value]


def _try_work(what: Any, row: UUID, now: datetime) -> bool:
    """Whether it went well. What was put into the box by somebody else than us is marked, and kept for people to look at."""
    try:
        what(row, now)
    except _FAULTS as fault:
        _log.error("letter %s is not as ours are: %s", row, type(fault).__name__)
        PublicReport.objects.filter(id=row).update(faulty=True, quarantined=True)
        Letter.objects.filter(id=row).update(emptied_at=now)
        return False
    return True


def _report(report: UUID, now: datetime) -> None:
    stretched = _stretch_code(report)
    with transaction.atomic():
        row = PublicReport.objects.select_for_update().get(id=report)
        if row.emptied_at is not None:
            return
        letter = Letter.objects.get(report=row, part=REPORT)
        facts = json.loads(vault.letter_box.out_of_box(bytes(row.facts or b""), "facts", row.id))
        if stretched is not None and row.lookup is None:
            _with_code(row, *stretched)
        sign = signs.place_public(row.unit, told_of(facts), _read_letter(letter), row.came_at)
        if row.lookup is not None and row.box_public is not None and row.box_private is not None:
            box = vault.codes.Mailbox(row.id, bytes(row.box_public), bytes(row.box_private))
            vault.codes.keep_mailbox(box, vault.codes.Way.read(row.way).pepper, row.came_at)
            Sign.objects.filter(id=sign.id).update(mailbox=row.id)
        letter.delete()
        for file in Letter.objects.filter(report=row, part=FILE, emptied_at=None):
            _file(file, sign, None, now)
        row.emptied_at, row.sign, row.facts, row.code, row.quarantined = now, sign, None, None, False
        row.save()
    tell_listeners(row.unit, danger=facts["danger"] == "yes", now=now)


def _stretch_code(report: UUID) -> tuple[vault.codes.CodeKeys, vault.codes.Mailbox] | None:
    """What a code that waited for the key store is stretched to; before the transaction, because it is slow."""
    sealed = PublicReport.objects.filter(id=report, emptied_at=None, lookup=None).values_list("code", flat=True).first()
    if sealed is None:
        return None
    keys = vault.codes.keys_of(vault.letter_box.out_of_box(bytes(sealed), "code", report).decode())
    return keys, vault.codes.new_mailbox(keys, report)


def _with_code(row: PublicReport, keys: vault.codes.CodeKeys, box: vault.codes.Mailbox) -> None:
    if PublicReport.objects.filter(lookup=keys.lookup).exists():
        _log.error("the code of report %s is another's", row.id)
        return
    row.lookup, row.way, row.box_public, row.box_private = keys.lookup, str(keys.way), box.public, box.private


def _letter(letter_id: UUID, now: datetime) -> None:
    with transaction.atomic():
        letter = (
            Letter.objects.select_for_update(of=("self",)).select_related("report__sign__procedure").get(id=letter_id)
        )
        sign = letter.report.sign
        if letter.emptied_at is not None or sign is None:
            return
        if letter.part == RENEW:
            _renew(letter, now)
        elif letter.part == FILE:
            _file(letter, sign, Reply.objects.filter(sign=sign, written_at=letter.came_at).first(), now)
        else:
            _words(letter, sign, now)


def _words(letter: Letter, sign: Sign, now: datetime) -> None:
    """What was added by the code is a reply; the copy that the code itself opens stays in the box."""
    facts = json.loads(vault.letter_box.out_of_box(bytes(letter.facts or b""), "facts", letter.id))
    enclosed = _read_letter(letter)
    text = vault.letters.lock_in(enclosed, sign.procedure.lock, letter.came_at)
    reply = Reply.objects.create(sign=sign, sealed=text.id, written_by=None, written_at=letter.came_at)
    vault.facts.put(sign.procedure.lock, "reply", reply.id, {"what": str(facts["what"])})
    record(SYSTEM, "intake.reporter_added", sign.id, now, reply=reply.id)
    letter.emptied_at, letter.facts = now, None
    letter.wraps = [enclosed.of("code", letter.report_id).to_json()]
    letter.save()
    tell_listeners(sign.unit, danger=False, now=now)


def _file(letter: Letter, sign: Sign, reply: Reply | None, now: datetime) -> None:
    text = vault.letters.lock_in(_read_letter(letter), sign.procedure.lock, letter.came_at)
    SignFile.objects.create(sign=sign, reply=reply, sealed=text.id, came_at=letter.came_at)
    record(SYSTEM, "intake.file_came", sign.id, now, sealed=text.id)
    letter.delete()


def _renew(letter: Letter, now: datetime) -> None:
    """The mailbox lies under the newest way of its code, as somebody who typed the code sealed it."""
    told = json.loads(vault.letter_box.out_of_box(bytes(letter.facts or b""), "facts", letter.id))
    row, way = letter.report, vault.codes.Way.read(told["way"])
    row.lookup, row.way, row.box_private = bytes.fromhex(told["lookup"]), str(way), bytes.fromhex(told["private"])
    row.save(update_fields=["lookup", "way", "box_private"])
    if row.box_public is not None:
        vault.codes.keep_mailbox(vault.codes.Mailbox(row.id, bytes(row.box_public), row.box_private), way.pepper, now)
    letter.delete()


def take_in_earlier(now: datetime) -> int:
    """Signs that came by a code before there was a letter box can be followed up there; how many were moved."""
    with rows.acting_as(rows.SYSTEM):
        earlier = list(Sign.objects.select_related("procedure").exclude(lookup=None).filter(report=None)[:_AT_ONCE])
        return sum(_earlier(sign, now) for sign in earlier)


def _earlier(sign: Sign, now: datetime) -> bool:
    box = vault.codes.mailbox_kept(sign.mailbox) if sign.mailbox is not None else None
    with transaction.atomic():
        if box is None or not vault.keystore.is_living(sign.procedure.lock):
            Sign.objects.filter(id=sign.id).update(lookup=None)
            return False
        PublicReport.objects.create(
            id=box.id, once=secrets.token_bytes(32), came_at=sign.came_at, unit=sign.unit, emptied_at=now, sign=sign,
            supervised_by=sign.supervised_by, lookup=sign.lookup, way=str(vault.codes.Way(vault.letters.newest_of_mailbox(box.id), 1)),
            box_public=box.public, box_private=box.private, state=queries.status_of(sign),
        )  # fmt: skip
        for reply in queries.replies_of(sign):
            with contextlib.suppress(CannotOpen):  # what was sealed by an earlier contract stays with the desk
                keep_copy(sign, reply.sealed, WORDS if reply.written_by is None else ANSWER, reply.written_at)
        Sign.objects.filter(id=sign.id).update(lookup=None)
    return True


def told_of(facts: dict[str, Any]) -> signs.SignText:
    """The coded part of a report. Raises NotAReport for codes that the pack does not know."""
    country, area, danger = pack(), str(facts["area"]), str(facts["danger"])
    channel, language = str(facts["channel"]), str(facts["language"])
    channels = {option.id for option in country.lists["channel"]}
    known_area = not area or area in country.districts or area in country.governorates
    if danger not in ("yes", "no", "unknown") or channel not in channels or not known_area:
        raise NotAReport
    return signs.public_text(channel, area, danger, language)


def _read_letter(letter: Letter) -> vault.letters.Enclosed:
    return words.letter_of(letter.part, letter.text, bytes(letter.envelope), letter.wraps)


class Listener(Protocol):
    """Somebody who wants to hear that something came in for a unit."""

    def __call__(self, unit: UUID, *, danger: bool, now: datetime) -> None: ...


_listeners: list[Listener] = filled_at_start([])


def register_listener(listener: Listener) -> None:
    """From now on `listener` hears of every report and of later words, in a transaction of its own."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_listeners(unit: UUID, *, danger: bool, now: datetime) -> None:
    """Something came in for this unit."""
    for listener in _listeners:
        with transaction.atomic():
            listener(unit, danger=danger, now=now)
