"""Sealed earlier values, unopened."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from amana.vault.models import Sealed

SECTION = "earlier."  # followed by the code of a section
FACTS = "earlier_facts"
NOTE = "earlier_note"


def of_file() -> Q:
    """Picks the earlier values that everybody holds who holds the file of a case."""
    return Q(kind__startswith=SECTION) | Q(kind=FACTS)


def texts_of_kind(lock: UUID, kind: str) -> list[Sealed]:
    """The earlier values of one kind under a lock, newest first; each says who made the change and when."""
    return list(Sealed.objects.filter(lock=lock, kind=kind).order_by("-changed_at"))


def texts_by_id(ids: Iterable[UUID]) -> list[Sealed]:
    """These earlier values, newest first."""
    return list(Sealed.objects.filter(id__in=list(ids)).order_by("-changed_at"))
