# SPDX-License-Identifier: Apache-2.0
"""Ages and years: where the order means something, neighbours tell about each other, and a blank is nobody's neighbour."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from amana_methods.disclosure.records import Column, Schema
from amana_methods.disclosure.records.ordinal import smooth_counts

AGES = 60


def schema(*, ordinal: bool) -> Schema:
    """Two columns: single years of age, and sex."""
    ages = Column("age", tuple(str(age) for age in range(AGES)), blank=True, ordinal=ordinal)
    return Schema("ages", (ages, Column("sex", ("woman", "man"), blank=True)))


def counts(seed: int) -> NDArray[np.int64]:
    """A table of ages by sex that runs smoothly along the ages."""
    hill = 30 * np.exp(-(((np.arange(AGES) - 25) / 9) ** 2))
    expected = np.vstack([np.outer(hill, (1.0, 0.5, 0.1)), (40, 40, 5)])
    drawn: NDArray[np.int64] = np.random.default_rng(seed).poisson(expected).ravel()
    return drawn


def test_the_noise_of_neighbours_is_averaged_where_the_records_run_smoothly() -> None:
    better = []
    for seed in range(20):
        true = counts(seed)
        noisy = true + np.rint(np.random.default_rng(seed + 100).normal(0, 8, len(true))).astype(int)
        after = smooth_counts(schema(ordinal=True), (0, 1), noisy, 8.0)
        better.append(np.abs(after - true).mean() / np.abs(noisy - true).mean())
    assert np.mean(better) < 0.75


def test_a_column_without_an_order_is_left_as_it_was_measured() -> None:
    noisy = counts(1)
    assert np.array_equal(smooth_counts(schema(ordinal=False), (0, 1), noisy, 8.0), noisy)


def test_where_neighbours_are_unlike_hardly_anything_moves() -> None:
    ragged = np.zeros((AGES + 1, 3), dtype=np.int64)
    ragged[::2] = 500
    moved = np.abs(smooth_counts(schema(ordinal=True), (0, 1), ragged.ravel(), 2.0) - ragged.ravel())
    assert moved.max() <= 20


@given(st.integers(0, 10**6))
def test_a_blank_is_nobodys_neighbour(seed: int) -> None:
    noisy = counts(seed)
    after = smooth_counts(schema(ordinal=True), (0, 1), noisy, 8.0).reshape(AGES + 1, 3)
    assert np.array_equal(after[-1], noisy.reshape(AGES + 1, 3)[-1])
    other = noisy.reshape(AGES + 1, 3).copy()
    other[-1] += 10_000
    assert np.array_equal(
        smooth_counts(schema(ordinal=True), (0, 1), other.ravel(), 8.0).reshape(AGES + 1, 3)[:-1], after[:-1]
    )


@pytest.mark.parametrize("codes", [("0-17", "18+"), ("one",)])
def test_an_order_of_two_has_nothing_between(codes: tuple[str, ...]) -> None:
    two = Schema("ages", (Column("age", codes, blank=True, ordinal=True),))
    noisy = np.array([5, 90, 3])[: len(codes) + 1]
    assert np.array_equal(smooth_counts(two, (0,), noisy, 8.0), noisy)
