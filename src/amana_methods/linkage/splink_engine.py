# SPDX-License-Identifier: Apache-2.0
"""Splink over our keys on DuckDB: a second, unsupervised opinion. Optional; see the group `link` of packages."""

from collections.abc import Iterable

from amana_methods.linkage.bulk import Links, Progress
from amana_methods.linkage.registration import Registration

__all__ = ["EngineMissing", "link_with_splink"]


class EngineMissing(Exception):
    """The engine is not installed; the sentence says how to install it."""


def link_with_splink(
    registrations: Iterable[Registration], *, country_code: str = "", progress: Progress | None = None
) -> Links:
    """The pairs that Splink finds over our keys. EngineMissing where it is not installed."""
    try:
        import splink
    except ImportError as fault:
        raise EngineMissing(
            "the engine splink is not installed; .venv/bin/uv pip install --group link adds it, or leave out --engine."
        ) from fault
    raise EngineMissing(f"splink {splink.__version__} waits for its settings")
