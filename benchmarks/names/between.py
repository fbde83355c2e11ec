"""Recognising the same person between two organisations that tell each other no names.

    python -m benchmarks.names.between --records 5000 --seed 200 --clk PYTHON
    python -m benchmarks.names.between --fit
    python -m benchmarks.names.between --choose

Side A is police, courts and Asayish (Arabic and Sorani), side B everybody else (mostly Latin); a true pair has one record
on each side. Compared in one run: the texts of `between` as keyed values, compared exactly and weighed by rarity; our
filter of 512 bits without flips and with 2 % and 5 %, plain Dice and weighed by rarity, with and without salt; and
clkhash with 1024 bits over names as written and over our keys. "best" takes the cut from the judged labels, as for all
peers; "at" is the F1 at the cut that ships. `--fit` prints the weights of the texts from seeds 1, 2 and 4, `--choose`
what rivals and which cut serve the filters best on seeds 100 to 103. PYTHON has the packages of
`peers/requirements-clk.lock`; without it clkhash is left out.
"""

import argparse
import csv
import math
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from amana_methods.linkage import between, bloom
from amana_methods.linkage.registration import Registration
from amana_methods.names import fold, parts_of
from benchmarks.names.generator import make
from benchmarks.names.measures import Pair, Point, at, best, strict, sweep

SIDE_A = frozenset({"police", "courts", "asayish"})
SECRET = bytes(range(32))
SEEDS_OF_CUTS = (100, 101, 102, 103)
type Scored = list[tuple[float, Pair]]


@dataclass(frozen=True)
class Sides:
    """The two lists, and the pairs that are one person."""

    first: list[Registration]
    second: list[Registration]
    true: set[Pair]


def sides(records: int, seed: int) -> Sides:
    """The register of a seed, divided between the two sides."""
    register = make(seed, records=records, known=0, strangers=0)
    rows = {id_: Registration(id_, *row.values) for id_, row in register.records.items()}
    person = {id_: row.person.id for id_, row in register.records.items()}
    first = [row for row in rows.values() if row.organisation in SIDE_A]
    second = [row for row in rows.values() if row.organisation not in SIDE_A]
    there: dict[str, list[str]] = defaultdict(list)
    for row in second:
        there[person[row.record_id]].append(row.record_id)
    true = {(row.record_id, other) for row in first for other in there[person[row.record_id]]}
    return Sides(first, second, true)


# --- keyed values, compared exactly ---------------------------------------------------------------------------------


def shared_texts(lists: Sides) -> Iterable[tuple[Pair, list[between.Shared]]]:
    """For each pair of records that share a text: what they share. A keyed value is equal when its text is."""
    often: dict[str, list[str]] = defaultdict(list)
    for row in lists.second:
        for text in {each.text for each in between.texts_of(row, asked=False)}:
            often[text].append(row.record_id)
    for row in lists.first:
        found: dict[str, list[between.Shared]] = defaultdict(list)
        for text, about in between.texts_of(row, asked=True):
            for other in often.get(text, ()):
                found[other].append(between.Shared(about, len(often[text])))
        for other, shared in found.items():
            yield (row.record_id, other), shared


def by_texts(lists: Sides) -> Scored:
    """All pairs that share a text, by likeness, best first."""
    size = len(lists.second)
    found = [(between.likeness(shared, size), pair) for pair, shared in shared_texts(lists)]
    return sorted(found, key=lambda pair: (-pair[0], pair[1]))


def answers(lists: Sides) -> tuple[float, float, float]:
    """The question about one person: how many of those known are answered with maybe, how many of the others, and the
    share of maybes that are right."""
    size, known = len(lists.second), {pair[0] for pair in lists.true}
    best_of: dict[str, float] = {}
    for (first, _), shared in shared_texts(lists):
        best_of[first] = max(best_of.get(first, 0.0), between.likeness(shared, size))
    maybe = {first for first, score in best_of.items() if between.may_be_known(score, size)}
    others = len(lists.first) - len(known)
    return len(maybe & known) / len(known), len(maybe - known) / others, len(maybe & known) / max(1, len(maybe))


