"""She opens her page, and says something there. A wrong code or PIN takes the same work and gets the same answer."""

import json
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from amana import vault
from amana.countrypacks.dates import month_of
from amana.errors import CannotOpen
from amana.intake.errors import NobodyReads
from amana.own_page.commands import store
from amana.own_page.commands.making import KIND, OwnDate, secret_of
from amana.own_page.models import Feedback, OwnWord
from amana.public_reports.commands import cards, flood, tokens
from amana.public_reports.commands.following import build_renewal, stretch_secret
from amana.public_reports.commands.words import to_bytes
from amana.public_reports.errors import ComeBackLater
from amana.trust import rows
from amana.vault.errors import KeyStoreAway

TRIES_AN_HOUR: Final = 10
WORD: Final = "own_word"
WITHDRAW, COMPLAIN, FEEDBACK, RENEW, ANSWER = "withdraw", "complain", "feedback", "renew", "answer"


@dataclass(frozen=True)
class Wish:
    """What she says: takes back (`consents`, or all she agreed to), complains, or tells what she thinks of the help."""

    what: str
    consents: frozenset[str] = frozenset()
    everything: bool = False
    text: str = ""


@dataclass(frozen=True)
class Said:
    """Something on her page: what she said (`what`), or an answer. `taken`: the desk has it."""

    what: str
    at: datetime
    text: str
    consents: frozenset[str]
    taken: bool


@dataclass(frozen=True)
class Visit:
    """Her page as it opens."""

    at: datetime
    dates: tuple[OwnDate, ...]
    words: str
    consents: tuple[str, ...]
    spoken: dict[str, Any] = field(repr=False)
    said: tuple[Said, ...] = ()

    @property
    def withdrawn(self) -> frozenset[str]:
        """Consents that she took back since the copy was made."""
        return frozenset().union(*(each.consents for each in self.said if each.what == WITHDRAW))


def visit(
    code: str, pin: str, *, wish: Wish | None = None, token: str = "", source: str = "", now: datetime
) -> Visit | None:
    """Her page, after what she says is stored; None where code and PIN open none.

    The same form again (`token`) says nothing twice. Raises ComeBackLater while the key store is away and after many wrong
    tries from one address, NobodyReads where nobody could read what she says.
    """
    card, tried = stretch_secret(secret_of(code, pin), source, TRIES_AN_HOUR)
    with rows.acting_as(rows.SYSTEM):  # nobody signs in here: code and PIN alone open
        found = store.find([keys.lookup for keys in tried])
        if found is None or not vault.codes.is_well_formed(vault.codes.digits_of(code)):
            flood.wrong_code(source)
            return None
        keys = next(keys for keys in tried if keys.lookup == found.lookup)
        try:
            told = json.loads(vault.letters.open_copy(keys, found.id, found.private, _letter(KIND, found)))
        except (CannotOpen, ValueError, KeyError, TypeError):
            raise ComeBackLater from None  # somebody changed it in the database: it stays unreadable
        if wish is not None:
            _say(card, keys, found, told, wish, token, now)
        if card is not None and keys != tried[0]:
            _renew(card, keys, tried[0], found, now)
        return _build_visit(keys, found, told)


def _letter(kind: str, row: store.FoundPage | store.FoundWord) -> vault.letters.Enclosed:
    return vault.letters.Enclosed(
        row.text, kind, row.envelope, tuple(vault.letters.Wrapped.from_json(each) for each in row.wraps)
    )


def _build_visit(keys: vault.codes.CodeKeys, found: store.FoundPage, told: dict[str, Any]) -> Visit:
    said = []
    for row in store.words_of(found.lookup):
        try:
            content = json.loads(vault.letters.open_copy(keys, found.id, found.private, _letter(WORD, row)))
        except (CannotOpen, ValueError, KeyError, TypeError):
            continue
        what = ANSWER if row.ours else str(content["what"])
        said.append(
            Said(what, row.came_at, str(content.get("text", "")), frozenset(content.get("consents", ())), row.taken)
        )
    return Visit(
        datetime.fromisoformat(told["at"]),
        tuple(OwnDate(each["day"], each["time"], each["what"]) for each in told["dates"]),
        told["words"],
        tuple(told["consents"]),
        told["spoken"],
        tuple(said),
    )


