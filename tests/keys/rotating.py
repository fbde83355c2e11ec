"""Rotates keys in a process that is killed at a given statement. Each rotation is a fork of a process without threads.

The process of the tests has threads: those of a live server, and that of the plugin that deals out the tests. Where one of
them holds a lock of SQLite at the moment of a fork, the fork waits for ever: it has the lock, and no thread that gives it
back. So no test forks. Started as a module, this process reads one question per line and writes one answer per line.
"""

import json
import os
import select
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

SECONDS = 120.0  # a rotation of the tests takes about one
_PLACES = ("AMANA_DATA", "AMANA_KEY_STORE", "AMANA_MASTER_KEY")  # each test has its own


class Rotating:
    """The process as the tests see it. `environment` names the database."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.keys.rotating"], env=environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def rotate(self, kind: str, at: int | None, *, resume: bool, settings: Any) -> int | None:
        """Returns how many statements it took, or None where it was killed at the statement `at`.

        Raises AssertionError where it failed or did not end.
        """
        questions, answers = self._process.stdin, self._process.stdout
        assert questions and answers
        places = {name: str(getattr(settings, name)) for name in _PLACES}
        questions.write(json.dumps({"kind": kind, "at": at, "resume": resume, "places": places}) + "\n")
        questions.flush()
        ready, _writable, _failed = select.select([answers], [], [], SECONDS)
        assert ready, f"the rotation of {kind} has not ended after {SECONDS:.0f} s"
        signalled, counted = json.loads(answers.readline())
        if signalled:
            assert signalled == signal.SIGKILL and not counted
            return None
        assert counted, "the rotation failed in its own process"
        return int(counted)

    def end(self) -> None:
        """The process has ended, with a rotation that may hang in it."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate(timeout=30)


def _main() -> None:
    import django

    django.setup()
    from amana.trust import rows

    rows.operator_acts()  # as for a command of the operator; nobody else would see what still lies under an earlier key
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_in_a_fork(**json.loads(line))) + "\n")
        sys.stdout.flush()


def _in_a_fork(places: dict[str, str], **asked: Any) -> tuple[int, str]:
    """Returns the signal that ended it or 0, and how many statements it took."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(write, str(_rotate(places, **asked)).encode())
        except Exception as fault:  # noqa: BLE001  (of a fork that ends here nobody else hears)
            traceback.print_exception(fault)
        os._exit(0)
    os.close(write)
    _pid, status = os.waitpid(child, 0)
    with os.fdopen(read) as counted:
        return (os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0), counted.read()


def _rotate(places: dict[str, str], kind: str, at: int | None, *, resume: bool) -> int:
    from django.conf import settings

    from amana.upkeep import rotations
    from amana.vault.clock import now

    for name, place in places.items():
        setattr(settings, name, Path(place))
    with _counted_statements(at) as count:
        rotations.rotate(kind, now=now(), resume=resume)
        rotations.end_what_is_done(now() + timedelta(days=2))
        return count()


@contextmanager
def _counted_statements(at: int | None) -> Iterator[Callable[[], int]]:
    """Counts statements of both stores, and kills this very process at the one with this number."""
    from django.db import connection

    from amana.vault.store import Store

    count = 0

    def met() -> None:
        nonlocal count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)

    def in_database(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        met()
        return execute(sql, params, many, context)

    rows = Store.rows

    def in_key_store(store: Store, sql: str, values: Any = ()) -> Any:
        met()
        return rows(store, sql, values)

    Store.rows = in_key_store  # type: ignore[method-assign, assignment]  # for the life of this one process
    with connection.execute_wrapper(in_database):
        yield lambda: count


if __name__ == "__main__":
    _main()
