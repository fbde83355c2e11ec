"""What this process keeps in memory beyond one request, and how it forgets it.

A room registers each value where it is created. There are four kinds:

- What **mirrors** the database, the keys or a file is registered with the function that forgets it. A restore, a change
  of key and a test call it (`forget_cached_state`).
- What **protects** somebody, such as the count of wrong codes or the watch of the clock, is registered in the same way.
  Only tests forget it (`forget_protections`), because neither a restore nor a change of key must give anybody new tries.
- What is **filled at start** (registrations of rooms, senders of events) or **follows from its arguments** alone (packs,
  names, fonts) is registered itself and never forgotten. A test that changed it fails (`tests/fingerprint.py`).
- What **lives with a request** or another action is opened and closed by it, and is empty in between. A test that
  leaves it open fails.

`./amana check state` finds what is kept and not registered.
"""

from collections.abc import Callable

type Forget = Callable[[], object]

_mirrors: list[Forget] = []
_protections: list[Forget] = []
_filled: list[object] = []
_following: list[object] = []
_passing: list[object] = []


def mirrors[F: Forget](forget: F) -> F:
    """Registers a function that `forget_cached_state` calls; for use as a decorator."""
    _mirrors.append(forget)
    return forget


def protects[F: Forget](forget: F) -> F:
    """Registers a function that `forget_protections` calls; for use as a decorator."""
    _protections.append(forget)
    return forget


def filled_at_start[T](thing: T) -> T:
    """Registers a value that is filled while the process starts, and stays; returns it."""
    _filled.append(thing)
    return thing


def follows_from_arguments[T](cache: T) -> T:
    """Registers a cache whose contents can be calculated again at any time; returns it; for use as a decorator, too."""
    _following.append(cache)
    return cache


def lives_with_a_request[T](value: T) -> T:
    """Registers a context variable, which is set and reset in the same function, also after an error; returns it."""
    _passing.append(value)
    return value


def forget_cached_state() -> None:
    """Forgets everything that this process remembers of the database, the keys or a file."""
    for forget in _mirrors:
        forget()


def forget_protections() -> None:
    """Forgets wrong codes, floods and clocks. For tests alone."""
    for forget in _protections:
        forget()


def never_forgotten() -> list[object]:
    """What is filled at start, follows from its arguments or lives with a request: no test may leave it changed."""
    return [*_filled, *_following, *_passing]
