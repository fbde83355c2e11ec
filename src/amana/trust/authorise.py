"""The doors: `needs` on the verb, `authorise` on the record. No ground, or an error in one, is no."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, cast
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError

from amana.errors import AmanaError, NotAllowed, NotFound
from amana.trust.actor import Actor
from amana.trust.capabilities import CAPABILITIES

_log = logging.getLogger("amana.trust")


@dataclass(frozen=True)
class Decision:
    """Whether, on which ground, which sections (empty: not by section), by which consent."""

    allow: bool
    ground: str = ""
    sections: frozenset[str] = frozenset()
    consent_id: UUID | None = None


NO = Decision(False)
type Ground = Callable[[Actor, str, Any], Decision | None]
_grounds: dict[type, list[tuple[str, Ground]]] = {}


def register_ground(kind: type, name: str, ground: Ground) -> None:
    """From now on `ground` may open records of `kind`. A room registers its grounds at start."""
    _grounds.setdefault(kind, []).append((name, ground))


def authorise(actor: Actor, verb: str, record: object) -> Decision:
    """The first ground on which `actor` may do `verb` to `record`; else no."""
    if verb not in CAPABILITIES or not actor.can(verb):
        return NO
    for name, ground in _grounds.get(type(record), []):
        try:
            decision = ground(actor, verb, record)
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
