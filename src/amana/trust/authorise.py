"""Who may call a command, and who may do what to a record. No ground, or an error in one, means no.

After a ground allowed it, the access rules of the pack may still refuse, some sections or all.

Every command carries one of these decorators, and `./amana check verbs` finds the one that does not:

- `needs`, `needs_one_of`: refuses before anything happens who holds no such capability.
- `needs_on_record`: refuses before anything happens who may not do this to the record, the second argument.
- `decides`: the command asks inside, because the answer depends on what it reads first. Raises DecisionNotAsked when it
  returns, or leaves a line in the audit log, without a yes.
- `anybody_signed_in`: no capability is needed, for the reason given in words; refuses the system.
- `part_of_a_command`: no command of its own. The check lets only commands call it, never a face.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Concatenate, Final, Literal, cast
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError

from amana.errors import AmanaError, NotAllowed, NotFound
from amana.process_state import filled_at_start
from amana.trust import wall
from amana.trust.actor import Actor
from amana.trust.answers import Answer, must_hear, note_yes
from amana.trust.capabilities import CAPABILITIES, CapabilityId

_log = logging.getLogger("amana.trust")


@dataclass(frozen=True)
class Decision:
    """Whether allowed, on which ground, which sections (empty: not by section), by which consent or emergency grant."""

    allow: bool
    ground: str = ""
    sections: frozenset[str] = frozenset()
    consent_id: UUID | None = None
    grant_id: UUID | None = None

    @property
    def ids(self) -> dict[str, UUID | str | None]:
        """Returns what the audit log's line of an opening records about this decision."""
        return {"ground": self.ground, "consent": self.consent_id, "grant": self.grant_id}


NO = Decision(False)
type Ground = Callable[[Actor, CapabilityId, Any], Decision | None]
_grounds: dict[type, list[tuple[str, Ground]]] = filled_at_start({})


def register_ground(kind: type, name: str, ground: Ground) -> None:
    """Registers `ground`, which may open records of `kind` from now on. A room registers its grounds at start."""
    _grounds.setdefault(kind, []).append((name, ground))


def authorise(actor: Actor, verb: CapabilityId, record: object) -> Decision:
    """Returns the first ground on which `actor` may do `verb` to `record`; else a refusal."""
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
            note_yes(Answer(actor.user_id, verb, on_record=True))
            return decision
    return NO


def _this_side_of_the_wall(
    actor: Actor, verb: CapabilityId, record: object, decision: Decision | None
) -> Decision | None:
    """Returns the decision less what the access rules close to this actor and purpose; None where nothing is left."""
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


def require(actor: Actor, verb: CapabilityId, record: object) -> Decision:
    """Returns the decision of `authorise`. Raises NotFound where it is a refusal: a stranger learns nothing."""
    decision = authorise(actor, verb, record)
    if not decision.allow:
        raise NotFound
    return decision


type _Command[**P, R] = Callable[Concatenate[Actor, P], R]


def needs[**P, R](capability: CapabilityId) -> Callable[[_Command[P, R]], _Command[P, R]]:
    """Lets only actors with `capability` call the command; others get NotAllowed before anything happens."""
    return needs_one_of(capability)


def needs_one_of[**P, R](
    *capabilities: CapabilityId, refusal: type[AmanaError] = NotAllowed
) -> Callable[[_Command[P, R]], _Command[P, R]]:
    """Lets actors with any of these capabilities call the command; others get `refusal` before anything happens."""
    assert CAPABILITIES.keys() >= set(capabilities), capabilities

    def decorate(command: _Command[P, R]) -> _Command[P, R]:
        @wraps(command)
        def call_guarded(actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
            if not any(actor.can(each) for each in capabilities):
                raise refusal
            return command(actor, *args, **kwargs)

        return cast(_Command[P, R], call_guarded)

    return decorate


def needs_on_record[**P, R, T](
    capability: CapabilityId,
) -> Callable[[Callable[Concatenate[Actor, T, P], R]], Callable[Concatenate[Actor, T, P], R]]:
    """Only for those who may do `capability` to its record, the second argument; others get NotFound at once."""
    assert capability in CAPABILITIES, capability

    def decorate(command: Callable[Concatenate[Actor, T, P], R]) -> Callable[Concatenate[Actor, T, P], R]:
        @wraps(command)
        def call_guarded(actor: Actor, record: T, *args: P.args, **kwargs: P.kwargs) -> R:
            require(actor, capability, record)
            return command(actor, record, *args, **kwargs)

        return cast(Callable[Concatenate[Actor, T, P], R], call_guarded)

    return decorate


# Roles that the pack lets record a step; `cases.commands.steps.check_recorder` asks for them.
STEP_RECORDER: Final = "steps.recorder"
type Permission = CapabilityId | Literal["steps.recorder"]


def decides[**P, R](*permissions: Permission, on_record: bool = False) -> Callable[[_Command[P, R]], _Command[P, R]]:
    """Declares that the command itself asks for one of these permissions, before it writes.

    Raises DecisionNotAsked where it returns, or leaves a line in the audit log, without having been granted one.
    `on_record`: the grant must come from `authorise` or `require`, which is about a record; else `actor.can` is enough.
    Put it below `transaction.atomic`, so that what was written without asking is rolled back.
    """
    assert {*CAPABILITIES, STEP_RECORDER} >= set(permissions), permissions

    def decorate(command: _Command[P, R]) -> _Command[P, R]:
        name = f"{command.__module__}.{command.__qualname__}"

        @wraps(command)
        def call_watched(actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
            wanted = frozenset(Answer(actor.user_id, each, on_record) for each in permissions)
            with must_hear(name, wanted):
                return command(actor, *args, **kwargs)

        return cast(_Command[P, R], call_watched)

    return decorate


def anybody_signed_in[**P, R](because: str) -> Callable[[_Command[P, R]], _Command[P, R]]:
    """The command needs no capability, `because` of what limits it otherwise. Without a user it raises NotAllowed."""
    assert because

    def decorate(command: _Command[P, R]) -> _Command[P, R]:
        @wraps(command)
        def call_guarded(actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
            if actor.user_id is None:
                raise NotAllowed
            return command(actor, *args, **kwargs)

        return cast(_Command[P, R], call_guarded)

    return decorate


def part_of_a_command[F: Callable[..., Any]](function: F) -> F:
    """Returns the function unchanged: a part of several commands. `./amana check verbs` lets no face call it."""
    return function
