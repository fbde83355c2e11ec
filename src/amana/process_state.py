"""What this process keeps in memory beyond one request, and how it forgets it.

A room registers what it keeps where it is made. There are three kinds:

- What **mirrors** the database, the keys or a file is registered with the function that forgets it. A restore, a change
  of key and a test forget it (`forget_cached_state`).
- What **protects** somebody, as the count of wrong codes or the watch of the clock, is registered in the same way. Tests
  alone forget it (`forget_protections`), because neither a restore nor a change of key must give anybody new tries.
- What is **filled at start** (registrations of rooms, senders of events) or **follows from its arguments** alone (packs,
  names, fonts) is registered itself and never forgotten. A test that changed it fails (`tests/fingerprint.py`).

`./amana check state` finds what is kept and not registered.
"""

from collections.abc import Callable

type Forget = Callable[[], object]

_mirrors: list[Forget] = []
_protections: list[Forget] = []
_filled: list[object] = []
_following: list[object] = []


def mirrors[F: Forget](forget: F) -> F:
    """From now on `forget_cached_state` calls this, too; for use as a decorator."""
    _mirrors.append(forget)
    return forget


def protects[F: Forget](forget: F) -> F:
    """From now on `forget_protections` calls this, too; for use as a decorator."""
    _protections.append(forget)
    return forget


def filled_at_start[T](thing: T) -> T:
    """The same thing. What it holds is put in while the process starts, and stays."""
    _filled.append(thing)
    return thing


def follows_from_arguments[T](cache: T) -> T:
    """The same cache. What it holds could be worked out again at any time, with the same result; as a decorator, too."""
    _following.append(cache)
    return cache


def forget_cached_state() -> None:
    """Nothing that this process remembers of the database, the keys or a file is believed any more."""
    for forget in _mirrors:
        forget()


def forget_protections() -> None:
    """Nothing is remembered of wrong codes, floods and clocks. For tests alone."""
    for forget in _protections:
        forget()


def kept_for_good() -> tuple[list[object], list[object]]:
    """(what is filled at start, what follows from its arguments), in the order of registration."""
    return list(_filled), list(_following)
