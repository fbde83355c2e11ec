"""People, units and organisations, as cards that faces may show."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language, gettext

from amana import vault
from amana.countrypacks import pack
from amana.countrypacks.wording import join_words
from amana.errors import NotFound
from amana.trust.actor import Actor
from amana.trust.models import Line as Line  # faces know it by its type
from amana.trust.models import Membership, Organisation, RoleGrant, Unit
from amana.trust.models import User as User  # faces know it by its type
from amana.trust.scripts import is_written_for
from amana.vault.models import Instance
from amana.vault.models import Sealed as Sealed  # upper rooms know it by its type
from amana.vault.page_memory import once_a_page


def _name(row: Organisation | Unit) -> str:
    language = (get_language() or "en").split("-")[0]
    return str(getattr(row, f"name_{language}", "") or row.name_en)


@dataclass(frozen=True)
class OrganisationCard:
    """An organisation as a reader sees it."""

    id: UUID
    name: str
    kind: str
    pack: str


@dataclass(frozen=True)
class UnitCard:
    """A unit and the organisation it belongs to."""

    id: UUID
    name: str
    organisation_id: UUID
    organisation_name: str
    supervised_by: UUID | None
    takes_signs: bool

    @property
    def full_name(self) -> str:
        """Returns unit and organisation, or the organisation alone where the unit has the same name."""
        return self.name if self.name == self.organisation_name else join_words((self.name, self.organisation_name))


@dataclass(frozen=True)
class UserCard:
    """A worker as colleagues see them."""

    id: UUID
    name: str
    organisation_id: UUID | None
    organisation_name: str
    unit_id: UUID | None
    roles: frozenset[str]
    active: bool
    username: str = ""
    language: str = "en"
    phone_at_work: str = ""


def instance() -> Instance | None:
    """Returns the row of this instance, or None before it was set up."""
    return Instance.objects.filter(id=1).first()


@once_a_page
def is_demo() -> bool:
    """Returns whether this instance is a demonstration, in which everybody is fictional."""
    return Instance.objects.filter(id=1, demo=True).exists()


def is_empty() -> bool:
    """Returns whether nobody can sign in yet."""
    return not User.objects.exists()


def organisation(organisation_id: UUID) -> OrganisationCard:
    """Returns the organisation. Raises NotFound."""
    row = Organisation.objects.filter(id=organisation_id).first()
    if row is None:
        raise NotFound
    return OrganisationCard(row.id, _name(row), row.kind, row.pack)


def organisations() -> list[OrganisationCard]:
    """Returns all organisations, by name."""
    cards = [OrganisationCard(row.id, _name(row), row.kind, row.pack) for row in Organisation.objects.all()]
    return sorted(cards, key=lambda card: card.name)


def _unit_card(row: Unit) -> UnitCard:
    return UnitCard(
        row.id, _name(row), row.organisation_id, _name(row.organisation), row.supervised_by_id, row.takes_signs
    )


def unit(unit_id: UUID) -> UnitCard:
    """Returns the unit. Raises NotFound."""
    row = Unit.objects.select_related("organisation").filter(id=unit_id).first()
    if row is None:
        raise NotFound
    return _unit_card(row)


def units(unit_ids: Iterable[UUID] | None = None) -> dict[UUID, UnitCard]:
    """Returns units by id: those named, or all."""
    rows = Unit.objects.select_related("organisation")
    if unit_ids is not None:
        rows = rows.filter(id__in=list(unit_ids))
    return {row.id: _unit_card(row) for row in rows}


def house_kind_of(unit_id: UUID) -> str:
    """Returns the kind of the organisation that a unit belongs to, or an empty text for no unit."""
    return Unit.objects.filter(id=unit_id).values_list("organisation__kind", flat=True).first() or ""


def units_of(organisation_id: UUID) -> list[UnitCard]:
    """Returns the units of an organisation, by name."""
    rows = Unit.objects.select_related("organisation").filter(organisation=organisation_id)
    return sorted((_unit_card(row) for row in rows), key=lambda card: card.name)


def intake_unit_of(organisation_id: UUID) -> UUID | None:
    """Returns the unit of an organisation that takes signs."""
    return Unit.objects.filter(organisation=organisation_id, takes_signs=True).values_list("id", flat=True).first()


def public_intake_unit() -> UUID | None:
    """Returns the unit that reads what arrives through the public page: the first that takes signs."""
    return (
        Unit.objects.filter(takes_signs=True)
        .order_by("organisation__name_en", "name_en")
        .values_list("id", flat=True)
        .first()
    )


def _user_cards(rows: QuerySet[User]) -> list[UserCard]:
    users = list(rows.select_related("organisation"))
    roles: dict[UUID, set[str]] = {user.id: set() for user in users}
    for user_id, role in RoleGrant.objects.filter(user__in=roles).values_list("user", "role"):
        roles[user_id].add(role)
    return [
        UserCard(
            user.id,
            user.name,
            user.organisation_id,
            _name(user.organisation) if user.organisation else "",
            user.unit_id,
            frozenset(roles[user.id]),
            user.is_active,
            user.username,
            user.language,
            user.phone_at_work,
        )
        for user in users
    ]


def user(user_id: UUID) -> UserCard:
    """Returns the worker. Raises NotFound."""
    cards = _user_cards(User.objects.filter(id=user_id))
    if not cards:
        raise NotFound
    return cards[0]


def users(user_ids: Iterable[UUID]) -> dict[UUID, UserCard]:
    """Returns workers by id; unknown ids are left out."""
    return {card.id: card for card in _user_cards(User.objects.filter(id__in=list(user_ids)))}


@once_a_page
def user_name(user_id: UUID | None) -> str:
    """Returns the worker's name, or an empty text for nobody."""
    if user_id is None:
        return ""
    return User.objects.filter(id=user_id).values_list("name", flat=True).first() or ""


