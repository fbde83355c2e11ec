"""Whether an open page with sealed texts may stay: the page asks every few seconds, and the living wraps decide.

Nothing is opened for the answer, no line is left, and nobody stays signed in by it. A room that has a check of its own
before its texts (a team, a consent) registers it here, so that the answer never allows more than the page itself.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Iterable, Sequence
from typing import Final
from uuid import UUID

from amana import vault
from amana.errors import AmanaError
from amana.process_state import filled_at_start
from amana.trust.actor import Actor
from amana.vault.models import Sealed

AT_ONCE: Final = 60  # texts named in one address: 1 300 characters
_GRANT: Final = "g."  # prefix of the name of an emergency's grant
type Check = Callable[[Actor, Sequence[Sealed]], bool]
type GrantCheck = Callable[[Actor, UUID], bool]
_checks: list[Check] = filled_at_start([])
_grant_checks: list[GrantCheck] = filled_at_start([])


def register_check(check: Check) -> None:
    """Registers `check`: a page stays only while it agrees too; it returns True for texts that are not its own."""
    _checks.append(check)


def register_grant_check(check: GrantCheck) -> None:
    """Registers `check`: a page that was opened in an emergency stays only while it says that its grant still runs."""
    _grant_checks.append(check)


def shown_by(actor: Actor) -> list[str]:
    """Returns what the page being built shows, as addresses carry it: texts, and the emergencies that opened some."""
    if actor.keys is None:
        return []
    return [*encode_texts(actor.keys.shown), *(f"{_GRANT}{grant.hex}" for grant in actor.keys.shown_under)]


def may_stay_by(actor: Actor, name: str) -> bool:
    """Returns whether a page that shows what an address names may stay. Anything that cannot be parsed means no."""
    if not name.startswith(_GRANT):
        return may_stay(actor, texts_in(name))
    try:
        grant = UUID(hex=name.removeprefix(_GRANT))
        return bool(_grant_checks) and all(check(actor, grant) for check in _grant_checks)
    except (ValueError, AmanaError):
        return False


def encode_texts(texts: Iterable[UUID]) -> list[str]:
    """Returns texts as an address carries them, `AT_ONCE` in each."""
    ids = list(texts)
    parts = [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
    return [urlsafe_b64encode(b"".join(text.bytes for text in part)).decode() for part in parts]


def texts_in(name: str) -> list[UUID]:
    """Returns the texts that an address names; none for anything else."""
    try:
        raw = urlsafe_b64decode(name.encode())
    except (Error, ValueError):
        return []
    if len(raw) % 16 or len(raw) > 16 * AT_ONCE:
        return []
    return [UUID(bytes=raw[start : start + 16]) for start in range(0, len(raw), 16)]


def may_stay(actor: Actor, texts: Iterable[UUID]) -> bool:
    """Returns whether the actor could open every one of these now. No text, or an error in a check, means no."""
    wanted = set(texts)
    rows = list(Sealed.objects.filter(id__in=wanted).defer("envelope"))
    if not rows or len(rows) != len(wanted) or len(vault.texts.openable(actor, rows)) != len(wanted):
        return False
    try:
        return all(check(actor, rows) for check in _checks)
    except AmanaError:
        return False
