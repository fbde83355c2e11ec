"""Keys those who agreed for each answering, without anybody's own key; forgets who no longer agrees.

A duty of the worker. It can be stopped anywhere: what was keyed is kept, and the rest is keyed at the next run. A new
year has a new key: the same duty keys everybody again, person by person, and deletes each person's older values as it
does.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import batched
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.exchange.commands.finding import KIND, forget
from amana.exchange.errors import KeyServiceSilent, TooManyQuestions
from amana.exchange.keys import forget_half, keyed_to_enrol, newest_half
from amana.exchange.keyservice import wire
from amana.exchange.models import Answering, Enrolled, Findable, Known
from amana.vault.models import Facts

log = logging.getLogger("amana.exchange")
_PEOPLE = wire.MOST_ELEMENTS // 64


def enrol(now: datetime) -> int:
    """Makes everybody who agreed findable under this year's keys. Returns how many were keyed in this run."""
    done = 0
    try:
        for answering in Answering.objects.filter(closed_at=None).order_by("opened_at", "id"):
            for owners in batched(_list_unkeyed(answering, now), _PEOPLE):
                done += _key_people(answering, dict(owners), now)
    except (KeyServiceSilent, TooManyQuestions) as fault:
        log.warning("enrolling goes on later: %s after %s", fault.code, done)
    return done


def _list_unkeyed(answering: Answering, now: datetime) -> Iterator[tuple[UUID, int]]:
    """Yields (person, version of her basis) of those not yet keyed in this version, by the newest key of this year."""
    year = now.astimezone(UTC).year
    keyed = Enrolled.objects.filter(answering=answering, year=year, version=newest_half(year))
    there = dict(keyed.values_list("owner", "revision"))
    agreed = Findable.objects.filter(organisation=answering.holder).exclude(expires_at__lte=now)
    people = list(agreed.values_list("procedure", flat=True))
    for some in batched(people, 500):
        for owner, revision in Facts.objects.filter(kind=KIND, owner__in=some).values_list("owner", "revision"):
            if there.get(owner) != revision:
                yield owner, revision


def _key_people(answering: Answering, revisions: dict[UUID, int], now: datetime) -> int:
    year = now.astimezone(UTC).year
    bases = {
        owner: [bytes.fromhex(each) for each in dict.fromkeys(each for section in kept.values() for each in section)]
        for owner, kept in vault.facts.by_owner(KIND, revisions).items()
    }
    everything = [basis for each in bases.values() for basis in each]
    version, keyed = (
        keyed_to_enrol(answering.holder, answering.asker, year, everything) if everything else (newest_half(year), [])
    )
    values = iter(keyed)
    with transaction.atomic():
        still = set(
            Findable.objects.select_for_update().filter(procedure__in=bases).values_list("procedure", flat=True)
        )
        if not Answering.objects.filter(id=answering.id, closed_at=None).exists():
            return 0
        Known.objects.filter(answering=answering, owner__in=bases).delete()
        Enrolled.objects.filter(answering=answering, owner__in=bases).delete()
        Known.objects.bulk_create(
            [
                Known(answering=answering, year=year, version=version, value=value, owner=owner)
                for owner, each in bases.items()
                for value in [next(values) for _ in each]
                if owner in still
            ]
        )
        Enrolled.objects.bulk_create(
            Enrolled(answering=answering, owner=owner, year=year, version=version, revision=revisions[owner])
            for owner in bases
            if owner in still
        )
    return len(bases)


def counted_enrolled() -> tuple[int, int]:
    """Returns (people keyed by an earlier half of their year, by the newest); the duty keys the former again."""
    new = 0
    years = Enrolled.objects.order_by().values_list("year", flat=True).distinct()
    for year in years:
        new += Enrolled.objects.filter(year=year, version__gte=newest_half(year)).count()
    return Enrolled.objects.count() - new, new


def forget_what_ended(now: datetime) -> int:
    """Forgets people whose consent ran out or whose case was forgotten, and the keys of the year before the last."""
    gone = list(Findable.objects.filter(expires_at__lte=now).values_list("procedure", flat=True))
    people = list(Findable.objects.exclude(procedure__in=gone).values_list("procedure", flat=True))
    for some in batched(people, 500):
        kept = set(Facts.objects.filter(kind=KIND, owner__in=some).values_list("owner", flat=True))
        gone += kept - vault.facts.by_owner(KIND, kept).keys()
    for some in batched(gone, 500):
        with transaction.atomic():
            forget(list(some))
    old = now.astimezone(UTC).year - 2
    forget_half(old, now)
    Known.objects.filter(year__lte=old).delete()
    Enrolled.objects.filter(year__lte=old).delete()
    return len(gone)
