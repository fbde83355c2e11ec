"""The directory: facts about organisations, which every signed-in user may read."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language

from amana import vault
from amana.countrypacks import pack
from amana.countrypacks.dates import day_of
from amana.errors import NotFound
from amana.referrals import rules
from amana.referrals.models import Provider, Referral
from amana.referrals.pack_sections import DIRECTORY
from amana.trust.actor import Actor

ENDS_SOON = timedelta(days=14)
LOOK_BACK = timedelta(days=90)
_ANSWERS_LOOKED_AT = 500
_FREE = "free"


def name_of(provider: Provider | None) -> str:
    """The provider's name in the reader's language, or an empty text for nobody."""
    if provider is None:
        return ""
    language = (get_language() or "en").split("-")[0]
    return str(getattr(provider, f"name_{language}", "") or provider.name_en)


def names(provider_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by id, in the reader's language."""
    return {row.id: name_of(row) for row in Provider.objects.filter(id__in=list(provider_ids))}


def provider_name_column() -> str:
    """Returns the column of a referral that holds the name of its provider in the reader's language."""
    language = (get_language() or "en").split("-")[0]
    return f"provider__name_{language}" if language in ("ar", "ckb") else "provider__name_en"


def providers_in(rows: QuerySet[Referral]) -> list[UUID]:
    """Returns who was asked in any of these referrals."""
    return list(rows.exclude(provider=None).order_by().values_list("provider", flat=True).distinct())


def entries(service: str = "", governorate: str = "") -> list[Provider]:
    """Returns providers by name: all, or those who offer a service, or work in a governorate."""
    rows = [
        row
        for row in Provider.objects.all()
        if (not service or service in row.services) and (not governorate or governorate in row.governorates)
    ]
    return sorted(rows, key=name_of)


def entry(provider_id: UUID) -> Provider:
    """Returns one entry. Raises NotFound."""
    found = Provider.objects.filter(id=provider_id).first()
    if found is None:
        raise NotFound
    return found


def providers_of(actor: Actor) -> list[Provider]:
    """Returns the entries whose referrals arrive at a unit of the actor."""
    return (
        sorted(Provider.objects.filter(unit__in=actor.unit_ids), key=name_of) if actor.can("referrals.answer") else []
    )


def may_say_places(actor: Actor, provider: Provider) -> bool:
    """Whether the actor may report this provider's free places: its own people, or who maintains the directory."""
    own = provider.unit is not None and provider.unit in actor.unit_ids and actor.can("referrals.answer")
    return own or actor.can("directory.keep")


def to_check(actor: Actor, now: datetime) -> list[Provider]:
    """Entries that nobody has checked for too long or that end soon, for who maintains the directory; the oldest first."""
    if not actor.can("directory.keep"):
        return []
    stale = now - timedelta(days=DIRECTORY.of(pack()).warn_after_days)
    rows = Provider.objects.filter(
        Q(verified_at=None) | Q(verified_at__lt=stale) | Q(valid_until__lte=day_of(now + ENDS_SOON))
    )
    return list(rows.order_by(F("verified_at").asc(nulls_first=True), "id"))


def _hours_to_answer(provider_ids: Iterable[UUID], now: datetime) -> dict[UUID, int]:
    """Returns the median hours in which a provider answered recently; providers without an answer are left out."""
    found: dict[UUID, list[float]] = {}
    rows = Referral.objects.filter(provider__in=list(provider_ids), answered_at__gte=now - LOOK_BACK)
    for row in rows.order_by("-answered_at")[:_ANSWERS_LOOKED_AT]:
        if row.provider_id and row.sent_at and row.answered_at and row.answered_at >= row.sent_at:
            found.setdefault(row.provider_id, []).append((row.answered_at - row.sent_at).total_seconds() / 3600)
    return {provider: max(1, round(median(hours))) for provider, hours in found.items() if hours}


def as_entry(provider: Provider, answers_in: int | None = None) -> rules.Entry:
    """Returns the entry as the rules take it."""
    return rules.Entry(
        id=provider.id,
        services=frozenset(provider.services),
        governorates=frozenset(provider.governorates),
        accepts_sex=frozenset(provider.accepts_sex),
        age_min=provider.accepts_age_min,
        age_max=provider.accepts_age_max,
        nationalities=frozenset(provider.accepts_nationalities),
        accepts_disability=provider.accepts_disability,
        accepts_children=provider.accepts_children_with_parent,
        languages=frozenset(provider.languages),
        accessibility=frozenset(provider.accessibility),
        free_places=provider.free_places,
        places_said_at=provider.capacity_updated_at,
        verified_at=provider.verified_at,
        valid_until=provider.valid_until,
        isp_signed=provider.isp_signed,
        free_of_cost=provider.cost == _FREE,
        reached=provider.unit is not None and vault.keyring.has_unit_key(provider.unit),
        answers_in=answers_in,
    )


def suggestions(need: rules.Need, now: datetime) -> list[tuple[Provider, rules.Suggestion]]:
    """Returns who could help, the best first, each with the reasons; those who cannot be asked last, with the reason."""
    rows = {row.id: row for row in entries(service=need.service)}
    answers = _hours_to_answer(rows, now)
    known = [as_entry(row, answers.get(row.id)) for row in rows.values()]
    found = rules.suggest(need, known, now, DIRECTORY.of(pack()).warn_after_days, today=day_of(now))
    return [(rows[each.provider.id], each) for each in found]
