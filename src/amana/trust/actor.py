"""The actor: who is acting, for whom, with which keys at hand. It comes first in every command and query."""

from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from amana import vault
from amana.trust import account_states
from amana.trust.answers import Answer, note_yes
from amana.trust.capabilities import CapabilityId, capabilities_of
from amana.trust.errors import AccountChanged
from amana.trust.models import Membership, Organisation, RoleGrant, Unit, User

_NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Actor:
    """Somebody who signed in (or the system, which has no roles and no keys)."""

    user_id: UUID | None
    name: str
    roles: frozenset[str]
    organisation_id: UUID
    unit_id: UUID
    unit_ids: frozenset[UUID]
    language: str = "en"
    keys: vault.keyring.KeyRing | None = field(default=None, repr=False, compare=False)

    @cached_property
    def capabilities(self) -> frozenset[str]:
        """Returns the capabilities of all roles together."""
        return capabilities_of(self.roles)

    @property
    def account(self) -> UUID:
        """Returns the user's id; the nil id for the system, which owns nothing."""
        return self.user_id or _NOBODY

    @cached_property
    def house_kinds(self) -> frozenset[str]:
        """Returns the kinds of the organisations in whose units the actor works, and of the actor's own."""
        units = Unit.objects.filter(id__in=self.unit_ids).values_list("organisation__kind", flat=True)
        own = Organisation.objects.filter(id=self.organisation_id).values_list("kind", flat=True)
        return frozenset((*units, *own))

    def can(self, capability: CapabilityId) -> bool:
        """Returns whether one of the roles has this capability."""
        held = capability in self.capabilities
        if held:
            note_yes(Answer(self.user_id, capability))
        return held


SYSTEM = Actor(None, "", frozenset(), _NOBODY, _NOBODY, frozenset())


def actor_for(user: User, keys: vault.keyring.KeyRing | None) -> Actor:
    """Returns the actor for `user`, with `keys` at hand. Raises AccountChanged where somebody changed the account outside Amana."""
    roles = frozenset(RoleGrant.objects.filter(user=user).values_list("role", flat=True))
    joined = dict(Membership.objects.filter(user=user).values_list("unit", "admitted_at"))
    units = {unit: admitted_at is not None for unit, admitted_at in joined.items()}
    # What was read may be a moment older than what the key store knows: then all of it is read again.
    if not account_states.is_true(user, roles, units) and account_states.find_changed([user.id]):
        raise AccountChanged
    return Actor(
        user_id=user.id,
        name=user.name,
        roles=roles,
        organisation_id=user.organisation_id or _NOBODY,
        unit_id=user.unit_id or _NOBODY,
        unit_ids=frozenset(unit for unit, admitted in units.items() if admitted),
        language=user.language,
        keys=keys,
    )


def actor_of(request: HttpRequest) -> Actor:
    """Returns the actor behind a request of the desk; built once per request."""
    known: Actor | None = getattr(request, "amana_actor", None)
    if known is None:
        user = request.user
        assert isinstance(user, User)  # SignInFirst lets nobody else through
        secret = request.COOKIES.get(settings.AMANA_KEY_COOKIE, "")
        sealed = request.session.get("key", "")
        keys = vault.keyring.unlock_from_session(user.id, secret, sealed) if secret and sealed else None
        known = actor_for(user, keys)
        request.amana_actor = known  # type: ignore[attr-defined]
    return known