# --- filters --------------------------------------------------------------------------------------------------------


def by_filters(
    lists: Sides,
    *,
    flips: float,
    by_rarity: bool = True,
    salted: bool = False,
    rivalry: float = bloom.RIVALRY,
) -> Scored:
    """Pairs by likeness of their filters, at most eight for a record of the first side."""
    first, second = (_filters(side, flips, salted) for side in (lists.first, lists.second))
    return _pairs(lists, bloom.compare(first, second, cut=0.05, by_rarity=by_rarity, rivalry=rivalry))


def _filters(side: Sequence[Registration], flips: float, salted: bool) -> bloom.Filters:
    return bloom.as_filters(
        [
            bloom.encode(
                between.features_of(row), SECRET, record=row.record_id, flips=flips,
                salt=row.birth_date[:4] if salted else "",
            )
            for row in side
        ]
    )  # fmt: skip


def _pairs(lists: Sides, alike: bloom.Alike) -> Scored:
    return [
        (float(likeness), (lists.first[row].record_id, lists.second[other].record_id))
        for row, other, likeness in zip(alike.first, alike.second, alike.likeness, strict=True)
    ]


# --- clkhash --------------------------------------------------------------------------------------------------------


def by_clkhash(lists: Sides, python: str, name_of: Callable[[str], str]) -> Scored:
    """The same with clkhash's filters of 1024 bits and plain Dice."""
    script = Path(__file__).parent / "peers" / "clk_side.py"
    encoded = []
    with tempfile.TemporaryDirectory() as folder:
        for side in (lists.first, lists.second):
            source, target = Path(folder) / "side.csv", Path(folder) / "clks.txt"
            with source.open("w", encoding="utf-8", newline="") as file:
                out = csv.writer(file)
                out.writerow(("name", "birth_year", "month_day", "sex", "nationality", "phone", "document_no"))
                for row in side:
                    born = row.birth_date
                    out.writerow(
                        (name_of(row.name), born[:4], born[5:], row.sex, row.nationality, row.phone, row.document_no)
                    )
            subprocess.run([python, str(script), str(source), str(target)], check=True)
            raw = [bytes.fromhex(line) for line in target.read_text("utf-8").split()]
            encoded.append(np.frombuffer(b"".join(raw), dtype=np.uint8).reshape(len(raw), 128))
    return _pairs(lists, _dice(*encoded))


def _dice(first: NDArray[np.uint8], second: NDArray[np.uint8], most: int = 8, cut: float = 0.3) -> bloom.Alike:
    columns = np.unpackbits(second, axis=1).astype(np.float32)
    sums = columns.sum(axis=1)
    rows: list[NDArray[np.int64]] = []
    others: list[NDArray[np.int64]] = []
    likeness: list[NDArray[np.float32]] = []
    for start in range(0, len(first), 500):
        block = np.unpackbits(first[start : start + 500], axis=1).astype(np.float32)
        common = 2 * (block @ columns.T) / (block.sum(axis=1)[:, None] + sums[None, :])
        top = np.argpartition(common, -most, axis=1)[:, -most:]
        row, place = np.nonzero(np.take_along_axis(common, top, axis=1) >= cut)
        rows.append(row.astype(np.int64) + start)
        others.append(top[row, place].astype(np.int64))
        likeness.append(common[row, others[-1]])
    found = np.concatenate(likeness)
    order = np.argsort(-found, kind="stable")
    return bloom.Alike(np.concatenate(rows)[order], np.concatenate(others)[order], found[order])


def our_keys(name: str) -> str:
    """The name as the first key of each of its parts."""
    return " ".join(part.keys[0] for part in parts_of(name))


# --- a linkage unit that knows how common names are -----------------------------------------------------------------


