"""The benchmark of names: linking, looking up, likeness, spread and growth; beside Splink and others in the same run.

    .venv/bin/python -m benchmarks.names.peers.environments      once
    .venv/bin/python -m benchmarks.names.run --sizes 5000,50000 [--seed 200] [--thresholds 100] [--only bulk,lookup]

Prints what it finds, keeps it in benchmarks/names/results.json and writes the tables of docs/understand/names-measured.md;
each part has its seeds, its commit and the load of the machine. Registers are made in var/names. `--only` takes bulk,
lookup, similarity, growth and between.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.names import between
from benchmarks.names.bulk import CONTESTANTS, bulk, growth
from benchmarks.names.harness import ROOT, Failed, circumstances, register, run
from benchmarks.names.measures import Ranks, area_and_recall, people_of
from benchmarks.names.page import main as write_page
from benchmarks.names.peers.environments import python_of

RESULTS = Path(__file__).with_name("results.json")
CALIBRATION = {5_000: 0.53, 50_000: 0.32, 500_000: 0.12}  # best F1 of Splink out of the box, each +- 0.05
ALERTED = 0.05
MOST_OF_TWO_SEEDS = 500_000  # records; a larger register is built once for each kind of search, and not by the verb


def calibrated(size: int, f1: float) -> str:
    """Whether the generated register is as hard as it should be, in a word."""
    if size not in CALIBRATION:
        return "no band for this size"
    return "in the band" if abs(f1 - CALIBRATION[size]) <= 0.05 else "outside the band: only ratios count"


def _bulk(size: int, seed: int, thresholds: int, who: tuple[str, ...] = CONTESTANTS) -> dict[str, Any]:
    return bulk(size, seed, thresholds, who, cuts_for_peers=size <= 5_000)


def _ratios(size: int, figures: dict[str, Any]) -> dict[str, Any]:
    """What follows from contestants measured in one run or in several on one register."""
    box, keyed, ours = (figures.get(c, {}) for c in ("splink none", "splink keys", "amana"))
    if "best_f1" in box:
        figures["calibration"] = calibrated(size, box["best_f1"])
    if "best_f1" in box and "best_f1" in ours:
        figures["times splink out of the box"] = round(ours["best_f1"] / box["best_f1"], 2)
    if "best_f1" in keyed and "best_f1" in ours:
        figures["cpu against splink over our keys"] = round(ours["cpu_s"] / keyed["cpu_s"], 2)
    return figures


def _lookup(size: int, seed: int, thresholds: int) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    judged = register(size, seed)
    truth, asked = people_of(judged / "truth.csv"), people_of(judged / "queries_truth.csv")
    for kind in ("clear", "tokens"):
        used, ranks = _ranks(size, seed, kind)
        own, _ = ranks.alerts(asked, truth, ranks.cut(asked, ALERTED))
        figures[kind] = {f"recall@{k}": round(ranks.recall(asked, truth, k), 3) for k in (1, 5, 20)} | used
        figures[kind]["first and above the cut"] = round(own, 3)
        if size <= MOST_OF_TWO_SEEDS:
            _, chosen = _ranks(size, thresholds, kind)
            cut = chosen.cut(people_of(register(size, thresholds) / "queries_truth.csv"), ALERTED)
            first, raised = ranks.alerts(asked, truth, cut)
            figures[kind]["with the cut of another seed"] = {
                "first and above": round(first, 3),
                "strangers alerted": round(raised, 3),
            }
    figures["tokens against clear, recall@5"] = round(figures["tokens"]["recall@5"] / figures["clear"]["recall@5"], 3)
    if size <= MOST_OF_TWO_SEEDS:
        figures["./amana lookup"] = _verb(judged, asked, truth)
    return figures


def _verb(judged: Path, asked: dict[str, dict[str, str]], truth: dict[str, dict[str, str]]) -> dict[str, Any]:
    files = ("--index", judged / "records.csv", "--queries", judged / "queries.csv", "--out", judged / "ranks.csv")
    used = run([ROOT / "amana", "lookup", *files])
    return used.figures() | {"recall@5": round(Ranks.read(judged / "ranks.csv").recall(asked, truth, 5), 3)}


def _ranks(size: int, seed: int, kind: str) -> tuple[dict[str, Any], Ranks]:
    folder = register(size, seed)
    file = folder / f"ranks-{kind}.csv"
    used = run([sys.executable, "-m", "benchmarks.names.lookups", folder, kind, file])
    return json.loads(used.printed.splitlines()[-1]) | {"peak_mib": round(used.peak_mib)}, Ranks.read(file)


def _similarity(size: int, seed: int, thresholds: int) -> dict[str, Any]:
    folder = register(size, seed)
    same = [line.endswith(",yes") for line in (folder / "pairs.csv").read_text("utf-8").splitlines()[1:]]
    figures: dict[str, Any] = {"pairs": len(same), "of one person": sum(same)}
    for matcher, peer in (
        ("rapidfuzz", "splink"),
        ("anyascii", "splink"),
        ("nomenklatura", "nomenklatura"),
        ("amana", ""),
    ):
        python = python_of(peer) if peer else Path(sys.executable)
        if python is None:
            figures[matcher] = {"failed": "not installed"}
            continue
        scores = folder / f"scores-{matcher}.txt"
        try:
            used = run([python, "-m", "benchmarks.names.peers.similarity", matcher, folder / "pairs.csv", scores])
        except Failed as failed:
            figures[matcher] = {"failed": str(failed)[-300:]}
            continue
        area, recall = area_and_recall([float(x) for x in scores.read_text().split()], same)
        figures[matcher] = {
            "area": round(area, 3),
            "recall at 1 % false": round(recall, 3),
            "cpu_us_a_pair": float(used.printed.split()[-1]),
        }
    return figures


def _growth(size: int, seed: int, thresholds: int) -> dict[str, Any]:
    return growth(tuple(n for n in (5_000, 20_000, 50_000, 200_000, 500_000, 1_000_000) if n <= size), seed)


def _between(size: int, seed: int, thresholds: int) -> dict[str, Any]:
    python = python_of("clk")
    if python is None:
        raise SystemExit("clkhash is not installed: python -m benchmarks.names.peers.environments")
    seeds = range(seed, seed + 5) if size <= 5_000 else (seed,)  # few pairs say little
    found = between.figures(size, tuple(seeds), str(python))
    ratio = found["filter"]["best_f1"] / found["clkhash over our keys"]["best_f1"]
    return {**found, "times clkhash over our keys": round(ratio, 2)}


PARTS: dict[str, Callable[[int, int, int], dict[str, Any]]] = {
    "bulk": _bulk, "lookup": _lookup, "similarity": _similarity, "growth": _growth, "between": _between,
}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Runs the parts asked for; 0 when all of them ended."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.names.run", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="5000", help="records, with commas between")
    parser.add_argument("--seed", type=int, default=200, help="the judged register: 200 and above")
    parser.add_argument("--thresholds", type=int, default=100, help="the register that cuts are taken from: 100 to 199")
    parser.add_argument("--who", default=",".join(CONTESTANTS), help="of bulk: contestants, with commas between")
    parser.add_argument("--only", default="bulk,lookup,similarity", help="parts, with commas between")
    given = parser.parse_args(arguments)
    if given.seed < 200 or not 100 <= given.thresholds < 200:
        parser.error("Judged seeds are 200 and above, those of thresholds 100 to 199.")
    for part in given.only.split(","):
        for size in (int(n) for n in given.sizes.split(",")):
            around = circumstances()
            if part == "bulk":
                figures = _bulk(size, given.seed, given.thresholds, tuple(given.who.split(",")))
            else:
                figures = PARTS[part](size, given.seed, given.thresholds)
            seeds = {"seed": given.seed, "seed of thresholds": given.thresholds}
            results: dict[str, Any] = (
                json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
            )  # another run may have written
            kept = results.setdefault(part, {}).get(str(size), {})
            if part == "bulk" and kept.get("seed") == given.seed:  # other contestants on the same register stand beside
                figures = {**kept, **figures}
            if part == "bulk":
                figures = _ratios(size, figures)
            results[part][str(size)] = {**figures, **seeds, **around}
            RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            write_page()
            print(part, size, json.dumps(figures, indent=1, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
