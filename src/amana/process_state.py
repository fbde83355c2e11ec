"""What this process keeps in memory beyond one request, and how it forgets it.

A room registers what it keeps where it is made, with the function that forgets it:

- What **mirrors** the database, the key store or a file: a restore and a test forget it (`forget_cached_state`).
- What **protects** somebody, as the count of wrong codes or the watch of the clock: tests alone forget it
  (`forget_protections`), because a restore must not give anybody new tries.

What is filled at start, or follows from its arguments alone (rooms' registrations, packs, fonts), is not registered.
"""

from collections.abc import Callable

type Forget = Callable[[], object]

_mirrors: list[Forget] = []
_protections: list[Forget] = []


def mirrors[F: Forget](forget: F) -> F:
    """From now on `forget_cached_state` calls this, too; for use as a decorator."""
    _mirrors.append(forget)
    return forget


def protects[F: Forget](forget: F) -> F:
    """From now on `forget_protections` calls this, too; for use as a decorator."""
    _protections.append(forget)
    return forget


def forget_cached_state() -> None:
    """Nothing that this process remembers of the database, the key store or a file is believed any more."""
    for forget in _mirrors:
        forget()


def forget_protections() -> None:
    """Nothing is remembered of wrong codes, floods and clocks. For tests alone."""
    for forget in _protections:
        forget()
