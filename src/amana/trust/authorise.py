"""The doors: `needs` on the verb, `authorise` on the record. No ground, or an error in one, is no.

After a ground said yes, the wall of the pack may still say no, to some sections or to all.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Concatenate, cast
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError

from amana.errors import AmanaError, NotAllowed, NotFound
from amana.process_state import filled_at_start
from amana.trust import wall
from amana.trust.actor import Actor
from amana.trust.capabilities import CAPABILITIES

_log = logging.getLogger("amana.trust")


@dataclass(frozen=True)
class Decision:
    """Whether, on which ground, which sections (empty: not by section), by which consent or emergency grant."""

    allow: bool
    ground: str = ""
    sections: frozenset[str] = frozenset()
    consent_id: UUID | None = None
    grant_id: UUID | None = None

    @property
    def ids(self) -> dict[str, UUID | str | None]:
        """What the line of an opening says of it."""
        return {"ground": self.ground, "consent": self.consent_id, "grant": self.grant_id}


NO = Decision(False)
type Ground = Callable[[Actor, str, Any], Decision | None]
_grounds: dict[type, list[tuple[str, Ground]]] = filled_at_start({})


def register_ground(kind: type, name: str, ground: Ground) -> None:
    """From now on `ground` may open records of `kind`. A room registers its grounds at start."""
    _grounds.setdefault(kind, []).append((name, ground))


def authorise(actor: Actor, verb: str, record: object) -> Decision:
    """The first ground on which `actor` may do `verb` to `record`; else no."""
    if verb not in CAPABILITIES or not actor.can(verb):
        return NO
    for name, ground in _grounds.get(type(record), []):
        try:
            decision = _this_side_of_the_wall(actor, verb, record, ground(actor, verb, record))
        except (
            AmanaError,
            ObjectDoesNotExist,
            DatabaseError,
            LookupError,
            ArithmeticError,
            TypeError,
            ValueError,
            AttributeError,
        ) as error:
            _log.error("ground %s failed for %s: %s", name, verb, type(error).__name__)
            return NO
        if decision is not None and decision.allow:
            return decision
    return NO


def _this_side_of_the_wall(actor: Actor, verb: str, record: object, decision: Decision | None) -> Decision | None:
    """The decision without what the wall shuts for this actor and purpose; None where nothing is left of it."""
    if decision is None or not decision.allow:
        return decision
    purpose = CAPABILITIES[verb].purpose
    kind = wall.record_kind(record, decision.ground)
    if kind and wall.shutting(actor.roles, actor.house_kinds, kind, purpose):
        return None
    if not decision.sections:
        return decision
    left = decision.sections - wall.shut_sections(actor.roles, actor.house_kinds, purpose)
    return replace(decision, sections=left) if left else None


def require(actor: Actor, verb: str, record: object) -> Decision:
    """The decision of `authorise`. Raises NotFound where it is no: a stranger learns nothing."""
    decision = authorise(actor, verb, record)
    if not decision.allow:
        raise NotFound
    return decision


def needs[**P, R](
    capability: str,
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[Concatenate[Actor, P], R]]:
    """The verb is only for actors with `capability`; others get NotAllowed before anything happens."""
    assert capability in CAPABILITIES, capability

    def decorate(command: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
        @wraps(command)
        def guarded(actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
            if not actor.can(capability):
                raise NotAllowed
            return command(actor, *args, **kwargs)

        return cast(Callable[Concatenate[Actor, P], R], guarded)

    return decorate
