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


def spread(
    found: set[Pair], truth: dict[str, dict[str, str]], true: set[Pair]
) -> dict[str, dict[str, tuple[float, int]]]:
    """Recall, and the number of true pairs, by the scripts of a pair, by population and by sex."""
    groups: dict[str, dict[str, list[bool]]] = {kind: defaultdict(list) for kind in ("scripts", "population", "sex")}
    for pair in true:
        a, b = (truth[id_] for id_ in pair)
        hit = pair in found
        groups["scripts"]["-".join(sorted((a["script"], b["script"])))].append(hit)
        groups["population"][a["population"]].append(hit)
        groups["sex"][a["person_sex"]].append(hit)
    return {
        kind: {name: (round(sum(hits) / len(hits), 3), len(hits)) for name, hits in sorted(by_name.items())}
        for kind, by_name in groups.items()
    }


def by_variation(found: set[Pair], truth: dict[str, dict[str, str]], true: set[Pair]) -> dict[str, tuple[float, int]]:
    """Recall, and the number of true pairs, by each kind of variation that one of the two records has; worst first."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for pair in true:
        tags = {tag for id_ in pair for tag in truth[id_]["tags"].split("; ") if tag} or {"none of these"}
        for tag in tags:
            groups[tag].append(pair in found)
    rows = ((tag, (round(sum(hits) / len(hits), 3), len(hits))) for tag, hits in groups.items())
    return dict(sorted(rows, key=lambda row: row[1][0]))


def false_pairs(found: set[Pair], truth: dict[str, dict[str, str]], true: set[Pair]) -> dict[str, int]:
    """How many pairs are wrong, by what the two people are to each other: a hard group, or strangers."""
    wrong: dict[str, int] = defaultdict(int)
    for pair in found - true:
        a, b = (truth[id_] for id_ in pair)
        together = a["kind"] == b["kind"] != "plain" and abs(int(a["person_id"][1:]) - int(b["person_id"][1:])) == 1
        wrong[a["kind"] if together else "strangers"] += 1
    return dict(sorted(wrong.items(), key=lambda row: -row[1]))


@dataclass(frozen=True, slots=True)
class Ranks:
    """The answers to look-ups: for each query its records with their score, best first."""

    found: dict[str, list[tuple[str, float]]]

    @classmethod
    def read(cls, path: Path) -> "Ranks":
        """A file as `./amana lookup` writes it."""
        found: dict[str, list[tuple[str, float]]] = defaultdict(list)
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found[row["query_id"]].append((row["record_id"], float(row["score"])))
        return cls(found)

    def recall(self, asked: dict[str, dict[str, str]], truth: dict[str, dict[str, str]], first: int) -> float:
        """The share of known people of whom a record is among the first so many."""
        known = [(id_, row["person_id"]) for id_, row in asked.items() if row["person_id"]]
        hits = sum(
            any(truth[r]["person_id"] == person for r, _ in self.found.get(id_, [])[:first]) for id_, person in known
        )
        return hits / max(1, len(known))

    def cut(self, asked: dict[str, dict[str, str]], alerted: float) -> float:
        """The score that `alerted` of the strangers reach with their best record."""
        best_of = sorted(
            (self.found[id_][0][1] if self.found.get(id_) else float("-inf"))
            for id_, row in asked.items()
            if not row["person_id"]
        )
        return best_of[min(len(best_of) - 1, int((1 - alerted) * len(best_of)))]

    def alerts(
        self, asked: dict[str, dict[str, str]], truth: dict[str, dict[str, str]], cut: float
    ) -> tuple[float, float]:
        """Above `cut`: the share of known people whose own record stands first, and the share of strangers."""
        right = known = raised = strangers = 0
        for id_, row in asked.items():
            top = self.found.get(id_, [])[:1]
            above = bool(top) and top[0][1] > cut
            if row["person_id"]:
                known += 1
                right += above and truth[top[0][0]]["person_id"] == row["person_id"]
            else:
                strangers += 1
                raised += above
        return right / max(1, known), raised / max(1, strangers)


def area_and_recall(scores: list[float], same: list[bool], false: float = 0.01) -> tuple[float, float]:
    """Of pairs of names: the area under the curve, and the recall at the cut that lets `false` of the others through."""
    good = [s for s, yes in zip(scores, same, strict=True) if yes]
    bad = sorted((s for s, yes in zip(scores, same, strict=True) if not yes), reverse=True)
    cut = bad[min(len(bad) - 1, int(false * len(bad)))]
    ordered = sorted((*((s, 1) for s in good), *((s, 0) for s in bad)))
    ranks: dict[float, list[int]] = defaultdict(list)
    for rank, (score, _) in enumerate(ordered, 1):
        ranks[score].append(rank)
    total = sum(sum(ranks[s]) / len(ranks[s]) for s in good)
    area = (total - len(good) * (len(good) + 1) / 2) / (len(good) * len(bad))
    return area, sum(s > cut for s in good) / len(good)
