"""A report is dropped into the letter box: sealed, kept, and only then told to be kept. No key store is needed.

The code is stretched before the transaction, which holds three inserts and no lock. A form that comes twice finds the
first one's row in its way, and gets the same receipt.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from amana import vault
from amana.countrypacks import pack
from amana.intake.models import Sign
from amana.messages.connectors import Incoming
from amana.public_reports.commands import cards, flood, store, tokens
from amana.public_reports.commands.emptying import empty_report
from amana.public_reports.commands.words import FILE, REPORT, PlainFile, Words, enclose_file
from amana.public_reports.models import Letter, PublicReport
from amana.trust import rows
from amana.vault.errors import KeyStoreAway

_ATTEMPTS: Final = 4


@dataclass(frozen=True)
class Receipt:
    """The code of a report that is stored. It is empty where the form came again hours later: it was shown once."""

    report: UUID | None
    code: str = field(repr=False)
    again: bool = False

    @property
    def groups(self) -> tuple[str, ...]:
        """The code as it is written down."""
        return vault.codes.in_groups(self.code) if self.code else ()


def drop(words: Words, *, token: str, work: str = "", source: str = "", now: datetime) -> Receipt:
    """What somebody wrote is stored, sealed to the unit that reads it; the receipt may be shown now.

    `work` is the solution of a challenge, `source` the address it came from. While the key store is away, the code is
    sealed to it instead of being stretched. Raises NobodyReads; then nothing is stored.
    """
    card = cards.current()
    held = flood.note_arrival(source, work)
    form = tokens.read(token, now)
    for attempt in range(_ATTEMPTS):
        code = form.code(attempt)
        try:
            keys = vault.codes.keys_of(code)  # slow on purpose, so it's done before anything is locked
        except KeyStoreAway:
            keys = None
        row, letters = _build_report(card, words, form.once, now, held=held)
        _with_code(card, row, code, keys)
        if _keep(row, letters):
            return Receipt(row.id, code)
        if keys is None or (there := store.find([keys.lookup])) is None:
            return Receipt(None, form.code(0) if form.fresh else "", again=True)
        if there.once == form.once:
            return Receipt(there.id, code if form.fresh else "", again=True)
    raise RuntimeError("four codes in a row were taken")


def receive_message(incoming: Incoming, now: datetime) -> None:
    """A message from a connector is a report in the letter box; the same message again is not a second one.

    Raises NobodyReads; then nothing is stored, and the connector is told to send it again.
    """
    card = cards.current()
    words = Words(
        text=incoming.text,
        language=incoming.language if incoming.language in _languages() else "",
        channel=_CHANNELS.get(incoming.channel, "other"),
        sender=incoming.sender,
        elsewhere=incoming.elsewhere,
        contact={"channel": incoming.channel, "phone": incoming.sender} if incoming.sender else {},
        files=[PlainFile(_kind_of(type), type, content) for _name, type, content in incoming.files],
    )
    held = flood.note_arrival(f"{incoming.connector}|{incoming.sender}", "")
    row, letters = _build_report(
        card, words, tokens.of_message(incoming.connector, incoming.provider_id), now, held=held
    )
    _keep(row, letters)


_CHANNELS: Final = {"sms": "message", "whatsapp": "message", "email": "message", "voice": "phone"}


def _kind_of(type: str) -> str:
    return {"audio": "voice", "image": "photo"}.get(type.partition("/")[0], "file")


def _languages() -> set[str]:
    return {option.id for option in pack().lists["language"]}


def _build_report(
    card: cards.Card, words: Words, once: bytes, now: datetime, *, held: bool
) -> tuple[PublicReport, list[Letter]]:
    row = PublicReport(id=uuid4(), once=once, came_at=now, unit=card.unit, supervised_by=card.supervised_by)
    row.facts, row.quarantined = card.into_box(words.facts(), "facts", row.id), held
    sealed = [(REPORT, vault.letters.enclose("sign", words.build_sign(now), card.readers))]
    sealed += [(FILE, enclose_file(file, card.readers)) for file in words.files]
    return row, [new_letter(row.id, part, letter, now) for part, letter in sealed]


def _with_code(card: cards.Card, row: PublicReport, code: str, keys: vault.codes.CodeKeys | None) -> None:
    if keys is None:
        row.code = card.into_box(code.encode(), "code", row.id)
        return
    box = vault.codes.new_mailbox(keys, row.id)
    row.lookup, row.way, row.box_public, row.box_private = keys.lookup, str(keys.way), box.public, box.private


def new_letter(report: UUID, part: str, letter: vault.letters.Enclosed, now: datetime) -> Letter:
    """A row for a letter, not kept yet."""
    wraps = [each.to_json() for each in letter.wraps]
    return Letter(
        id=uuid4(), report_id=report, part=part, text=letter.id, envelope=letter.envelope, wraps=wraps, came_at=now
    )


def _keep(row: PublicReport, letters: list[Letter]) -> bool:
    """Whether the report is stored by this; not where it is there already, or its code is another's."""
    try:
        with rows.acting_as(rows.SYSTEM), transaction.atomic():
            row.save(force_insert=True)
            for letter in letters:
                letter.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def receive_public_sign(*, text: str, governorate: str, danger: str, language: str, now: datetime) -> tuple[Sign, str]:
    """What a stranger wrote is a sign at once: dropped, and taken out of the box. For processes with the key store."""
    words = Words(text, governorate=governorate, danger=danger, language=language)
    receipt = drop(words, token=tokens.new_token(now), now=now)
    assert receipt.report is not None
    return empty_report(receipt.report, now), receipt.code
