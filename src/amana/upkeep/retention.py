"""Deletions that the pack lets the worker do by itself: rooms say how, the pack says when, a line records how much."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from amana.countrypacks import pack
from amana.process_state import filled_at_start
from amana.trust.actor import SYSTEM
from amana.trust.trail import record
from amana.upkeep.models import Cleared
from amana.upkeep.pack_sections import RETENTION

MONTH: Final = timedelta(days=365.25 / 12)
# Deletes what reached its trigger before this moment; returns how much it was.
type Clear = Callable[[datetime], int]
_classes: dict[str, Clear] = filled_at_start({})


def register_class(kind: str, clear: Clear) -> None:
    """Registers `clear`, which deletes what is old of this class of the pack's rules."""
    _classes[kind] = clear


def clear_what_is_old(now: datetime) -> dict[str, int]:
    """Clears every class whose rule says `clear`; returns how much of each. What is only proposed to people stays."""
    done = {}
    for kind, rule in RETENTION.of(pack()).rules.items():
        clear = _classes.get(kind)
        if rule.action != "clear" or clear is None:
            continue
        with transaction.atomic():
            count = clear(now - rule.months * MONTH)
            if count:
                Cleared.objects.create(at=now, kind=kind, count=count)
                record(SYSTEM, "trust.cleared", None, now, kind=kind, count=count)
                done[kind] = count
    return done
