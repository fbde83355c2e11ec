# SPDX-License-Identifier: Apache-2.0
"""Weights learnt from pairs of which is known whether they are one person: generated ones, or a supervisor's decisions.

    python -m amana_methods.linkage.training FOLDER ... [--out WEIGHTS.json]

Each folder holds records.csv (the columns of `Registration`) and truth.csv (record_id, person_id).

The tables are fitted by small steps, one after the other (cyclic boosting of a logistic additive model), and after every step
made monotone by isotonic regression. Nothing is drawn by chance: the same pairs give the same weights.
"""

import argparse
import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from amana_methods.linkage.bulk import score_pairs
from amana_methods.linkage.candidates import candidate_pairs
from amana_methods.linkage.company import COMPANY, FLOOR, company_of
from amana_methods.linkage.counts import RegisterCounts
from amana_methods.linkage.features import FEATURES, Feature, Side, features_of
from amana_methods.linkage.files import read_registrations
from amana_methods.linkage.model import Model, Pairwise, Single, Weights, find_bins
from amana_methods.linkage.table import Floats, Ints, TableBuilder
from amana_methods.linkage.traits import Encoder

__all__ = ["COMPANY_PAIRS", "PAIRS", "Example", "calibrate", "fit", "isotonic", "weights_from"]

# Features that mean something different in combination.
PAIRS: tuple[tuple[str, str], ...] = (
    ("evidence", "names_unshared"),
    ("evidence", "given"),
    ("evidence", "family"),
    ("names_shared", "names_unshared"),
    ("birth_exact", "given"),
    ("birth_guessed", "names_unshared"),
    ("birth_vague", "names_unshared"),
    ("birth_exact", "names_unshared"),
    ("given", "family"),
    ("names_extra", "given"),
    ("sex", "given"),
    ("nationality", "evidence"),
)
COMPANY_PAIRS: tuple[tuple[str, str], ...] = (
    ("score", "support"),
    ("score", "rival"),
    ("support", "rival"),
    ("score", "rivals"),
)

_STEP, _SOFT = 0.25, 4.0
_PASSES = 3
_SIGNS = (-0.75, -0.25)  # between what differs, what is nearly the same, and what is shared

_OTHERS = 150_000  # pairs of two people used for training, of one register

type Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A register with known persons: its records, its candidate pairs, and which of these are one person."""

    side: Side
    a: Ints
    b: Ints
    same: NDArray[np.bool_]

    @classmethod
    def read(cls, folder: Path) -> "Example":
        """Reads the register in a folder with records.csv and truth.csv."""
        encoder, builder = Encoder(), TableBuilder()
        ids: list[str] = []
        for registration in read_registrations(folder / "records.csv"):
            builder.add(encoder.facts_of(registration))
            ids.append(registration.record_id)
        with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
            person = {row["record_id"]: row["person_id"] for row in csv.DictReader(file)}
        who = np.unique([person[each] for each in ids], return_inverse=True)[1]
        table = builder.table()
        a, b = candidate_pairs(table)
        return cls(Side.of(table, RegisterCounts.of(table)), a, b, who[a] == who[b])


def weights_from(
    examples: Sequence[Example], provenance: Mapping[str, object] | None = None, rounds: int = 25
) -> Weights:
    """Trains both models from whole registers. Of a large register every n-th pair of two people stands for n of them."""
    rows: list[Floats] = []
    same: list[NDArray[np.bool_]] = []
    weight: list[Floats] = []
    for each in examples:
        others = np.flatnonzero(~each.same)
        share = max(1, len(others) // _OTHERS)
        taken = np.sort(np.concatenate([np.flatnonzero(each.same), others[::share]]))
        rows.append(features_of(each.side, each.a[taken], each.side, each.b[taken], len(each.side.table)))
        same.append(each.same[taken])
        weight.append(np.where(each.same[taken], 1.0, share).astype(np.float32))
    pair = fit(np.concatenate(rows), np.concatenate(same), np.concatenate(weight), rounds=rounds, provenance=provenance)
    company: list[Floats] = []
    true: list[NDArray[np.bool_]] = []
    for each in examples:
        scores = score_pairs(each.side, each.a, each.b, pair)
        near = scores > FLOOR
        company.append(company_of(each.a[near], each.b[near], scores[near], len(each.side.table)))
        true.append(each.same[near])
    return Weights(
        pair,
        fit(
            np.concatenate(company),
            np.concatenate(true),
            of=COMPANY,
            pairs=COMPANY_PAIRS,
            rounds=2 * rounds,
            provenance=provenance,
        ),
    )


def calibrate(model: Model, features: Floats, same: NDArray[np.bool_], trust: float = 20.0) -> Model:
    """Returns the model after users' decisions: its scores stretched and shifted so that they fit, its order unchanged.

    `features` and `same` are those of the decided pairs; `trust` is the number of decisions that the previous weights
    are worth. With few decisions almost nothing changes.
    """
    scores = model.scores(features).astype(np.float64)
    truth = same.astype(np.float64)
    stretch, shift = 1.0, 0.0
    for _ in range(50):
        chance = 1.0 / (1.0 + np.exp(-(stretch * scores + shift)))
        bend = chance * (1 - chance)
        slope = np.array(
            [((truth - chance) * scores).sum() - trust * (stretch - 1), (truth - chance).sum() - trust * shift]
        )
        curve = np.array(
            [
                [(bend * scores * scores).sum() + trust, (bend * scores).sum()],
                [(bend * scores).sum(), bend.sum() + trust],
            ]
        )
        step = np.linalg.solve(curve, slope)
        stretch, shift = max(stretch + float(step[0]), 0.1), shift + float(step[1])
    return Model(
        model.features,
        model.start * stretch + shift,
        tuple(Single(one.feature, one.edges, (one.scores * stretch).astype(np.float32)) for one in model.singles),
        tuple(replace(two, scores=(two.scores * stretch).astype(np.float32)) for two in model.pairs),
        {**model.provenance, "decisions": len(same)},
    )


def fit(
    features: Floats,
    same: NDArray[np.bool_],
    weights: Floats | None = None,
    *,
    of: Sequence[Feature] = FEATURES,
    pairs: Sequence[tuple[str, str]] = PAIRS,
    rounds: int = 80,
    most_bins: int = 24,
    coarse: int = 9,
    provenance: Mapping[str, object] | None = None,
) -> Model:
    """Fits the additive, monotone model that explains best which rows of features are pairs of one person.

    `weights` say how often a row counts (1 where not given). ValueError when there is no pair of either kind.
    """
    if same.all() or not same.any():
        raise ValueError("both are needed: pairs of one person, and pairs of two")
    truth = same.astype(np.float64)
    weight = np.ones(len(same)) if weights is None else weights.astype(np.float64)
    place = {feature.name: at for at, feature in enumerate(of)}
    direction = {feature.name: feature.direction for feature in of}
    edges = [_edges(features[:, at], same, most_bins) for at in range(len(of))]
    bins = [find_bins(edge, features[:, at]).astype(np.int32) for at, edge in enumerate(edges)]
    tables = [np.zeros(len(edge) + 2) for edge in edges]
    start = float(np.log((weight * truth).sum() / (weight * (1 - truth)).sum()))
    total = np.full(len(same), start)
    for _ in range(rounds):
        for at, feature in enumerate(of):
            total += _step(tables[at], bins[at], total, truth, weight, feature.direction)
    grids = []
    for first, second in pairs:
        x_edges, y_edges = (_edges(features[:, place[name]], same, coarse) for name in (first, second))
        x, y = (find_bins(e, features[:, place[n]]) for e, n in ((x_edges, first), (y_edges, second)))
        shape = (len(x_edges) + 2, len(y_edges) + 2)
        grids.append((first, second, x_edges, y_edges, np.zeros(shape), (x * shape[1] + y).astype(np.int32)))
    for _ in range(rounds if pairs else 0):
        for first, second, _, _, grid, cells in grids:
            total += _grid_step(grid, cells, total, truth, weight, (direction[first], direction[second]))
        for at, feature in enumerate(of):
            total += _step(tables[at], bins[at], total, truth, weight, feature.direction)
    return Model(
        tuple(of),
        start,
        tuple(Single(feature.name, edges[at], tables[at].astype(np.float32)) for at, feature in enumerate(of)),
        tuple(
            Pairwise(first, second, x_edges, y_edges, grid.astype(np.float32))
            for first, second, x_edges, y_edges, grid, _ in grids
        ),
        provenance or {},
    )


def isotonic(values: Doubles, weights: Doubles) -> Doubles:
    """Returns the rising sequence nearest to the values (pool adjacent violators).

    >>> isotonic(np.array([1.0, 3.0, 2.0]), np.ones(3)).tolist()
    [1.0, 2.5, 2.5]
    """
    blocks: list[list[float]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        blocks.append([value, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            value, weight, count = blocks.pop()
            before = blocks[-1]
            together = before[1] + weight
            before[0] = (before[0] * before[1] + value * weight) / together
            before[1], before[2] = together, before[2] + count
    return np.concatenate([np.full(int(count), value) for value, _, count in blocks])


def _edges(column: Floats, same: NDArray[np.bool_], most: int) -> Floats:
    """Returns cuts between values, half of them by how pairs of one person are spread and half by the others."""
    known = ~np.isnan(column)
    if not known.any():
        return np.zeros(0, dtype=np.float32)
    values = np.unique(column[known])
    if len(values) > most:
        quantiles = np.linspace(0, 1, most // 2 + 2)[1:-1]
        cuts = [np.quantile(column[known & kind], quantiles) for kind in (same, ~same) if (known & kind).any()]
        signs = [cut for cut in _SIGNS if values[0] < cut < values[-1]]
        return np.unique(np.concatenate([*cuts, signs]).astype(np.float32))
    return ((values[1:] + values[:-1]) / 2).astype(np.float32)


def _step(
    table: Doubles, bins: NDArray[np.int32], total: Doubles, truth: Doubles, weight: Doubles, direction: int
) -> Doubles:
    """Moves the table by one step. Returns how much each row moves."""
    chance = 1.0 / (1.0 + np.exp(-total))
    slope = np.bincount(bins, weights=(truth - chance) * weight, minlength=len(table))
    bend = np.bincount(bins, weights=chance * (1 - chance) * weight, minlength=len(table))
    before = table.copy()
    table += _STEP * slope / (bend + _SOFT)
    if direction and len(table) > 2:
        known = direction * table[:-1]
        table[:-1] = direction * isotonic(known, bend[:-1] + 1e-3)
        table[-1] = np.clip(
            table[-1], table[:-1].min(), table[:-1].max()
        )  # an unknown value is never the best or the worst
    return (table - before)[bins]


def _grid_step(
    grid: Doubles,
    cells: NDArray[np.int32],
    total: Doubles,
    truth: Doubles,
    weight: Doubles,
    directions: tuple[int, int],
) -> Doubles:
    """Does the same as `_step` for two features together: rising or falling along both."""
    chance = 1.0 / (1.0 + np.exp(-total))
    slope = np.bincount(cells, weights=(truth - chance) * weight, minlength=grid.size)
    bend = np.bincount(cells, weights=chance * (1 - chance) * weight, minlength=grid.size).reshape(grid.shape)
    before = grid.copy()
    grid += _STEP * slope.reshape(grid.shape) / (bend + 4 * _SOFT)
    _make_monotone(grid, bend + 1e-3, directions)
    return (grid - before).ravel()[cells]


def _make_monotone(grid: Doubles, weights: Doubles, directions: tuple[int, int]) -> None:
    """Makes the known cells of the grid rise or fall along both sides."""
    for _ in range(_PASSES):
        for turned, scale, direction in ((grid, weights, directions[1]), (grid.T, weights.T, directions[0])):
            for line, at in zip(turned, scale, strict=True):
                if direction:
                    line[:-1] = direction * isotonic(direction * line[:-1], at[:-1])
    for turned, direction in ((grid, directions[1]), (grid.T, directions[0])):
        if direction:  # what the passes left over, a hair's breadth
            turned[:, :-1] = direction * np.maximum.accumulate(direction * turned[:, :-1], axis=1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the weights trained from the folders to the file."""
    asked = argparse.ArgumentParser(prog="python -m amana_methods.linkage.training", description=__doc__)
    asked.add_argument("folders", nargs="+", type=Path)
    asked.add_argument("--out", type=Path, default=Path(__file__).with_name("weights.json"))
    asked.add_argument("--note", default="", help="what the folders hold and how they were made")
    chosen = asked.parse_args(arguments)
    examples = [Example.read(folder) for folder in chosen.folders]
    provenance = {
        "note": chosen.note,
        "registers": [
            {"folder": folder.name, "records": len(each.side.table), "pairs": len(each.a), "same": int(each.same.sum())}
            for folder, each in zip(chosen.folders, examples, strict=True)
        ],
        "method": "cyclic boosting of additive, monotone tables; see training.py",
    }
    text = json.dumps(weights_from(examples, provenance).to_data(), separators=(",", ":"))
    chosen.out.write_text(text.replace('},{"feature"', '},\n{"feature"').replace('},{"first"', '},\n{"first"') + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