def _say(
    card: cards.Card | None,
    keys: vault.codes.CodeKeys,
    found: store.FoundPage,
    told: dict[str, Any],
    wish: Wish,
    token: str,
    now: datetime,
) -> None:
    if card is None:
        raise NobodyReads
    readers = _readers(found.id, told)
    once = tokens.read(token, now).once if token else None
    if wish.what == FEEDBACK:
        _give_feedback(readers, UUID(told["unit"]), wish.text, once, now)
        return
    consents = set(told["consents"]) if wish.everything else set(told["consents"]) & wish.consents
    if wish.what == WITHDRAW and not (consents or wish.everything):
        return
    mine = vault.letters.mailbox_reader(found.id, keys.version, _public(keys, found))
    content = to_bytes({"what": wish.what, "text": wish.text, "consents": sorted(consents)})
    to = [mine, *readers] if wish.what == COMPLAIN else [mine]
    letter = vault.letters.enclose(WORD, content, to)
    row = _row(found, letter, now)
    row.once = vault.derive_key(once, "own word") if once else None
    order = {"what": wish.what, "consents": sorted(consents), "everything": wish.everything}
    row.facts = card.into_box(to_bytes(order), "facts", row.id)
    store.keep(row)


def _row(found: store.FoundPage, letter: vault.letters.Enclosed, now: datetime) -> OwnWord:
    wraps = [each.to_json() for each in letter.wraps]
    return OwnWord(
        id=uuid4(),
        page_id=found.id,
        unit=found.unit,
        text=letter.id,
        envelope=letter.envelope,
        wraps=wraps,
        came_at=now,
    )


def _readers(page: UUID, told: dict[str, Any]) -> Sequence[vault.letters.Reader]:
    """Who reads complaints of this page, as the key store signed it. Raises NobodyReads for anything else."""
    try:
        vault.letter_box.check_card(told["readers"], b64decode(told["signature"]))
        signed = json.loads(told["readers"])
        if signed["own_page"] != str(page):
            raise NobodyReads
        return [vault.letters.Reader.from_json(each) for each in signed["readers"]]
    except (CannotOpen, KeyStoreAway, KeyError, TypeError, ValueError) as fault:
        raise NobodyReads from fault


def _public(keys: vault.codes.CodeKeys, found: store.FoundPage) -> bytes:
    return vault.public_of(vault.codes.open_private(keys, found.id, found.private))


def _give_feedback(
    readers: Sequence[vault.letters.Reader], unit: UUID, text: str, once: bytes | None, now: datetime
) -> None:
    """Kept apart: no page, no case, no day. Only the month, so that it can be answered for."""
    letter = vault.letters.enclose(FEEDBACK, to_bytes({"text": text}), readers)
    store.keep(
        Feedback(
            id=uuid4(), once=vault.derive_key(once, "feedback") if once else None, unit=unit, month=month_of(now),
            text=letter.id, envelope=letter.envelope, wraps=[each.to_json() for each in letter.wraps],
        )
    )  # fmt: skip


def _renew(
    card: cards.Card, keys: vault.codes.CodeKeys, newest: vault.codes.CodeKeys, found: store.FoundPage, now: datetime
) -> None:
    """The page under the newest way of its code waits for the worker: this process changes no row."""
    told = {"what": RENEW, **build_renewal(keys, newest, found.id, found.private)}
    mine = vault.letters.mailbox_reader(found.id, keys.version, _public(keys, found))
    row = _row(found, vault.letters.enclose(WORD, to_bytes({"what": RENEW}), [mine]), now)
    row.once = vault.derive_key(newest.lookup, "own page renewed")
    row.facts = card.into_box(to_bytes(told), "facts", row.id)
    store.keep(row)
