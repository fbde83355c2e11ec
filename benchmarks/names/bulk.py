"""Linking a whole register: Amana, Splink out of the box, and Splink over our keys, in one run."""

import os
from pathlib import Path
from typing import Any

from benchmarks.names.harness import ROOT, Failed, Used, register, run
from benchmarks.names.measures import (
    at,
    best,
    by_variation,
    false_pairs,
    people_of,
    read_pairs,
    spread,
    strict,
    sweep,
    true_pairs,
)
from benchmarks.names.peers.environments import python_of

CONTESTANTS = ("amana", "splink none", "splink keys")


def link(contestant: str, records: Path, pairs: Path) -> Used:
    """Writes the pairs that a contestant finds. Raises Failed when it does not finish, or is not installed."""
    if contestant == "amana":
        return run([ROOT / "amana", "link", records, "--out", pairs])
    python = python_of("splink")
    if python is None:
        raise Failed("not installed: python -m benchmarks.names.peers.environments")
    keys = ["--keys", "benchmarks.names.our_keys:keys"] if contestant == "splink keys" else []
    return run([python, "-m", "benchmarks.names.peers.splink_pairs", contestant.split()[1], records, pairs, *keys])


def bulk(
    size: int, seed: int, thresholds: int, contestants: tuple[str, ...] = CONTESTANTS, *, cuts_for_peers: bool = True
) -> dict[str, Any]:
    """Figures of every contestant on the judged register.

    `best_f1` takes its cut from the judged labels, `set_f1` and `set_strict` from the register of seed `thresholds`.
    Without `cuts_for_peers` Splink gets its cuts from the judged labels only, in its favour, and runs once.
    """
    figures: dict[str, Any] = {}
    judged = register(size, seed)
    truth = people_of(judged / "truth.csv")
    true = true_pairs(truth)
    for contestant in contestants:
        file = judged / f"pairs-{contestant.replace(' ', '-')}.csv"
        try:
            used = link(contestant, judged / "records.csv", file)
        except Failed as failed:
            figures[contestant] = {"failed": str(failed)[-300:]}
            continue
        pairs = read_pairs(file)
        points = sweep(pairs, true)
        top = best(points)
        figures[contestant] = used.figures() | {
            "load": f"{os.getloadavg()[0]:.1f}",
            "best_f1": round(top.f1, 3), "precision": round(top.precision, 3), "recall": round(top.recall, 3),
            "recall_at_p95": round(strict(points, 0.95).recall, 3), "recall_at_p99": round(strict(points, 0.99).recall, 3),
            "most_recall": round(points[-1].recall, 3) if points else 0.0,
        }  # fmt: skip
        if contestant == "amana" or cuts_for_peers:
            cut, tight = _cuts(contestant, size, thresholds)
            chosen, careful = at(points, cut), at(points, tight)
            figures[contestant] |= {
                "set_f1": round(chosen.f1, 3),
                "set_strict": {"precision": round(careful.precision, 3), "recall": round(careful.recall, 3)},
            }
        else:
            cut = top.cut
        if contestant == "amana":
            found = {pair for score, pair in pairs if score >= cut}
            figures["spread"] = {"mean": round(at(points, cut).recall, 3), **spread(found, truth, true)}
            figures["recall by variation"] = by_variation(found, truth, true)
            figures["wrong pairs"] = false_pairs(found, truth, true)
    return figures | {"true pairs": len(true)}


def _cuts(contestant: str, size: int, seed: int) -> tuple[float, float]:
    """The cut of the best F1, and that of the best recall at precision 0.95, on the register for thresholds."""
    folder = register(size, seed)
    file = folder / f"pairs-{contestant.replace(' ', '-')}.csv"
    link(contestant, folder / "records.csv", file)
    points = sweep(read_pairs(file), true_pairs(people_of(folder / "truth.csv")))
    return best(points).cut, strict(points, 0.95).cut


def growth(sizes: tuple[int, ...], seed: int) -> dict[str, dict[str, float]]:
    """CPU and memory of `./amana link` by the size of the register."""
    figures = {}
    for size in sizes:
        folder = register(size, seed)
        used = link("amana", folder / "records.csv", folder / "pairs-amana.csv")
        points = sweep(read_pairs(folder / "pairs-amana.csv"), true_pairs(people_of(folder / "truth.csv")))
        figures[str(size)] = used.figures() | {"best_f1": round(best(points).f1, 3)}
    return figures
