# SPDX-License-Identifier: Apache-2.0
"""The weights: an additive model in log-odds, one table for each feature and a few for two features together.

Each table is monotone in the direction its feature allows, so that more agreement never lowers a score. A score is the
sum of what its tables say: the waterfall of a pair is exactly the sum that decided.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from amana_methods.linkage.company import COMPANY
from amana_methods.linkage.features import FEATURES, Feature
from amana_methods.linkage.table import Floats

__all__ = ["Model", "Pairwise", "Single", "Weights", "load_shipped", "probability"]

type Bins = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Single:
    """The nats of one feature: `scores[k]` from `edges[k-1]` up to `edges[k]`; the last score is for "not known"."""

    feature: str
    edges: Floats
    scores: Floats

    def bins(self, column: Floats) -> Bins:
        """Returns the place of each value among the scores."""
        return find_bins(self.edges, column)


@dataclass(frozen=True, slots=True)
class Pairwise:
    """The nats of two features together, beyond those of each alone: rows follow the first, columns the second."""

    first: str
    second: str
    first_edges: Floats
    second_edges: Floats
    scores: Floats


@dataclass(frozen=True, slots=True)
class Model:
    """Tables of nats with their origin. `start` applies to every pair before anything is known."""

    features: tuple[Feature, ...]
    start: float
    singles: tuple[Single, ...]
    pairs: tuple[Pairwise, ...]
    provenance: Mapping[str, object]

    def scores(self, features: Floats) -> Floats:
        """Returns the score of each row of features, in nats."""
        total = np.full(len(features), self.start, dtype=np.float32)
        for _, said in self._each(features):
            total += said
        return total

    def by_field(self, features: Floats) -> dict[str, Floats]:
        """Returns what each field adds to the score of each row; "" is what applies to every pair."""
        fields = {"": np.full(len(features), self.start, dtype=np.float32)}
        for field, said in self._each(features):
            fields[field] = fields[field] + said if field in fields else said
        return fields

    def _each(self, features: Floats) -> list[tuple[str, Floats]]:
        place = {feature.name: at for at, feature in enumerate(self.features)}
        field = {feature.name: feature.field for feature in self.features}
        said = [(field[one.feature], one.scores[one.bins(features[:, place[one.feature]])]) for one in self.singles]
        for two in self.pairs:
            rows = find_bins(two.first_edges, features[:, place[two.first]])
            columns = find_bins(two.second_edges, features[:, place[two.second]])
            said.append((field[two.second], two.scores[rows, columns]))
        return said

    def to_data(self) -> dict[str, object]:
        """Returns plain data for a JSON file."""
        return {
            "provenance": dict(self.provenance),
            "features": [[each.name, each.field, each.direction] for each in self.features],
            "start": round(float(self.start), 4),
            "singles": [
                {"feature": one.feature, "edges": _plain(one.edges), "nats": _plain(one.scores)} for one in self.singles
            ],
            "pairs": [
                {
                    "first": two.first,
                    "second": two.second,
                    "first_edges": _plain(two.first_edges),
                    "second_edges": _plain(two.second_edges),
                    "nats": [_plain(row) for row in two.scores],
                }
                for two in self.pairs
            ],
        }

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> "Model":
        """Reads what `to_data` returned. KeyError, TypeError or ValueError for anything else."""
        singles, pairs, features = data["singles"], data["pairs"], data["features"]
        provenance = data["provenance"]
        if not (isinstance(singles, Sequence) and isinstance(pairs, Sequence) and isinstance(features, Sequence)):
            raise TypeError("these are no weights")
        if not isinstance(provenance, Mapping):
            raise TypeError("nothing says where these weights come from")
        return cls(
            tuple(Feature(str(name), str(field), int(direction)) for name, field, direction in features),
            float(str(data["start"])),
            tuple(Single(one["feature"], _floats(one["edges"]), _floats(one["nats"])) for one in singles),
            tuple(
                Pairwise(
                    two["first"],
                    two["second"],
                    _floats(two["first_edges"]),
                    _floats(two["second_edges"]),
                    _floats(two["nats"]),
                )
                for two in pairs
            ),
            provenance,
        )


@dataclass(frozen=True, slots=True)
class Weights:
    """Two models: `pair` weighs two records, `company` what the other records near them add."""

    pair: Model
    company: Model

    def to_data(self) -> dict[str, object]:
        """Returns plain data for a JSON file."""
        return {"pair": self.pair.to_data(), "company": self.company.to_data()}

    @classmethod
    def from_data(cls, data: Mapping[str, Mapping[str, object]]) -> "Weights":
        """Reads what `to_data` returned. ValueError when the weights are for other features than this version has."""
        weights = cls(Model.from_data(data["pair"]), Model.from_data(data["company"]))
        if weights.pair.features != FEATURES or weights.company.features != COMPANY:
            raise ValueError("these weights are for other features; train them again")
        return weights


@cache  # follows from its arguments alone
def load_shipped() -> Weights:
    """Returns the weights that come with Amana; `weights.json` says how they were made."""
    return Weights.from_data(json.loads(files(__package__).joinpath("weights.json").read_text(encoding="utf-8")))


def probability(scores: Floats) -> Floats:
    """Returns the probability of a score."""
    chance: Floats = (1.0 / (1.0 + np.exp(-np.clip(scores, -30.0, 30.0)))).astype(np.float32)
    return chance


def find_bins(edges: Floats, column: Floats) -> Bins:
    """Returns the place of each value between the edges; after the last one for NaN."""
    places = np.searchsorted(edges, column, side="right")
    return np.where(np.isnan(column), len(edges) + 1, places)


def _floats(values: object) -> Floats:
    return np.array(values, dtype=np.float32)


def _plain(values: Floats) -> list[float]:
    return [round(float(value), 4) for value in values]
