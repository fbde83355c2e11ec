"""What is true about releases: their states, who has to agree, from how many people on rows are published."""

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from hashlib import sha256
from typing import Any

FEWEST_FOR_RECORDS = 2_000
MOST_TABLES = 6
APPROVALS = 2
LEASE_SECONDS = 300
MOST_ATTEMPTS = 5
FLOOR = 5  # people: an estimate below it is never printed


class State(StrEnum):
    """Where a release is."""

    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    RUNNING = "running"
    READY = "ready"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


class Kind(StrEnum):
    """What is published: few tables with intervals, or rows of made-up people with counts beside them."""

    TABLES = "tables"
    RECORDS = "records"


PUBLIC = frozenset({State.PUBLISHED, State.WITHDRAWN})
AT_WORK = frozenset({State.APPROVED, State.RUNNING})


def fingerprint(said: Mapping[str, Any]) -> str:
    """What people agree to, as one number: whatever is changed afterwards has another one.

    >>> fingerprint({"a": 1}) == fingerprint({"a": 2})
    False
    """
    return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def is_agreed(approvals: Iterable[object], preparer: object) -> bool:
    """Whether enough different people agreed, none of them the one who prepared it.

    >>> is_agreed(["mina", "layla"], "ali"), is_agreed(["mina", "mina"], "ali"), is_agreed(["ali", "mina"], "ali")
    (True, False, False)
    """
    return len(set(approvals) - {preparer}) >= APPROVALS


def may_be_records(people: int) -> bool:
    """Whether rows may be published about so many people."""
    return people >= FEWEST_FOR_RECORDS
