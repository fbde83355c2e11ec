"""A code is followed up: what was answered, and further words. A wrong code takes the same work and gets the same answer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from amana import vault
from amana.errors import CannotOpen
from amana.intake.errors import NobodyReads
from amana.public_reports.commands import cards, flood, store, tokens, words
from amana.public_reports.commands.dropping import new_letter
from amana.public_reports.commands.words import FILE, RENEW, WORDS, File
from amana.public_reports.errors import ComeBackLater, ReportClosed
from amana.public_reports.models import Letter
from amana.public_reports.rules import CLOSED
from amana.trust import rows
from amana.vault.errors import KeyStoreAway

TRIES_AN_HOUR: Final = 30


@dataclass(frozen=True)
class Message:
    """An answer (`ours`), or what was written by the code. `what` is answer, words, phone or stop."""

    ours: bool
    at: datetime
    text: str
    what: str


@dataclass(frozen=True)
class Followed:
    """What a code opens. `status` is received, read, looked_at or closed."""

    status: str
    messages: tuple[Message, ...]

    @property
    def is_stopped(self) -> bool:
        """Whether the last wish was not to be asked any more."""
        said = [each.what for each in self.messages if not each.ours]
        return bool(said) and said[-1] == "stop"


def follow(
    typed: str,
    *,
    text: str = "",
    contact: Mapping[str, str] | None = None,
    stop: bool = False,
    files: Sequence[File] = (),
    token: str = "",
    source: str = "",
    now: datetime,
) -> Followed | None:
    """What the code opens, after what was added by it is stored; None for a code that is nobody's.

    The same form again (`token`) adds nothing twice. Raises ComeBackLater while the key store is away, and after many wrong
    codes from one address; where something is to be added, NobodyReads if no unit can read it, and ReportClosed.
    """
    digits = vault.codes.digits_of(typed)
    card, tried = stretch_secret(digits, source, TRIES_AN_HOUR)
    with rows.acting_as(rows.SYSTEM):
        found = store.find([keys.lookup for keys in tried])
        if found is None or not vault.codes.is_well_formed(digits):
            flood.wrong_code(source)
            _open_nothing(tried[0])
            return None
        keys = next(keys for keys in tried if keys.lookup == found.lookup)
        if text or contact or stop or files:
            if found.state == CLOSED:
                raise ReportClosed
            if card is None:
                raise NobodyReads
            _add(card, keys, found, words.reply(text, contact or {}, stop=stop), files, _once(token, now), now)
        if card is not None and keys != tried[0]:
            _renew(card, keys, tried[0], found, now)
        return Followed(found.state, tuple(_messages(keys, found)))


def _open_nothing(keys: vault.codes.CodeKeys) -> None:
    """The work of opening a letter, for a code that opens none."""
    store.letters(keys.lookup)
    box = vault.codes.new_mailbox(keys, UUID(int=0))
    mine = vault.letters.mailbox_reader(box.id, keys.version, box.public)
    vault.letters.open_copy(keys, box.id, box.private, vault.letters.enclose("reply", b"{}", [mine]))


def stretch_secret(
    secret: str, source: str, tries_an_hour: int
) -> tuple[cards.Card | None, tuple[vault.codes.CodeKeys, ...]]:
    """The card, if there is one, and what `secret` stretches to in every way in use. Raises ComeBackLater."""
    if flood.tries(source) >= tries_an_hour:
        raise ComeBackLater
    try:
        card: cards.Card | None = cards.current()
    except NobodyReads:
        card = None
    try:
        return card, vault.codes.keys_to_try(secret, card.ways if card else ())
    except KeyStoreAway as away:
        raise ComeBackLater from away


def build_renewal(
    keys: vault.codes.CodeKeys, newest: vault.codes.CodeKeys, box: UUID, private: bytes
) -> dict[str, str]:
    """What the worker writes so that a mailbox lies under the newest way of its code."""
    raw = vault.codes.open_private(keys, box, private)
    return {
        "lookup": newest.lookup.hex(), "way": str(newest.way), "private": vault.codes.seal_private(newest, box, raw).hex(),
    }  # fmt: skip


def _once(token: str, now: datetime) -> bytes | None:
    return tokens.read(token, now).once if token else None


def _add(
    card: cards.Card,
    keys: vault.codes.CodeKeys,
    found: store.Found,
    told: tuple[bytes, bytes],
    files: Sequence[File],
    once: bytes | None,
    now: datetime,
) -> None:
    public = vault.public_of(vault.codes.open_private(keys, found.id, found.private))
    mine = vault.letters.mailbox_reader(found.id, keys.version, public)
    first = new_letter(found.id, WORDS, vault.letters.enclose("reply", told[0], [*card.readers, mine]), now)
    first.once, first.facts = once, card.into_box(told[1], "facts", first.id)
    letters = [first, *(new_letter(found.id, FILE, words.enclose_file(file, card.readers), now) for file in files)]
    _keep(letters)


def _keep(letters: list[Letter]) -> None:
    try:
        with transaction.atomic():
            for letter in letters:
                letter.save(force_insert=True)
    except IntegrityError:
        return  # the same form again


def _renew(
    card: cards.Card, keys: vault.codes.CodeKeys, newest: vault.codes.CodeKeys, found: store.Found, now: datetime
) -> None:
    """The mailbox under the newest way of its code waits for the worker: this process changes no row."""
    told = build_renewal(keys, newest, found.id, found.private)
    letter = Letter(id=uuid4(), report_id=found.id, part=RENEW, text=uuid4(), envelope=b"", wraps=[], came_at=now)
    letter.once = vault.derive_key(newest.lookup, "renewed")
    letter.facts = card.into_box(words.to_bytes(told), "facts", letter.id)
    _keep([letter])


def _messages(keys: vault.codes.CodeKeys, found: store.Found) -> list[Message]:
    messages = []
    for each in store.letters(found.lookup):
        try:
            letter = words.letter_of(each.part, each.text, each.envelope, each.wraps)
            told = json.loads(vault.letters.open_copy(keys, found.id, found.private, letter))
        except (CannotOpen, ValueError, KeyError, TypeError):
            continue  # somebody changed it in the database: it stays unreadable
        ours = each.part == words.ANSWER
        messages.append(
            Message(ours, each.came_at, str(told["text"]), "answer" if ours else str(told.get("kind", "words")))
        )
    return messages
