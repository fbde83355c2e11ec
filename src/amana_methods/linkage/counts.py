# SPDX-License-Identifier: Apache-2.0
"""How common each name, place and number is in a register: the rarer what two records share, the stronger the evidence."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from amana_methods.linkage.table import Codes, Floats, Table, TableBuilder
from amana_methods.linkage.traits import Facts

__all__ = ["RegisterCounts"]

_TYPICAL = 5.0  # nats of a shared part of a name where no register is at hand
_PRIOR = 20.0  # records of a group that weigh as much as what is known of the larger group


@dataclass(frozen=True)
class RegisterCounts:
    """Counts of a register. Keep them locked where names are: they reveal how often each keyed code occurs.

    `keys` are sorted codes, `by_group` their records for each nationality and sex (columns of `groups`); `words` and
    `often` the same for whole values: spellings, nationalities, places, phones, documents.
    """

    records: int
    keys: Codes
    by_group: NDArray[np.int32]
    groups: Codes
    group_sizes: NDArray[np.int64]
    words: Codes
    often: NDArray[np.int64]

    @classmethod
    def of(cls, table: Table) -> "RegisterCounts":
        """Counts every record in the table."""
        keys = np.unique(table.tokens.keys)
        keys = keys[keys != 0]
        group_of_row = _groups(table)
        groups, rows = np.unique(group_of_row, return_inverse=True)
        width = max(len(groups), 1)
        by_group = np.zeros(len(keys) * width, dtype=np.int32)
        ids = np.searchsorted(keys, table.tokens.keys) if len(keys) else table.tokens.keys.astype(np.int64)
        for place in range(table.parts.shape[1]):
            held = np.flatnonzero(table.parts[:, place] >= 0)
            tokens = table.parts[held, place]
            for key in range(ids.shape[1]):
                there = table.tokens.keys[tokens, key] != 0
                cells = ids[tokens[there], key] * width + rows[held[there]]
                by_group += np.bincount(cells, minlength=len(by_group)).astype(np.int32)
        words, often = _words(table)
        return cls(
            len(table),
            keys,
            by_group.reshape(len(keys), width),
            groups,
            np.bincount(rows, minlength=len(groups)).astype(np.int64),
            words,
            often,
        )

    @classmethod
    def of_facts(cls, many: Iterable[Facts]) -> "RegisterCounts":
        """Counts these records."""
        return cls.of(TableBuilder.of(many))

    def add_and_remove(self, added: Iterable[Facts] = (), removed: Iterable[Facts] = ()) -> "RegisterCounts":
        """Returns the counts after records were added and removed."""
        return self._plus(RegisterCounts.of_facts(added), 1)._plus(RegisterCounts.of_facts(removed), -1)

    def _plus(self, other: "RegisterCounts", sign: int) -> "RegisterCounts":
        if not other.records:
            return self
        keys, groups = np.union1d(self.keys, other.keys), np.union1d(self.groups, other.groups)
        by_group = np.zeros((len(keys), len(groups)), dtype=np.int32)
        sizes = np.zeros(len(groups), dtype=np.int64)
        words = np.union1d(self.words, other.words)
        often = np.zeros(len(words), dtype=np.int64)
        for counts, factor in ((self, 1), (other, sign)):
            rows, columns = np.searchsorted(keys, counts.keys), np.searchsorted(groups, counts.groups)
            by_group[np.ix_(rows, columns)] += factor * counts.by_group
            sizes[columns] += factor * counts.group_sizes
            often[np.searchsorted(words, counts.words)] += factor * counts.often
        return RegisterCounts(self.records + sign * other.records, keys, by_group, groups, sizes, words, often)

    def to_bytes(self) -> bytes:
        """Serialises the counts for a locked field; `from_bytes` reads it."""
        raw = io.BytesIO()
        np.savez_compressed(
            raw,
            records=np.array([self.records]),
            keys=self.keys,
            by_group=self.by_group,
            groups=self.groups,
            group_sizes=self.group_sizes,
            words=self.words,
            often=self.often,
        )
        return raw.getvalue()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "RegisterCounts":
        """Reads what `to_bytes` wrote."""
        with np.load(io.BytesIO(raw), allow_pickle=False) as kept:
            return cls(
                int(kept["records"][0]),
                kept["keys"],
                kept["by_group"],
                kept["groups"],
                kept["group_sizes"],
                kept["words"],
                kept["often"],
            )

    def times(self, codes: Codes) -> NDArray[np.int64]:
        """Returns how many records have each whole value; 0 for one that none has."""
        if not len(self.words):
            return np.zeros(codes.shape, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.words, codes), len(self.words) - 1)
        return np.where(self.words[at] == codes, self.often[at], 0)

    def rarity(self, codes: Codes) -> Floats:
        """Returns the nats of sharing this whole value: minus the log of its share among the records."""
        if not self.records:
            return np.full(codes.shape, _TYPICAL / 2, dtype=np.float32)
        share = (self.times(codes) + 0.5) / (self.records + 1.0)
        said: Floats = (-np.log(np.minimum(share, 1.0))).astype(np.float32)
        return said

    @cached_property
    def _nations(self) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
        """Returns records with each key, the nationality of each group, records with each key by nationality, their sizes."""
        nation_of = np.unique(self.groups >> np.uint64(2), return_inverse=True)[1]
        by_nation = np.zeros((len(self.keys), int(nation_of.max()) + 1), dtype=np.int32)
        for group, nation in enumerate(nation_of):
            by_nation[:, nation] += self.by_group[:, group]
        total = self.by_group.sum(axis=1, dtype=np.int32)
        return total, nation_of, by_nation, np.bincount(nation_of, weights=self.group_sizes)

    def part_rarity(self, table: Table, parts: NDArray[np.int32]) -> Floats:
        """Returns the nats of sharing each part, among people of the record's nationality and sex, and 0 for no part.

        A small group leans on its nationality, and that on the whole register.
        """
        if not len(self.keys):
            return np.where(parts >= 0, _TYPICAL, 0.0).astype(np.float32)
        total, nation_of, by_nation, nation_sizes = self._nations
        tokens = table.tokens
        at = np.minimum(np.searchsorted(self.keys, tokens.keys), len(self.keys) - 1)
        known = (self.keys[at] == tokens.keys) & (tokens.keys != 0)
        groups = _groups(table)
        group = np.minimum(np.searchsorted(self.groups, groups), len(self.groups) - 1)
        group_known = self.groups[group] == groups
        rarity = np.zeros(parts.shape, dtype=np.float32)
        for place in range(parts.shape[1]):
            held = np.flatnonzero(parts[:, place] >= 0)
            token, g = parts[held, place], group[held]
            best = np.zeros(len(held))
            for key in range(tokens.keys.shape[1]):
                k = at[token, key]
                share = (total[k] + 0.5) / (self.records + 1.0)
                nation = nation_of[g]
                near = (by_nation[k, nation] + _PRIOR * share) / (nation_sizes[nation] + _PRIOR)
                own = (self.by_group[k, g] + _PRIOR * near) / (self.group_sizes[g] + _PRIOR)
                share = np.where(group_known[held], own, share)
                best = np.maximum(best, np.where(known[token, key], share, 0.0))
            rarity[held, place] = -np.log(np.clip(best, 0.5 / (self.records + 1.0), 1.0))
        return rarity


def _groups(table: Table) -> Codes:
    """Returns a code for nationality and sex: the nationality's code with its last two bits replaced by the sex."""
    return (table.nationality & ~np.uint64(3)) | table.sex.astype(np.uint64)


def _words(table: Table) -> tuple[Codes, NDArray[np.int64]]:
    texts = [table.tokens.text[table.parts[table.parts[:, place] >= 0, place]] for place in range(table.parts.shape[1])]
    mothers = [
        table.tokens.keys[table.mother[table.mother[:, place] >= 0, place], 0] ^ np.uint64(MOTHER)
        for place in range(table.mother.shape[1])
    ]
    places = [
        table.tokens.keys[column[column >= 0], 0] ^ np.uint64(use)
        for column, use in ((table.governorate, GOVERNORATE), (table.origin, ORIGIN))
    ]
    whole = [table.nationality, table.phone[:, 0], table.document[:, 0], table.organisation]
    every = np.concatenate([*texts, *mothers, *places, *(codes[codes != 0] for codes in whole)])
    words, often = np.unique(every, return_counts=True)
    return words, often.astype(np.int64)


# Distinguishes the uses of a code: a place as governorate or as origin, a key in the mother's name.
GOVERNORATE, ORIGIN, MOTHER = 0x5BD1E995, 0x27D4EB2F, 0x165667B1
