"""The request for a release, and its description of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Asked:
    """The requested output: tables, or rows in the columns of the schema; `layouts` are further files of the same rows."""

    kind: str
    schema: Mapping[str, Any]
    tables: tuple[tuple[str, ...], ...] = ()
    layouts: tuple[str, ...] = ()


@dataclass(frozen=True)
class About:
    """A release's description of itself: its question, by whom, what it cost, each charge as (purpose, subject, rho)."""

    indicator: str
    first: str
    last: str
    publisher: Mapping[str, str]
    epsilon: float
    delta: float
    rho: float
    charges: tuple[tuple[str, str, float], ...] = ()
