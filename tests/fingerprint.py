"""What a test leaves in its process is the fault of that test, and fails it by name. Loaded by the root conftest.

Before the first fixture that belongs to a test alone, and again after the last of them has ended, this is compared:

- **registered**: what `amana.process_state` never forgets. What mirrors or protects is forgotten before each test anyhow.
- **environment**, **folder** and **mask** of the process, and Django's **settings**.
- **language** and **time zone**: Django's middleware activates those of each request and leaves them, in a test as in a
  server. So what the last request left is nobody's fault, and what the test itself activated is.
- **thread**, **child** (a process) and **port** (a listening socket). Each has half a minute to end by itself. A thread of the
  live server that answers one connection ends with its browser, and the process in which Python's `multiprocessing`
  keeps account of what is shared ends with this one: neither is looked at.
- **rows** of the database, after tests that commit. What all others write is rolled back.

What a fixture of a file or of the whole run puts there stays as long as the fixture does, and belongs to no test.
"""

import os
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from multiprocessing import resource_tracker
from pathlib import Path

import pytest
from django.conf import settings
from django.core.signals import request_finished
from django.db import DatabaseError, connection
from django.dispatch import Signal
from django.utils import timezone, translation
from pytest_django.plugin import blocking_manager_key

from amana import process_state
from tests import contents

# (kind, what): its value. Values are compared, and never shown: an environment may hold secrets.
type Print = dict[tuple[str, str], object]

ENDING = frozenset({"thread", "child", "port"})
_SECONDS = 30.0  # on a busy machine; what ends sooner is waited for no longer
_COMMITS = frozenset({"transactional_db", "live_server", "django_db_reset_sequences"})
_PROC = Path("/proc")
_LISTENS = "0A"  # in /proc/net/tcp


# One fingerprint ------------------------------------------------------------------------------------


