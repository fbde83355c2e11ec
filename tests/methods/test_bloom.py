# SPDX-License-Identifier: Apache-2.0
"""Two lists meet without a name; a filter says little, the same little each time, and nothing without the secret."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana_methods.linkage import bloom
from amana_methods.linkage.bloom import BITS, Feature, TooLittle, as_filters, compare, encode, fill, in_small_cells

SECRET = bytes(range(32))
SELAM = [
    Feature("name", "slm", 14),
    Feature("name", "tsf", 14),
    Feature("born", "1996-03-12", 16),
    Feature("sex", "f", 3),
]
SELAM_AGAIN = [*SELAM[:2], Feature("born", "1996", 6), Feature("sex", "f", 3)]
RUTH = [
    Feature("name", "rt", 14),
    Feature("name", "kbd", 14),
    Feature("born", "1999-01-01", 16),
    Feature("sex", "f", 3),
]


def bits(encoded: bytes) -> "np.ndarray[tuple[int], np.dtype[np.uint8]]":
    return np.unpackbits(np.frombuffer(encoded, dtype=np.uint8))


def plain(features: list[Feature], record: str = "1", secret: bytes = SECRET, salt: str = "") -> bytes:
    return encode(features, secret, record=record, flips=0, salt=salt)


def dice(one: bytes, two: bytes) -> float:
    a, b = bits(one).astype(int), bits(two).astype(int)
    return float(2 * (a & b).sum() / (a.sum() + b.sum()))


def test_a_feature_sets_as_many_bits_as_it_weighs_at_places_of_the_secret() -> None:
    filter_ = bits(plain(SELAM))
    assert 35 <= filter_.sum() <= 47  # a place that is hit twice counts once
    other = bits(plain(SELAM, secret=bytes(32)))
    assert (filter_ & other).sum() < 15


def test_the_same_person_is_alike_and_another_is_not() -> None:
    assert dice(plain(SELAM), plain(SELAM_AGAIN)) > 0.6 > 0.35 > dice(plain(SELAM), plain(RUTH))


def test_the_order_of_features_does_not_matter() -> None:
    assert plain(SELAM) == plain(SELAM[::-1])


def test_the_same_text_in_another_field_is_another_feature() -> None:
    name, place = [Feature("name", "erbil", 20), SELAM[3]], [Feature("place", "erbil", 20), SELAM[3]]
    assert dice(plain(name), plain(place)) < 0.5


def test_bits_are_turned_over_always_the_same_ones_for_a_record() -> None:
    once, again = (encode(SELAM, SECRET, record="a", flips=0.05) for _ in range(2))
    assert once == again
    turned = [
        int((bits(encode(SELAM, SECRET, record=str(n), flips=0.05)) ^ bits(plain(SELAM))).sum()) for n in range(200)
    ]
    assert 20 < np.mean(turned) < 31  # 5 % of 512 are 25.6
    assert encode(SELAM, SECRET, record="b", flips=0.05) != once


def test_another_salt_makes_strangers() -> None:
    assert dice(plain(SELAM, salt="1996"), plain(SELAM, salt="1997")) < 0.3


@pytest.mark.parametrize("features", [[], SELAM[:2], SELAM[3:]])
def test_a_single_field_makes_no_filter(features: list[Feature]) -> None:
    with pytest.raises(TooLittle):
        encode(features, SECRET, record="1")


@pytest.mark.parametrize(
    ("secret", "flips", "weight"), [(b"short", 0.0, 3), (SECRET, 0.2, 3), (SECRET, 0.0, 0), (SECRET, 0.0, 33)]
)
def test_weak_settings_are_refused(secret: bytes, flips: float, weight: int) -> None:
    with pytest.raises(ValueError, match=r"secret|bits"):
        encode([Feature("name", "slm", weight), SELAM[3]], secret, record="1", flips=flips)


def test_a_secret_is_new_each_time() -> None:
    assert len({bloom.new_secret() for _ in range(20)}) == 20


def lists(count: int, seed: int) -> list[bytes]:
    chance = np.random.default_rng(seed)
    return [np.packbits(chance.random(BITS) < 0.2).tobytes() for _ in range(count)]


@given(seed=st.integers(0, 10_000))
def test_the_likeness_is_that_of_dice_counted_by_hand(seed: int) -> None:
    first, second = lists(7, seed), lists(5, seed + 1)
    found = compare(as_filters(first), as_filters(second), cut=0, most=5, by_rarity=False, rivalry=0)
    assert len(found) == 35
    for row, other, likeness in zip(found.first, found.second, found.likeness, strict=True):
        assert likeness == pytest.approx(dice(first[row], second[other]), abs=1e-5)
    assert (np.diff(found.likeness) <= 0).all()


def test_blocks_of_any_size_find_the_same_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = as_filters(lists(50, 1)), as_filters(lists(40, 2))
    whole = compare(first, second, cut=0.05, most=3)
    monkeypatch.setattr(bloom, "BLOCK_CELLS", 97)
    parts = compare(first, second, cut=0.05, most=3)
    assert len(whole) > 50
    assert (whole.first == parts.first).all()
    assert (whole.second == parts.second).all()
    # Sums of 512 float32: another processor adds them in another order.
    # Sums of 512 float32: another processor adds them in another order.
    assert whole.likeness == pytest.approx(parts.likeness, rel=1e-4, abs=1e-5)


def test_no_record_has_more_pairs_than_asked_for() -> None:
    found = compare(as_filters(lists(20, 1)), as_filters(lists(30, 2)), cut=0, most=4, rivalry=0)
    assert len(found) == 80


def test_a_rare_bit_counts_more_than_a_common_one() -> None:
    common = [Feature("nationality", "IQ", 10)]
    crowd = [plain([*common, Feature("name", f"n{number}", 10)], record=str(number)) for number in range(60)]
    asked = [plain([*common, Feature("name", "n7", 10)])]
    by_bit = compare(as_filters(asked), as_filters(crowd), cut=0, most=2, by_rarity=False, rivalry=0)
    by_rarity = compare(as_filters(asked), as_filters(crowd), cut=0, most=2, rivalry=0)
    assert by_rarity.second[0] == by_bit.second[0] == 7
    assert by_rarity.likeness[1] < by_bit.likeness[1]


@given(seed=st.integers(0, 10_000))
def test_the_next_three_of_either_record_count_against_a_pair_as_by_hand(seed: int) -> None:
    first, second = lists(6, seed), lists(7, seed + 1)
    table = np.array([[dice(one, two) for two in second] for one in first])
    found = compare(as_filters(first), as_filters(second), cut=-1, most=7, by_rarity=False, rivalry=0.5)
    alone = compare(as_filters(first), as_filters(second), cut=-1, most=7, by_rarity=False, rivalry=0)
    assert len(found) == len(alone) == 42
    for row, other, likeness in zip(found.first, found.second, found.likeness, strict=True):
        of_row = np.sort(np.delete(table[row], other))[-3:].mean()
        of_other = np.sort(np.delete(table[:, other], row))[-3:].mean()
        assert likeness == pytest.approx(table[row, other] - 0.5 * (of_row + of_other) / 2, abs=1e-5)


def test_a_likeness_that_many_share_says_less_than_the_same_that_one_alone_has() -> None:
    crowd = [plain(SELAM, record=str(number)) for number in range(4)]
    alone = compare(as_filters(crowd[:1]), as_filters([crowd[1], *lists(3, 1)]), cut=0, most=1)
    shared = compare(as_filters(crowd), as_filters(crowd), cut=0, most=1)
    assert alone.likeness[0] > 0.5 > shared.likeness[0]


def test_whoever_stands_twice_in_a_register_is_found_all_the_same() -> None:
    others = lists(40, 5)
    found = compare(
        as_filters([plain(SELAM), *others[:20]]), as_filters([plain(SELAM)] * 2 + others[20:]), cut=bloom.CUT
    )
    assert {(0, 0), (0, 1)} <= set(zip(found.first.tolist(), found.second.tolist(), strict=True))


def test_empty_lists_have_no_pairs() -> None:
    assert len(compare(as_filters([]), as_filters(lists(3, 1)), cut=0.5)) == 0
    assert len(compare(as_filters(lists(3, 1)), as_filters([]), cut=0.5)) == 0
    assert fill(as_filters([])) == 0


def test_a_filter_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        as_filters([b"short"])


def test_how_full_filters_are() -> None:
    assert fill(as_filters([b"\xff" * 32 + bytes(32)])) == pytest.approx(0.5)


def test_the_few_of_a_cell_stay_out() -> None:
    cells = [("NP", "IQ-MA")] + [("ET", "IQ-AR")] * 5
    assert in_small_cells(cells, 5).tolist() == [True] + [False] * 5


def test_names_of_pairs_are_random() -> None:
    names = bloom.pair_ids(500)
    assert len(set(names)) == 500
    assert not set(names) & set(bloom.pair_ids(500))