def name_in(column: str) -> Subquery:
    """Returns the name of the worker whose id is in this column, for the order of a list."""
    return Subquery(User.objects.filter(id=OuterRef(column)).values("name")[:1])


def _name_in_language(organisation_or_unit: str = "") -> Coalesce:
    """The column with the name in the reader's language, in English where it has none, as `_name` reads it."""
    language = (get_language() or "en").split("-")[0]
    named = f"{organisation_or_unit}name_{language if language in ('ar', 'ckb') else 'en'}"
    return Coalesce(NullIf(F(named), Value("")), F(f"{organisation_or_unit}name_en"))


def unit_name_in(column: str) -> Subquery:
    """Returns the name of the unit whose id is in this column, for the order of a list."""
    return Subquery(Unit.objects.filter(id=OuterRef(column)).values(said=_name_in_language())[:1])


def organisation_name_column() -> Coalesce:
    """Returns the name of a worker's organisation in the reader's language, for the order of a list."""
    return _name_in_language("organisation__")


def written_names(actor: Actor) -> dict[str, str]:
    """Returns the actor's name and office as written under letters, by language; a language without one is left out."""
    return dict(User.objects.filter(id=actor.account).values_list("written_names", flat=True).first() or {})


def written_name(actor: Actor, language: str) -> str:
    """The actor's name for a letter in this language: the one written for it, else the worker's name in that script.

    Empty where neither exists: the name is asked for, and never transliterated.
    """
    name = written_names(actor).get(language, "")
    return name or (actor.name if is_written_for(language, actor.name) else "")


@once_a_page
def _held_roles() -> frozenset[str]:
    return frozenset(RoleGrant.objects.filter(user__is_active=True).values_list("role", flat=True).distinct())


def name_roles(roles: Iterable[str]) -> str:
    """Returns the names of the roles in the reader's language, and whom to ask where nobody has any of them yet.

    A demonstration has everybody, and is not asked.
    """
    wanted = list(roles)
    names = join_words(pack().role(role).name for role in wanted)
    if not wanted or is_demo() or _held_roles() & set(wanted):
        return names
    return gettext("%(roles)s (nobody here has such a role yet; an administrator gives it)") % {"roles": names}


def users_with(role: str, organisation_id: UUID | None = None) -> list[UserCard]:
    """Returns active workers who hold a role, in one organisation or anywhere, by name."""
    rows = User.objects.filter(grants__role=role, is_active=True)
    if organisation_id is not None:
        rows = rows.filter(organisation=organisation_id)
    return sorted(_user_cards(rows), key=lambda card: card.name)


def holders_with(*roles: str) -> list[vault.texts.Holder]:
    """Returns every active worker who holds one of these roles, as the recipients to whom a text is sealed."""
    ids = User.objects.filter(grants__role__in=roles, is_active=True).values_list("id", flat=True)
    return [vault.texts.Holder("user", id) for id in sorted(set(ids))]


def users_in_unit(unit_id: UUID) -> list[UserCard]:
    """Returns active workers whom the unit has admitted, by name."""
    rows = User.objects.filter(memberships__unit=unit_id, memberships__admitted_at__isnull=False, is_active=True)
    return sorted(_user_cards(rows), key=lambda card: card.name)


def colleagues_of(actor: Actor) -> list[UserCard]:
    """Returns active workers of the actor's organisation, by name."""
    rows = User.objects.filter(organisation=actor.organisation_id, is_active=True)
    return sorted(_user_cards(rows), key=lambda card: card.name)


def units_of_user(user_id: UUID) -> set[UUID]:
    """Returns the units a user belongs to, admitted or not yet."""
    return set(Membership.objects.filter(user=user_id).values_list("unit", flat=True))


def holders_of_unit_keys() -> frozenset[UUID]:
    """Returns the users who were let into a unit, and so hold its key."""
    return frozenset(Membership.objects.filter(admitted_at__isnull=False).values_list("user", flat=True))


def accounts_for(actor: Actor) -> QuerySet[User]:
    """Returns all accounts, for those who manage accounts; else none."""
    return User.objects.all() if actor.can("accounts.keep") else User.objects.none()


def waiting_for_admission(actor: Actor) -> list[tuple[UserCard, UnitCard]]:
    """Returns newcomers to the actor's units whom nobody has admitted yet."""
    rows = Membership.objects.filter(unit__in=actor.unit_ids, admitted_at=None, user__is_active=True)
    cards, places = users([row.user_id for row in rows]), units([row.unit_id for row in rows])
    return [(cards[row.user_id], places[row.unit_id]) for row in rows]


def key_reads(actor: Actor) -> str:
    """Returns the fingerprint of the actor's public key, to compare aloud with the recovery officers; else empty."""
    return vault.recovery.key_reads("user", actor.account)


def openings_of(object_ids: Iterable[UUID]) -> QuerySet[Line]:
    """Returns lines of the audit log about the records named, newest first."""
    return Line.objects.filter(object__in=list(object_ids)).order_by("-id")


def workers_in_trail(actor: Actor) -> list[UserCard]:
    """Returns all accounts by name, for those who watch; else none."""
    return sorted(_user_cards(User.objects.all()), key=lambda card: card.name) if actor.can("trail.read") else []


def trail_for(actor: Actor) -> QuerySet[Line]:
    """Returns all lines, newest first, for those who watch; else none."""
    return Line.objects.order_by("-id") if actor.can("trail.read") else Line.objects.none()