def ranked(side: Sequence[Registration], public: Sequence[Registration]) -> tuple[float, float]:
    """The rank attack on stored texts: the most common value is taken for the most common text of a public register.

    Returns the share of records of which some text is named rightly, and the share of the 20 commonest values.
    """
    stored, known = _counts(side), _counts(public)
    guesses = dict(zip(stored, known, strict=False))
    right = {text for text, guess in guesses.items() if text == guess}
    hit = sum(bool(right & {each.text for each in between.texts_of(row, asked=False)}) for row in side)
    top = list(stored)[:20]
    return hit / len(side), sum(text in right for text in top) / len(top)


def _counts(side: Iterable[Registration]) -> list[str]:
    often: dict[str, int] = defaultdict(int)
    for row in side:
        for text in {each.text for each in between.texts_of(row, asked=False)}:
            often[text] += 1
    return sorted(often, key=lambda text: (-often[text], text))


# --- the run --------------------------------------------------------------------------------------------------------


def fit(seeds: Sequence[tuple[int, int]] = ((5000, 1), (5000, 2), (50_000, 4))) -> NDArray[np.float64]:
    """Weights of the texts by logistic regression with a small ridge (Newton's method), in the order of KINDS; then the
    intercept and the weight of the logarithm of the register's size."""
    rows: list[list[float]] = []
    labels: list[bool] = []
    for records, seed in seeds:
        lists = sides(records, seed)
        size = len(lists.second) + between._UNSEEN
        for pair, shared in shared_texts(lists):
            rows.append([*_evidence(shared, size), 1.0, math.log(size)])
            labels.append(pair in lists.true)
    table, truth = np.array(rows), np.array(labels, dtype=float)
    scale = np.maximum(table.std(axis=0), 1e-9)
    scale[-2] = 1.0
    table /= scale
    weights = np.zeros(table.shape[1])
    for _ in range(40):
        chance = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (chance - truth) / len(truth) + 1e-4 * weights
        bend = (table * (chance * (1 - chance))[:, None]).T @ table / len(truth) + 1e-4 * np.eye(len(weights))
        weights -= np.linalg.solve(bend, slope)
    fitted: NDArray[np.float64] = weights / scale
    return fitted


def _evidence(shared: Iterable[between.Shared], size: int) -> list[float]:
    """The nats of rarity for each worth in `between.WORTH`."""
    rarest: dict[str, float] = defaultdict(float)
    for about, often in shared:
        rarest[about] = max(rarest[about], math.log(size / often))
    kinds: dict[str, list[float]] = {kind: [] for kind in between.WORTH}
    for about, rarity in rarest.items():
        kinds[about if about in between.WORTH else "pair" if "+" in about else "year"].append(rarity)
    found: list[float] = []
    for kind, worth in between.WORTH.items():
        first, *others = sorted(kinds[kind], reverse=True) or [0.0]
        found += [first, sum(others)][: len(worth)]
    return found


