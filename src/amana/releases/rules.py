"""The rules on releases: their states, who has to approve, from how many people on rows are published."""

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
FLOOR = 5  # people: an estimate below it is never published


class State(StrEnum):
    """The states of a release."""

    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    RUNNING = "running"
    READY = "ready"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


class Kind(StrEnum):
    """The kinds of release: a few tables with intervals, or rows of made-up people with counts."""

    TABLES = "tables"
    RECORDS = "records"


PUBLIC = frozenset({State.PUBLISHED, State.WITHDRAWN})
AT_WORK = frozenset({State.APPROVED, State.RUNNING})


def fingerprint(said: Mapping[str, Any]) -> str:
    """Returns what people approve as one hash: any later change gives another one.

    >>> fingerprint({"a": 1}) == fingerprint({"a": 2})
    False
    """
    return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def is_agreed(approvals: Iterable[object], preparer: object) -> bool:
    """Whether enough different people approved, none of them its author.

    >>> is_agreed(["mina", "layla"], "ali"), is_agreed(["mina", "mina"], "ali"), is_agreed(["ali", "mina"], "ali")
    (True, False, False)
    """
    return len(set(approvals) - {preparer}) >= APPROVALS


def may_be_records(people: int) -> bool:
    """Whether rows may be published about so many people."""
    return people >= FEWEST_FOR_RECORDS
