"""Recurring work of the worker: each duty has a name, an interval and a function of the moment.

Rooms register their duties when they start. A duty can be run twice without harm, because a worker that starts again
runs every duty at once.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from amana.process_state import filled_at_start

log = logging.getLogger(__name__)

RETRY_AFTER = timedelta(seconds=60)
TELL_AGAIN_AFTER = timedelta(hours=1)


@dataclass
class Duty:
    """One thing to do every `every`; `due` is the next moment, None before the first run."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]
    due: datetime | None = field(default=None)
    told: tuple[str, datetime] | None = field(default=None)  # the fault that the log has, and since when


_duties: dict[str, Duty] = filled_at_start({})


def register_duty(name: str, every_seconds: float, fn: Callable[[datetime], object]) -> None:
    """Registers `fn(now)`, to be called every `every_seconds` seconds. A second duty of the same name replaces it."""
    _duties[name] = Duty(name, timedelta(seconds=every_seconds), fn)


def duty_names() -> tuple[str, ...]:
    """Returns the names of all duties, in the order of their registration."""
    return tuple(_duties)


def run_due(now: datetime) -> tuple[str, ...]:
    """Runs every duty that is due at `now` once; returns the names of those that failed.

    A failed duty is retried after its interval or a minute, whichever is shorter. The log names the duty, the kind of
    error and its place, never its message: a message may quote what was sealed. The same fault is written once an hour.
    """
    failed = []
    for duty in list(_duties.values()):
        if duty.due is not None and duty.due - max(duty.every, RETRY_AFTER) <= now < duty.due:
            continue  # a moment further ahead than this was set before the clock was put back
        try:
            duty.run(now)
        except Exception as fault:  # noqa: BLE001  (one failing duty must not end the others)
            duty.due = now + min(duty.every, RETRY_AFTER)
            failed.append(duty.name)
            _tell(duty, f"{type(fault).__name__} at {place_of(fault)}", now)
        else:
            duty.due, duty.told = now + duty.every, None
    return tuple(failed)


def _tell(duty: Duty, fault: str, now: datetime) -> None:
    if duty.told is None or duty.told[0] != fault or not duty.told[1] <= now < duty.told[1] + TELL_AGAIN_AFTER:
        duty.told = fault, now
        log.error("duty %s failed: %s", duty.name, fault)


class SomeFailed(Exception):
    """Some of many items failed and stay due; the others were done."""


def each_of[Item](name: str, items: Iterable[Item], do: Callable[[Item], bool]) -> int:
    """Calls `do` for every item, so that one that fails does not stop the others; returns how many succeeded.

    Raises SomeFailed at the end where any failed, so that the worker retries soon. The log names no item.
    """
    done = failed = 0
    for item in items:
        try:
            done += do(item)
        except Exception as fault:  # noqa: BLE001  (one failing item must not end the others)
            failed += 1
            log.error("%s failed for one: %s at %s", name, type(fault).__name__, place_of(fault))
    if failed:
        raise SomeFailed(f"{failed} of {done + failed}")
    return done


def place_of(fault: BaseException) -> str:
    """Returns the file and line where `fault` was raised."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else "unknown place"
