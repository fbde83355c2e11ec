# SPDX-License-Identifier: Apache-2.0
"""The contexts of an incident, derived from what is known of it; nobody types them in."""

from collections.abc import Mapping

from amana_methods.violence.conditions import Known
from amana_methods.violence.guide import ACT, Guide
from amana_methods.violence.kinds import Classified

__all__ = ["contexts_of"]

NOT_KNOWN = ("unknown", "declined", "not_asked", "", None)


def contexts_of(guide: Guide, classified: Classified, facts: Mapping[str, str | int | None]) -> dict[str, bool | None]:
    """Returns whether each context applies, in the guide's order; None while what is not known would decide it.

    `facts` are the context fields: codes, "yes" or "no", whole years. A fact that is missing, empty or "unknown" is not
    known. While the type is open, a context applies when it applies for every type it may be.
    """
    known: dict[str, frozenset[str | int]] = {ACT: frozenset(classified.possible)}
    for name, value in facts.items():
        if value is not None and value not in NOT_KNOWN:
            known[name] = frozenset({value})
    return derive_contexts(guide, known)


def derive_contexts(guide: Guide, known: Known) -> dict[str, bool | None]:
    """Returns the contexts of what may be true; each one becomes known to those after it."""
    found: dict[str, bool | None] = {}
    so_far = dict(known)
    for name, condition in guide.contexts.items():
        holds = found[name] = condition.holds(so_far)
        if holds is not None:
            so_far[name] = frozenset({"yes" if holds else "no"})
    return found
