"""What this process keeps in memory beyond one request, and how it forgets it.

A room registers what it keeps where it is made. There are four kinds:

- What **mirrors** the database, the keys or a file is registered with the function that forgets it. A restore, a change
  of key and a test forget it (`forget_cached_state`).
- What **protects** somebody, as the count of wrong codes or the watch of the clock, is registered in the same way. Tests
  alone forget it (`forget_protections`), because neither a restore nor a change of key must give anybody new tries.
- What is **filled at start** (registrations of rooms, senders of events) or **follows from its arguments** alone (packs,
  names, fonts) is registered itself and never forgotten. A test that changed it fails (`tests/fingerprint.py`).
- What **lives with a request** or another act is opened and closed by it, and holds nothing in between. A test that
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
    """The same cache. What it holds could be worked out again at any time, and would serve as well; as a decorator, too."""
    _following.append(cache)
    return cache


def lives_with_a_request[T](value: T) -> T:
    """The same value of a context. Whoever opens it closes it in the same function, also after an error."""
    _passing.append(value)
    return value


def forget_cached_state() -> None:
    """Nothing that this process remembers of the database, the keys or a file is believed any more."""
    for forget in _mirrors:
        forget()


def forget_protections() -> None:
    """Nothing is remembered of wrong codes, floods and clocks. For tests alone."""
    for forget in _protections:
        forget()


def never_forgotten() -> list[object]:
    """What is filled at start, follows from its arguments or lives with a request: no test may leave it changed."""
    return [*_filled, *_following, *_passing]
