# SPDX-License-Identifier: Apache-2.0
"""A Merkle log as in RFC 6962, section 2.1: one root for all lines, short proofs for one line or for growth.

A reader who kept an old root can check that a later log still begins with the same lines. A tree is given by its leaf
hashes, in order; the lines themselves are needed only to compute `leaf_hash`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

__all__ = [
    "EMPTY_ROOT",
    "Frontier",
    "consistency_proof",
    "growth_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "root",
    "verify_consistency",
    "verify_inclusion",
]

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(line: bytes) -> bytes:
    """Returns the hash of one line; the leading zero byte keeps a line from ever passing as an inner node."""
    return sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Returns the hash of an inner node over its two children."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Returns the root over leaf hashes in order; `EMPTY_ROOT` when there are none.

    >>> root([leaf_hash(b"a"), leaf_hash(b"b")]) == node_hash(leaf_hash(b"a"), leaf_hash(b"b"))
    True
    """
    return Frontier().extend(leaves).root()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a growing tree: its size and the roots of its full subtrees, largest first.

    `peaks` holds one hash for each set bit of `size`. This is all that is needed to append and to compute the root, so
    a log of a million lines is continued from at most twenty hashes.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise ValueError(f"a tree of {self.size} leaves cannot have {len(self.peaks)} peaks")
        if any(len(peak) != HASH_BYTES for peak in self.peaks):
            raise ValueError(f"a hash has {HASH_BYTES} bytes")

    def append(self, leaf: bytes) -> "Frontier":
        """Returns the frontier after one more leaf hash."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> "Frontier":
        """Returns the frontier after more leaf hashes, in order; a million of them take about a second."""
        peaks, size = list(self.peaks), self.size
        for leaf in leaves:
            node, rest = leaf, size
            while rest & 1:
                node = sha256(b"\x01" + peaks.pop() + node).digest()
                rest >>= 1
            peaks.append(node)
            size += 1
        return Frontier(size, tuple(peaks))

    def root(self) -> bytes:
        """Returns the current root of the tree."""
        if not self.peaks:
            return EMPTY_ROOT
        *rest, node = self.peaks
        for peak in reversed(rest):
            node = node_hash(peak, node)
        return node


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Returns the sibling hashes on the path from leaf `index` (from 0) to the root, lowest first.

    Raises IndexError when there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(f"leaf {index} of {len(leaves)}")
    if len(leaves) == 1:
        return []
    split = _largest_power_below(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root(leaves[:split])]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes) -> bool:
    """Whether `proof` shows that `leaf` is at `index` in the tree of `size` leaves with this root."""
    if not 0 <= index < size:
        return False
    position, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and compare_digest(node, expected_root)


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """Returns the hashes that prove that the tree of the first `old_size` leaves is a prefix of this one.

    Empty when the sizes are equal or the old tree was empty. Raises IndexError when the old tree is larger.
    """
    if not 0 <= old_size <= len(leaves):
        raise IndexError(f"{old_size} of {len(leaves)} leaves")
    return _subproof(leaves, old_size, whole=True) if old_size else []


def growth_proof(old: Frontier, later: Sequence[bytes]) -> list[bytes]:
    """Returns the same as `consistency_proof`, from the frontier of the old tree and the leaf hashes that came after it.

    No older leaf is needed: every part of the old tree in the proof is one of its peaks.
    """
    if not old.size or not later:
        return []
    peaks, start, largest_first = {}, 0, iter(old.peaks)
    for power in reversed(range(old.size.bit_length())):
        if old.size >> power & 1:
            peaks[start, start + (1 << power)] = next(largest_first)
            start += 1 << power

    def subtree(first: int, end: int) -> bytes:
        return root(later[first - old.size : end - old.size]) if first >= old.size else peaks[first, end]

    proof, first, end = [], 0, old.size + len(later)
    while end != old.size:
        split = first + _largest_power_below(end - first)
        if old.size <= split:
            proof.append(subtree(split, end))
            end = split
        else:
            proof.append(subtree(first, split))
            first = split
    if first:
        proof.append(subtree(first, end))
    return proof[::-1]


def verify_consistency(old_size: int, old_root: bytes, size: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the log with the new root begins with the whole log of the old root."""
    if old_size == size:
        return not proof and compare_digest(old_root, new_root) and (size > 0 or compare_digest(new_root, EMPTY_ROOT))
    if old_size == 0:
        return not proof and size > 0 and compare_digest(old_root, EMPTY_ROOT)
    if not 0 < old_size < size:
        return False
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    position, last = old_size - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for node in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old, new = node_hash(node, old), node_hash(node, new)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, node)
        position, last = position >> 1, last >> 1
    return last == 0 and compare_digest(old, old_root) and compare_digest(new, new_root)


def _largest_power_below(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def _subproof(leaves: Sequence[bytes], old_size: int, *, whole: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if whole else [root(leaves)]
    split = _largest_power_below(len(leaves))
    if old_size <= split:
        return [*_subproof(leaves[:split], old_size, whole=whole), root(leaves[split:])]
    return [*_subproof(leaves[split:], old_size - split, whole=False), root(leaves[:split])]
