# SPDX-License-Identifier: Apache-2.0
"""The Merkle log agrees with the published test values of RFC 6962 and finds every change."""

import random

import pymerkle
import pytest

from amana_methods.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    growth_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

# The lines and roots that the Certificate Transparency implementations share.
LINES = [
    bytes.fromhex(line)
    for line in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
LEAVES = [leaf_hash(line) for line in LINES]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
MANY = [leaf_hash(str(number).encode()) for number in range(40)]


@pytest.mark.parametrize("size", ROOTS)
def test_roots_are_the_published_ones(size: int) -> None:
    assert root(LEAVES[:size]).hex() == ROOTS[size]


def test_a_published_proof_of_inclusion_is_reproduced() -> None:
    proof = [node.hex() for node in inclusion_proof(LEAVES, 5)]
    assert proof == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_a_published_proof_of_consistency_is_reproduced() -> None:
    proof = [node.hex() for node in consistency_proof(LEAVES, 6)]
    assert proof == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_the_frontier_gives_the_same_root_at_every_size_and_can_be_stored() -> None:
    frontier = Frontier()
    for size, leaf in enumerate(MANY, start=1):
        frontier = Frontier(frontier.size, tuple(bytes(peak) for peak in frontier.peaks)).append(leaf)
        assert (frontier.size, frontier.root()) == (size, _by_the_definition(MANY[:size]))


def test_a_frontier_is_extended_in_any_portions() -> None:
    for cut in range(len(MANY)):
        assert Frontier().extend(MANY[:cut]).extend(MANY[cut:]) == Frontier().extend(MANY)


def test_growth_is_proved_from_a_frontier_and_the_later_lines_alone() -> None:
    for size in range(len(MANY)):
        for old_size in range(size + 1):
            old = Frontier().extend(MANY[:old_size])
            assert growth_proof(old, MANY[old_size:size]) == consistency_proof(MANY[:size], old_size)


def test_roots_and_proofs_are_those_of_pymerkle(deep: bool) -> None:
    chance = random.Random(6962)  # noqa: S311  (a load, not a key)
    tree, leaves = pymerkle.InmemoryTree(algorithm="sha256"), []
    for _ in range(2000 if deep else 130):
        line = chance.randbytes(chance.randrange(60))
        tree.append_entry(line)
        leaves.append(leaf_hash(line))
    for size in [*range(1, 40), *(chance.randrange(40, len(leaves) + 1) for _ in range(300 if deep else 20))]:
        top, index, old_size = tree.get_root(size), chance.randrange(size), chance.randrange(1, size + 1)
        assert root(leaves[:size]) == top
        inclusion = tree.prove_inclusion(index + 1, size)
        pymerkle.verify_inclusion(leaves[index], top, inclusion, index=index + 1, size=size)
        assert verify_inclusion(leaves[index], index, size, inclusion_proof(leaves[:size], index), top)
        assert set(inclusion_proof(leaves[:size], index)) == set(inclusion.path) - {leaves[index]}
        growth = tree.prove_consistency(old_size, size)
        pymerkle.verify_consistency(tree.get_root(old_size), top, growth, old_size, size)
        proof = consistency_proof(leaves[:size], old_size)
        assert verify_consistency(old_size, tree.get_root(old_size), size, top, proof)


def test_every_line_is_proved_in_every_tree_and_nowhere_else() -> None:
    for size in range(1, 24):
        top = root(MANY[:size])
        for index in range(size):
            proof = inclusion_proof(MANY[:size], index)
            assert verify_inclusion(MANY[index], index, size, proof, top)
            assert not verify_inclusion(MANY[size], index, size, proof, top)
            assert not verify_inclusion(MANY[index], index, size, [*proof, top], top)
            assert not verify_inclusion(MANY[index], index, size, proof, EMPTY_ROOT)
            if size > 1:
                assert not verify_inclusion(MANY[index], (index + 1) % size, size, proof, top)
                assert not verify_inclusion(MANY[index], index, size, proof[:-1], top)


def test_growth_is_proved_between_all_sizes_and_a_changed_line_is_found() -> None:
    for size in range(1, 24):
        new = root(MANY[:size])
        for old_size in range(size + 1):
            old = root(MANY[:old_size])
            proof = consistency_proof(MANY[:size], old_size)
            assert verify_consistency(old_size, old, size, new, proof)
            assert not verify_consistency(old_size, old, size, new, [*proof, new])
            if old_size:
                changed = [leaf_hash(b"changed"), *MANY[1:size]]
                assert not verify_consistency(old_size, old, size, root(changed), consistency_proof(changed, old_size))


@pytest.mark.parametrize(
    ("old_size", "size", "proof"), [(-1, 3, []), (4, 3, []), (2, 3, []), (3, 5, []), (3, 5, [b"x" * 32])]
)
def test_impossible_proofs_of_growth_are_refused(old_size: int, size: int, proof: list[bytes]) -> None:
    assert not verify_consistency(old_size, EMPTY_ROOT, size, root(MANY[:size]), proof)


@pytest.mark.parametrize("index", [-1, 8])
def test_a_line_that_is_not_there_has_no_proof(index: int) -> None:
    with pytest.raises(IndexError):
        inclusion_proof(LEAVES, index)
    with pytest.raises(IndexError):
        consistency_proof(LEAVES, 9 if index > 0 else index)


def test_a_damaged_frontier_is_refused() -> None:
    with pytest.raises(ValueError, match="peaks"):
        Frontier(3, (MANY[0],))
    with pytest.raises(ValueError, match="bytes"):
        Frontier(1, (b"short",))


def _by_the_definition(leaves: list[bytes]) -> bytes:
    """The recursive definition of RFC 6962, section 2.1, written as it stands there."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(_by_the_definition(leaves[:split]), _by_the_definition(leaves[split:]))