def take(*, rows: bool = False) -> Print:
    """Everything that is compared, as it is now; the rows of the database only when asked for."""
    found: Print = {("folder", "of the process"): Path.cwd(), ("mask", "of new files"): _mask()}
    found.update((("environment", name), value) for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST")
    found.update((("settings", name), value) for name, value in _settings())
    found.update((("registered", name), value) for name, value in _registered())
    found.update((("thread", f"{each.name} {each.ident}"), True) for each in _threads())
    found.update((("child", str(pid)), True) for pid in _children.now())
    found.update((("port", inode), True) for inode in _ports())
    found.update(_spoken())
    if rows:
        with _beside_a_browser():
            found.update((("rows", table), count) for table, count in contents.rows_by_table().items())
    return found


@contextmanager
def _beside_a_browser() -> Iterator[None]:
    """The database may be asked although an event loop of Playwright runs in this thread."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


def left_behind(before: Print, after: Print) -> list[str]:
    """`kind: what` for each difference that the test in between has to answer for."""
    if before == after:
        return []
    return sorted({f"{kind}: {what}" for kind, what in _changes(before, after) if _is_left(kind, what, before, after)})


def _changes(before: Print, after: Print) -> Iterable[tuple[str, str]]:
    return [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]


def _is_left(kind: str, what: str, before: Print, after: Print) -> bool:
    old, new = before.get((kind, what)), after.get((kind, what))
    if kind == "rows":  # a test that commits ends with empty tables
        return isinstance(new, int) and new > (old if isinstance(old, int) else 0)
    if kind in ENDING:
        return old is None
    if kind == "registered":  # what follows from its arguments may become more; a module may be imported late
        return old is not None and not (isinstance(old, int) and isinstance(new, int) and new > old)
    return True


def _mask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _settings() -> Iterator[tuple[str, object]]:
    """Each setting, and the object that holds them: `override_settings` puts another one in its place."""
    held: object = vars(settings)["_wrapped"]
    yield "override_settings", id(held)
    for name, value in vars(held).items():
        yield name, list(value) if isinstance(value, list) else dict(value) if isinstance(value, dict) else value


def _spoken() -> Iterator[tuple[tuple[str, str], object]]:
    """The language and the time zone, when they are neither those of Amana nor what a request left."""
    language, zone = translation.get_language(), timezone.get_current_timezone_name()
    if language not in (settings.LANGUAGE_CODE, _requests.language):
        yield ("language", str(language)), True
    if zone not in (timezone.get_default_timezone_name(), _requests.zone):
        yield ("time zone", zone), True


def _threads() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if not each.name.endswith("(process_request_thread)")]


class _Requests:
    """What the last request of this thread left activated."""

    language: str | None = None
    zone: str = ""

    def finished(self, **_: object) -> None:
        """A request was answered."""
        if threading.current_thread() is threading.main_thread():
            self.language, self.zone = translation.get_language(), timezone.get_current_timezone_name()

    def forget(self) -> None:
        """No request was answered yet."""
        self.language, self.zone = None, ""


_requests = _Requests()


# What is registered ---------------------------------------------------------------------------------


class _Names:
    """The names under which registered things stand in their modules; looked for again when more is registered."""

    count = -1
    found: tuple[tuple[str, dict[str, object], str, object], ...] = ()

    def now(self) -> tuple[tuple[str, dict[str, object], str, object], ...]:
        """(full name, names of the module, name, thing) of everything that is never forgotten."""
        registered = process_state.never_forgotten()
        if self.count != len(registered):
            self.count = len(registered)
            wanted = {id(thing) for thing in registered}
            modules = [(name, vars(module)) for name, module in sys.modules.items() if name.startswith("amana")]
            self.found = tuple(
                (f"{module}.{name}", names, name, value)
                for module, names in modules
                for name, value in names.items()
                if id(value) in wanted
            )
        return self.found


_names = _Names()


def _registered() -> Iterator[tuple[str, object]]:
    for full, names, name, thing in _names.now():
        yield full, _content(thing) if names.get(name) is thing else "another object"


def _content(thing: object) -> object:
    """What is compared of a thing; of a cache how often something was put in, which a clearing sets to nothing."""
    if isinstance(thing, dict):
        return tuple((key, tuple(value) if isinstance(value, list) else value) for key, value in thing.items())
    if isinstance(thing, list):
        return tuple(thing)
    if isinstance(thing, Signal):
        return tuple(lookup for lookup, *_ in thing.receivers)
    if isinstance(thing, ContextVar):
        return (thing.get(),)
    asked = getattr(thing, "cache_info", None)
    return asked().misses if asked else "the same object"


# What the process began -----------------------------------------------------------------------------


class _Children:
    """The processes that this one began. Only those that were not there before are read, because that takes time."""

    strangers: frozenset[str] = frozenset()

    def now(self) -> set[str]:
        """Their numbers, also of those that ended and that nobody waited for."""
        try:
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return set()
        there = {name for name in os.listdir(_PROC) if name.isdecimal()}  # noqa: PTH208  (a thousand paths a test)
        mine = {name for name in there - self.strangers if _parent(name) == os.getpid()}
        mine.discard(str(vars(resource_tracker._resource_tracker).get("_pid")))
        self.strangers = frozenset(there - mine)
        return mine


_children = _Children()


def _parent(pid: str) -> int:
    try:
        stat = (_PROC / pid / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:  # it has ended
        return 0
    return int(stat.rpartition(")")[2].split()[1])


class _Sockets:
    """Sockets of this process, and which of them listen; the tables of the system are read only for new ones."""

    def __init__(self) -> None:
        self.known: dict[str, bool] = {}

    def now(self) -> Iterator[str]:
        """The numbers of those that listen."""
        there = set(_open_sockets())
        if unknown := there - self.known.keys():
            listening = _listening()
            self.known = {each: self.known.get(each, False) for each in there} | {
                each: each in listening for each in unknown
            }
        return (each for each in there if self.known[each])


_sockets = _Sockets()


def _ports() -> Iterator[str]:
    return _sockets.now() if _PROC.is_dir() else iter(())


def _open_sockets() -> Iterator[str]:
    for number in os.listdir(_PROC / "self" / "fd"):  # noqa: PTH208
        try:
            place = os.readlink(f"/proc/self/fd/{number}")  # noqa: PTH115
        except OSError:  # it was the listing itself
            continue
        if place.startswith("socket:["):
            yield place[len("socket:[") : -1]


def _listening() -> set[str]:
    """The numbers of all sockets of this machine that wait for connections from the network."""
    lines = []
    for table in ("tcp", "tcp6"):
        file = _PROC / "net" / table
        lines += file.read_text(encoding="ascii").splitlines()[1:] if file.exists() else []
    return {columns[9] for columns in map(str.split, lines) if columns[3] == _LISTENS}


# Around each test -----------------------------------------------------------------------------------


class Watch:
    """The fingerprint before the test that runs now."""

    def __init__(self, config: pytest.Config) -> None:
        self.blocker = config.stash[blocking_manager_key]
        self.before: Print | None = None
        self.commits = self.database = False

    def take(self) -> Print:
        """The fingerprint now. Rows are counted where the test commits, when there is a database."""
        if not (self.commits and self.database):
            return take()
        try:
            with self.blocker.unblock():
                return take(rows=not connection.in_atomic_block)
        except DatabaseError:  # a server of the test still writes: nothing is said of its rows
            self.commits = False
            return take()

    def after(self, item: pytest.Item) -> None:
        """The test has ended, and its fixtures too. It fails when something is left of it."""
        before, self.before = self.before, None
        if before is not None and (left := self.left(before)):
            pytest.fail(f"{item.nodeid} left behind\n  " + "\n  ".join(left), pytrace=False)

    def left(self, before: Print) -> list[str]:
        """What is there that was not, or is another; what ends by itself has time for that."""
        end = time.monotonic() + _SECONDS
        while (left := left_behind(before, self.take())) and time.monotonic() < end:
            if not any(each.partition(":")[0] in ENDING for each in left):
                break
            time.sleep(0.02)
        return left


WATCH = pytest.StashKey[Watch]()


def pytest_configure(config: pytest.Config) -> None:
    """What requests leave is known."""
    config.stash[WATCH] = Watch(config)
    request_finished.connect(_requests.finished)


def pytest_unconfigure() -> None:
    """Nobody listens any more."""
    request_finished.disconnect(_requests.finished)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """The comparison comes after the last fixture of the test itself, and before those that it shares are ended.

    There is no hook at that place: `item.teardown` is what pytest calls there.
    """
    watch, end = item.config.stash[WATCH], item.teardown
    watch.before, watch.commits = None, commits(item)

    def teardown() -> None:
        end()
        watch.after(item)

    item.teardown = teardown  # type: ignore[method-assign]
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest) -> Iterator[None]:
    """The first fixture that belongs to the test alone begins, or one that stays longer has made its changes."""
    watch = request.config.stash[WATCH]
    if fixturedef.scope == "function":
        if watch.before is None:
            _requests.forget()
            watch.before = {
                key: value for key, value in watch.take().items() if key[0] not in ("language", "time zone")
            }
        return (yield)
    if watch.before is None:
        try:
            return (yield)
        finally:
            watch.database |= fixturedef.argname == "django_db_setup"
    begun = watch.take()
    try:
        return (yield)
    finally:
        watch.database |= fixturedef.argname == "django_db_setup"
        watch.before = _with_changes(watch.before, begun, watch.take())


def _with_changes(before: Print, begun: Print, ended: Print) -> Print:
    """A fingerprint as if what happened between two others had happened before it."""
    changed = dict(before)
    for key in _changes(begun, ended):
        changed.pop(key, None)
        if key in ended:
            changed[key] = ended[key]
    return changed


def commits(item: pytest.Item) -> bool:
    """Whether what the test writes stays when it ends."""
    fixtures = set(getattr(item, "fixturenames", ()))
    marker = item.get_closest_marker("django_db")
    if marker is not None and (marker.kwargs.get("transaction") or marker.kwargs.get("reset_sequences")):
        return True
    return not _COMMITS.isdisjoint(fixtures) or (
        marker is None and "db" not in fixtures and "django_db_blocker" in fixtures
    )
