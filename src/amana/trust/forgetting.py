"""Erasure of a case: the signal on which each room removes its own rows, and what prevents an erasure.

Rows with a ForeignKey to the case are deleted with it. Rows that name it, one of its consents or its lock by a plain id
are removed by the room that keeps them, on `case_forgotten`.
"""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.dispatch import Signal

from amana import vault
from amana.process_state import filled_at_start
from amana.trust.models import Erasure, LegalHold
from amana.vault.models import Facts, Sealed

# Sent inside the transaction, before the case's own row goes, with `case_id`, `lock`, `at`.
case_forgotten = filled_at_start(Signal())

HOLD, ERASURE = "hold", "erasure"


def holds_on(case_id: UUID, today: date) -> QuerySet[LegalHold]:
    """Returns the holds that prevent the erasure of a case today, oldest first."""
    live = Q(until=None) | Q(until__gte=today)
    return LegalHold.objects.filter(live, case=case_id, lifted_at=None).order_by("set_at")


def forget_here(case_id: UUID, lock: UUID) -> dict[str, int]:
    """Deletes what the vault and trust keep of a case: texts, wraps, facts, the look-up index. Returns counts of each.

    The list of its index entries is read before the facts are deleted. The lock key is not destroyed here.
    """
    entries = len(vault.facts.get("index", case_id).get("entries", {}))
    vault.index.forget(case_id)
    LegalHold.objects.filter(case=case_id).delete()
    facts = Facts.objects.filter(lock=lock).delete()[0]
    sealed = Sealed.objects.filter(lock=lock)
    texts = sealed.count()
    wraps = sealed.delete()[0] - texts
    return {"texts": texts, "keys": wraps, "facts": facts, "index": entries}


def erasures_asked() -> QuerySet[Erasure]:
    """Returns the erasures that are not decided yet, or that wait for their hours to pass; oldest first."""
    return Erasure.objects.filter(state__in=("asked", "agreed")).order_by("asked_at")