def choose(records: int = 5000, seeds: Sequence[int] = SEEDS_OF_CUTS) -> Iterable[tuple[float, float, float]]:
    """(weight of rivals, best mean F1 over the registers of `seeds` at one cut for all, that cut), for some weights."""
    registers = [sides(records, seed) for seed in seeds]
    for rivalry in (0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        curves = [sweep(by_filters(lists, flips=0.02, rivalry=rivalry), lists.true) for lists in registers]
        means = {
            cut: sum(at(points, cut).f1 for points in curves) / len(curves)
            for cut in (round(0.05 + step / 100, 2) for step in range(80))
        }
        top = max(means, key=lambda cut: means[cut])
        yield rivalry, means[top], top


def figures(records: int, seeds: Sequence[int], python: str) -> dict[str, dict[str, float]]:
    """The two ways of the platform and clkhash over our keys: the mean of the best F1 over the registers of `seeds` and
    the F1 of each; precision, recall and CPU seconds are those of the last."""
    found: dict[str, dict[str, float]] = {"filter": {}, "texts": {}, "clkhash over our keys": {}}
    for seed in seeds:
        lists = sides(records, seed)
        for name, kept in found.items():
            begun = time.process_time()
            if name == "filter":
                points = sweep(by_filters(lists, flips=0.02), lists.true)
            elif name == "texts":
                points = sweep(by_texts(lists), lists.true)
            else:
                points = sweep(by_clkhash(lists, python, our_keys), lists.true)
            top = best(points)
            kept |= {
                f"best_f1 of seed {seed}": round(top.f1, 3),
                "precision": round(top.precision, 3),
                "recall": round(top.recall, 3),
                "recall_at_p95": round(strict(points, 0.95).recall, 3),
                "cpu_s": round(time.process_time() - begun, 1),
            }
    for kept in found.values():
        kept["best_f1"] = round(sum(kept[f"best_f1 of seed {seed}"] for seed in seeds) / len(seeds), 3)
    return found


def line(name: str, points: list[Point], spent: float, cut: float | None = None) -> str:
    """One row of the table."""
    top = best(points)
    recalls = " ".join(f"{strict(points, precision).recall:.2f}" for precision in (0.9, 0.95, 0.99))
    chosen = f"  at {cut:.2f}: {at(points, cut).f1:.3f}" if cut is not None else ""
    return f"{name:<34} {top.f1:.3f}  {top.precision:.2f}/{top.recall:.2f} at {top.cut:<7.3f} {recalls}  {spent:6.1f} s{chosen}"


def main() -> None:
    """The table of one size and seed, or the weights."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.names.between", description=__doc__.split("\n")[0])
    asked.add_argument("--records", type=int, default=5000)
    asked.add_argument("--seed", type=int, default=200)
    asked.add_argument("--clk", metavar="PYTHON", help="a Python with the packages of peers/requirements-clk.lock")
    asked.add_argument("--fit", action="store_true")
    asked.add_argument("--choose", action="store_true")
    chosen = asked.parse_args()
    if chosen.choose:
        for rivalry, f1, cut in choose():
            print(f"rivals count {rivalry}: F1 {f1:.3f} at {cut:.2f}", flush=True)
        return
    if chosen.fit:
        print(np.round(fit(), 3).tolist(), list(between.WORTH))
        return
    lists = sides(chosen.records, chosen.seed)
    print(f"seed {chosen.seed}: {len(lists.first)} and {len(lists.second)} records, {len(lists.true)} true pairs")
    print(f"{'':<34} best F1  P/R at cut      R at P>=.90 .95 .99   CPU")
    size = len(lists.second)
    ways: list[tuple[str, Callable[[], Scored], float | None]] = [
        ("keyed texts, weighed by rarity", lambda: by_texts(lists), between.cut_for(size)),
        ("filter 512, 2 % flips, by rarity", lambda: by_filters(lists, flips=0.02), bloom.CUT),
        ("filter 512, 2 % flips, no rivals", lambda: by_filters(lists, flips=0.02, rivalry=0), None),
        ("filter 512, no flips, by rarity", lambda: by_filters(lists, flips=0), None),
        ("filter 512, 5 % flips, by rarity", lambda: by_filters(lists, flips=0.05), None),
        ("filter 512, 2 % flips, plain Dice", lambda: by_filters(lists, flips=0.02, by_rarity=False), None),
        ("filter 512, 2 % flips, salted", lambda: by_filters(lists, flips=0.02, salted=True), None),
    ]
    if chosen.clk:
        ways += [
            ("clkhash 1024 over our keys", lambda: by_clkhash(lists, chosen.clk, our_keys), None),
            ("clkhash 1024 over names as written", lambda: by_clkhash(lists, chosen.clk, fold), None),
        ]
    for name, way, cut in ways:
        begun = time.process_time()
        found = way()
        print(line(name, sweep(found, lists.true), time.process_time() - begun, cut), flush=True)
    known, strangers, right = answers(lists)
    print(
        f"question about one person: maybe for {known:.2f} of those known, {strangers:.3f} of others; right {right:.2f}"
    )
    hit, top = ranked(lists.second, sides(30_000, chosen.seed + 1000).second)
    print(f"rank attack on stored values: {hit:.3f} of records, {top:.2f} of the 20 commonest values")


if __name__ == "__main__":
    main()
