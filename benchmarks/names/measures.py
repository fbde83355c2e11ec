"""Scoring pairs, ranks and alerts against the truth of a register."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

Pair = tuple[str, str]


def people_of(truth: Path) -> dict[str, dict[str, str]]:
    """The truth by id: the rows of `truth.csv` or `queries_truth.csv`."""
    with truth.open(encoding="utf-8", newline="") as file:
        return {next(iter(row.values())): row for row in csv.DictReader(file)}


def true_pairs(truth: dict[str, dict[str, str]]) -> set[Pair]:
    """All pairs of records of one person, the smaller id first."""
    people: dict[str, list[str]] = defaultdict(list)
    for id_, row in truth.items():
        people[row["person_id"]].append(id_)
    return {(a, b) for ids in people.values() for a, b in combinations(sorted(ids), 2)}


def read_pairs(path: Path) -> list[tuple[float, Pair]]:
    """Pairs with their score, best first; equal scores stay together in `sweep`."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        head = next(rows)
        a, b, score = (head.index(c) for c in ("id_a", "id_b", "score"))
        found = [(float(r[score]), (r[a], r[b]) if r[a] < r[b] else (r[b], r[a])) for r in rows]
    found.sort(key=lambda x: -x[0])
    return found


@dataclass(frozen=True, slots=True)
class Point:
    """One cut: everything at or above `cut` is called one person."""

    cut: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / max(1e-12, self.precision + self.recall)


def sweep(pairs: list[tuple[float, Pair]], true: set[Pair]) -> list[Point]:
    """A point for each different score, from the strictest cut on."""
    points: list[Point] = []
    hits = 0
    for at, (score, pair) in enumerate(pairs, 1):
        hits += pair in true
        if at == len(pairs) or pairs[at][0] != score:
            points.append(Point(score, hits / at, hits / max(1, len(true))))
    return points


def best(points: list[Point]) -> Point:
    """The cut with the best F1."""
    return max(points, key=lambda p: p.f1, default=Point(float("inf"), 0.0, 0.0))


def strict(points: list[Point], precision: float) -> Point:
    """The cut with the best recall among those that keep `precision`."""
    return max(
        (p for p in points if p.precision >= precision), key=lambda p: p.recall, default=Point(float("inf"), 1.0, 0.0)
    )


def at(points: list[Point], cut: float) -> Point:
    """What a cut chosen elsewhere gives here."""
    kept = [p for p in points if p.cut >= cut]
    return kept[-1] if kept else Point(cut, 1.0, 0.0)
