"""Floods: who is asked for work, and which reports wait in quarantine. Nothing is refused for its volume.

All of it lies in the memory of the public process, for an hour, and addresses only as keyed hashes under a key that ends
with the process. Work is a small puzzle that a script solves (ALTCHA); it grows with the load. A browser without script is
never asked for any: in a flood, the first report of an address comes through, and the rest wait until people read them.
"""

import json
import secrets
import threading
import time
from base64 import b64decode
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2b
from ipaddress import ip_address, ip_network
from typing import Any, Final

from altcha.v1 import ChallengeOptions, create_challenge, verify_solution
from django.conf import settings
from django.utils import timezone

from amana import vault
from amana.process_state import protects

QUIET: Final = 50_000  # the largest number to try on a quiet day: half of it on average
MOST: Final = 800_000
_VALID: Final = timedelta(minutes=20)
_MINUTE, _HOUR = 60.0, 3600.0
_KEEP: Final = 200_000  # so many addresses and solutions are remembered at most


@dataclass
class _Seen:
    """Moments by what was counted, the oldest forgotten after an hour."""

    moments: deque[tuple[float, Hashable]] = field(default_factory=deque)
    counts: dict[Hashable, int] = field(default_factory=dict)

    def add(self, what: Hashable, at: float) -> int:
        """One more of it; how many there were within the hour before."""
        self.forget(at)
        before = self.counts.get(what, 0)
        self.counts[what] = before + 1
        self.moments.append((at, what))
        return before

    def forget(self, at: float) -> None:
        while self.moments and (self.moments[0][0] < at - _HOUR or len(self.moments) > _KEEP):
            what = self.moments.popleft()[1]
            self.counts[what] -= 1
            if not self.counts[what]:
                del self.counts[what]


class Watch:
    """What one public process remembers of the last hour."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key = secrets.token_bytes(32)
        self._reports: deque[float] = deque()
        self._sources, self._without, self._solved, self._wrong = _Seen(), _Seen(), _Seen(), _Seen()

    def rate(self, at: float) -> int:
        """Reports within the last minute."""
        while self._reports and self._reports[0] < at - _MINUTE:
            self._reports.popleft()
        return len(self._reports)

    def most(self, at: float) -> int:
        """The largest number that a script has to try now: doubled for each further flood's worth of reports."""
        with self._lock:
            floods = self.rate(at) // max(1, settings.AMANA_FLOOD["reports_a_minute"])
        return min(MOST, QUIET << min(floods, 10))

    def note_arrival(self, source: str, *, worked: bool, at: float) -> bool:
        """Whether this report waits in quarantine; it is counted either way."""
        with self._lock:
            self._reports.append(at)
            of_source = self._sources.add(self._hash_source(source), at)
            if self.rate(at) <= settings.AMANA_FLOOD["reports_a_minute"]:
                return False
            if worked:
                return of_source >= settings.AMANA_FLOOD["of_one_address_an_hour"]
            if of_source:
                return True
            return self._without.add("", at) >= settings.AMANA_FLOOD["without_work_an_hour"]

    def is_new(self, solution: str, at: float) -> bool:
        """Whether this solution was not used before; it is from now on."""
        with self._lock:
            return not self._solved.add(solution, at)

    def wrong(self, source: str, at: float) -> None:
        """A code that is nobody's was tried from here."""
        with self._lock:
            self._wrong.add(self._hash_source(source), at)

    def tries(self, source: str, at: float) -> int:
        """Wrong codes from here within the hour."""
        with self._lock:
            self._wrong.forget(at)
            return self._wrong.counts.get(self._hash_source(source), 0)

    def _hash_source(self, source: str) -> bytes:
        return blake2b(_network(source).encode(), key=self._key, digest_size=16).digest()


def _network(source: str) -> str:
    """An address of IPv6 stands for its house (/64); anything else for itself.

    >>> _network("2001:db8:1:2:3:4:5:6"), _network("192.0.2.7"), _network("+9647500000000")
    ('2001:db8:1:2::/64', '192.0.2.7', '+9647500000000')
    """
    try:
        address = ip_address(source)
    except ValueError:
        return source
    return str(ip_network((source, 64), strict=False)) if address.version == 6 else source


def clock() -> float:
    """Seconds that only go forward."""
    return time.monotonic()


_watch = Watch()


@protects
def forget_flood() -> None:
    """Nothing is remembered of the last hour."""
    global _watch
    _watch = Watch()


def challenge() -> dict[str, Any]:
    """A puzzle as ALTCHA writes it, as hard as the load asks for now."""
    made = create_challenge(
        ChallengeOptions(
            algorithm="SHA-256",
            max_number=_watch.most(clock()),
            hmac_key=_key(),
            expires=timezone.now() + _VALID,
        )
    )
    return {
        "algorithm": made.algorithm, "challenge": made.challenge, "salt": made.salt,
        "maxnumber": made.max_number, "signature": made.signature,
    }  # fmt: skip


def note_arrival(source: str, work: str) -> bool:
    """Whether a report from here, with this solution or none, waits in quarantine."""
    at = clock()
    return _watch.note_arrival(source, worked=bool(work) and _is_solved(work, at), at=at)


def _is_solved(work: str, at: float) -> bool:
    if len(work) > 2000 or not work.isascii():
        return False
    try:
        right, _why = verify_solution(work, _key())
        puzzle = str(json.loads(b64decode(work))["challenge"])
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return False  # whatever somebody sent in place of a solution
    return right and _watch.is_new(puzzle, at)


def wrong_code(source: str) -> None:
    """A code that is nobody's was tried from here."""
    _watch.wrong(source, clock())


def tries(source: str) -> int:
    """Wrong codes from here within the last hour."""
    return _watch.tries(source, clock())


def _key() -> str:
    return vault.derive_key(str(settings.SECRET_KEY).encode(), "work of the public face").hex()
