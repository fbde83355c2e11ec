"""Who needs a second factor, who has one, and when it was last shown.

It's always second to the password, because the password opens the keys. A user who may do anything that touches sealed
texts, accounts or keys needs one; so a capability that is not named as harmless here asks for one, and so does the key of a
unit, which opens all that is sealed to that unit.
"""

import time
from collections import defaultdict
from collections.abc import Iterable
from enum import IntEnum
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from amana.trust.actor import Actor, actor_for
from amana.trust.capabilities import capabilities_of
from amana.trust.queries import User, holders_of_unit_keys, users

# How long a proof of the second factor is valid for an export, break-glass and changes of factors and keys.
RECENT_SECONDS = 5 * 60
_PROVED, _LEVEL, _ONE_CLICK, _CODES = "proved", "level", "one click", "codes wait"
# Capabilities that open nothing sealed: lists, figures, shelves, talks. Reviewed with every new capability.
HARMLESS = frozenset(
    {
        "directory.read",
        "directory.keep",
        "figures.read",
        "mechanism.watch",
        "outreach.keep",
        "stock.keep",
    }
)
# These ask for a passkey: a code can be asked for on a false page, a passkey cannot.
_PASSKEY = ("accounts.", "exports.", "keys.")


class Level(IntEnum):
    """How much somebody must show in addition to the password."""

    NONE = 0
    FACTOR = 1
    PASSKEY = 2


def level_for(capabilities: Iterable[str], *, holds_a_key: bool = False) -> Level:
    """What the holder of these capabilities, and of a unit's key, must show.

    >>> level_for(["directory.read", "cases.read"])
    <Level.FACTOR: 1>
    >>> level_for(["directory.read"]), level_for(["directory.read"], holds_a_key=True)
    (<Level.NONE: 0>, <Level.FACTOR: 1>)
    """
    risky = frozenset(capabilities) - HARMLESS
    if any(each.startswith(_PASSKEY) for each in risky):
        return Level.PASSKEY
    return Level.FACTOR if risky or holds_a_key else Level.NONE


def passkeys_work(request: HttpRequest) -> bool:
    """Whether browsers allow passkeys here: over HTTPS, or on the machine itself under its name localhost."""
    host = request.get_host().rsplit(":", 1)[0]
    return host == "localhost" or host.endswith(".localhost") or (request.is_secure() and not is_number(host))


def is_number(host: str) -> bool:
    """Whether a host is an address in numbers, which no passkey can belong to."""
    return host.startswith("[") or host.replace(".", "").isdigit()


def find_needed_level(request: HttpRequest, actor: Actor) -> Level:
    """What this actor must show here.

    Another factor stands in for a passkey only where passkeys cannot work and the settings do not require them: what a
    request says about its address lowers no duty of an instance that has https.
    """
    level = level_for(actor.capabilities, holds_a_key=bool(actor.unit_ids))
    asked = settings.AMANA_PASSKEYS == "required" or passkeys_work(request)
    return level if asked else min(level, Level.FACTOR)


def kinds_of(user_id: UUID) -> frozenset[str]:
    """The kinds of factors that a user has: totp, webauthn, recovery_codes."""
    return frozenset(Authenticator.objects.filter(user_id=user_id).values_list("type", flat=True))


def level_of(kinds: Iterable[str]) -> Level:
    """What somebody with these kinds of factors can show."""
    have = frozenset(kinds)
    if Authenticator.Type.WEBAUTHN in have:
        return Level.PASSKEY
    return Level.FACTOR if Authenticator.Type.TOTP in have else Level.NONE


def stops(request: HttpRequest, user: User) -> bool:
    """Ends a sign-in: returns whether a factor is missing or was skipped; stores what the session may count on."""
    if getattr(request, "one_click", False):
        request.session[_ONE_CLICK] = True
        request.session[_LEVEL] = Level.PASSKEY
        return False
    have = level_of(kinds_of(user.id))
    shown = have == Level.NONE or recently_shown(request, user)
    request.session[_LEVEL] = have if shown else Level.NONE
    remember_unseen_codes(request, user)
    if have == Level.NONE:
        mark_shown(request, user)  # the password is all this user can show, and it was shown just now
    return not shown or have < find_needed_level(request, actor_for(user, None))


def missing(request: HttpRequest, actor: Actor) -> bool:
    """Whether this actor must set up a factor before anything else; makes no database query."""
    level: int = request.session.get(_LEVEL, Level.NONE)
    return level < find_needed_level(request, actor)


def remember_unseen_codes(request: HttpRequest, user: User) -> None:
    """Records in the session whether this user's recovery codes were made and not shown yet."""
    codes = Authenticator.objects.filter(user_id=user.id, type=Authenticator.Type.RECOVERY_CODES).first()
    request.session[_CODES] = codes is not None and not codes.wrap().did_view


def codes_wait(request: HttpRequest) -> bool:
    """Whether the recovery codes are to be shown before anything else; makes no database query."""
    return bool(request.session.get(_CODES))


def by_one_click(request: HttpRequest) -> bool:
    """Whether a fictional user signed in with one click, in a demonstration."""
    return bool(request.session.get(_ONE_CLICK))


def count_again(request: HttpRequest, user: User) -> None:
    """Updates, after a change of the factors, what this session may count on."""
    if not by_one_click(request):
        request.session[_LEVEL] = level_of(kinds_of(user.id))


def accounts_without() -> tuple[int, int]:
    """How many open accounts have no second factor although their roles ask for one, and how many no passkey."""
    kinds: dict[UUID, set[str]] = defaultdict(set)
    for user_id, kind in Authenticator.objects.values_list("user_id", "type"):
        kinds[user_id].add(kind)
    factor = passkey = 0
    for user_id, need in _needs_of_open_accounts().items():
        have = level_of(kinds[user_id])
        factor += need > Level.NONE and have == Level.NONE
        passkey += need == Level.PASSKEY and have < Level.PASSKEY
    return factor, passkey


def accounts_that_need_one() -> int:
    """How many open accounts have roles that ask for a second factor."""
    return sum(need > Level.NONE for need in _needs_of_open_accounts().values())


def _needs_of_open_accounts() -> dict[UUID, Level]:
    cards, holders = users(User.objects.filter(is_active=True).values_list("id", flat=True)), holders_of_unit_keys()
    return {id: level_for(capabilities_of(card.roles), holds_a_key=id in holders) for id, card in cards.items()}


def mark_shown(request: HttpRequest, user: User) -> None:
    """Records that the second factor (or what replaces it) was shown just now."""
    request.session[_PROVED] = [str(user.pk), time.time()]


def recently_shown(request: HttpRequest, user: User) -> bool:
    """Whether this user showed it in this session within the last five minutes."""
    who, at = request.session.get(_PROVED, ["", 0.0])
    return bool(who == str(user.pk) and 0 <= time.time() - at < RECENT_SECONDS)


def passkey_alone(request: HttpRequest, user: User) -> bool:
    """Whether this user has a passkey and must use it, so that a code from an application is not enough."""
    kinds = kinds_of(user.id)
    return Authenticator.Type.WEBAUTHN in kinds and find_needed_level(request, actor_for(user, None)) == Level.PASSKEY
