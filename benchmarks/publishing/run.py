"""Published records beside pac-synth and dpmm, in one run, on made-up tables and a public one.

    .venv/bin/python -m benchmarks.publishing.peers.environments       once; needs a package index
    .venv/bin/python -m benchmarks.publishing.run                      everything; hours, for pac-synth at 200 000 rows
    .venv/bin/python -m benchmarks.publishing.run --rows 10000 --seeds 1,2,3,4,5 --epsilons 4,1 --who amana,pac

Each figure is kept in results.json as soon as it is there, with its commit, load and date, and is not measured again
unless `--again` is given; then the tables of docs/understand/publishing.md are written anew. Seeds make tables and
drawings; the noise has no seed, here or elsewhere. `--rows census` is the census of 1994; `--growth` measures ours alone from 10 000
to 1 000 000 rows.
"""

import argparse
import fcntl
import json
from pathlib import Path
from typing import Any

from benchmarks.names.harness import Failed
from benchmarks.publishing.harness import CONTESTANTS, NotHere, circumstances, contest
from benchmarks.publishing.page import main as write_page
from benchmarks.publishing.tables import DATA, Table, census, made_up

RESULTS = Path(__file__).with_name("results.json")
GROWTH = (10_000, 50_000, 200_000, 1_000_000)
DPMM_ROWS, DPMM_EPSILON = "10000", "4"  # dpmm takes minutes; it is judged where the demand stands


def kept() -> dict[str, Any]:
    """What was measured so far."""
    return json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}


def keep(part: str, key: str, figures: dict[str, Any]) -> None:
    """One figure more in the results; two runs may write at once."""
    DATA.mkdir(parents=True, exist_ok=True)
    with (DATA / "results.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        results = kept()
        results.setdefault(part, {})[key] = figures
        ordered = {name: dict(sorted(results[name].items())) for name in sorted(results)}
        text = json.dumps(ordered, ensure_ascii=False).replace('}, "', '},\n "')
        RESULTS.write_text(text + "\n", encoding="utf-8")


def table_of(rows: str, seed: int) -> Table:
    """The table asked for."""
    return census() if rows == "census" else made_up(int(rows), seed)


def measure(rows: str, epsilon: str, seed: int, who: str, *, again: bool) -> None:
    """One contestant on one table; the figure is kept, or why there is none."""
    key = f"{rows}/{epsilon}/{seed}/{who}"
    if not again and key in kept().get("runs", {}):
        return
    around = circumstances()
    try:
        figures = contest(who, table_of(rows, seed), float(epsilon), seed)
    except (Failed, NotHere) as failed:
        figures = {"failed": str(failed)[-200:]}
    keep("runs", key, {**figures, **around})
    print(key, json.dumps(figures), flush=True)


def growth(*, again: bool) -> None:
    """Time and memory of ours alone, seed 1, epsilon 4."""
    for rows in GROWTH:
        if again or str(rows) not in kept().get("growth", {}):
            around = circumstances()
            figures = contest("amana", made_up(rows, 1), 4.0, 1)
            keep("growth", f"{rows}", {**figures, **around})
            print("growth", rows, json.dumps(figures), flush=True)


def main(arguments: list[str] | None = None) -> int:
    """What was asked for is measured, and the page shows it."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.publishing.run", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--rows", default="10000,census,200000", help="rows of a made-up table, or census; with commas")
    parser.add_argument("--seeds", default="1,2,3,4,5")
    parser.add_argument("--epsilons", default="4,1")
    parser.add_argument("--who", default=",".join(CONTESTANTS))
    parser.add_argument("--growth", action="store_true", help="ours alone, from 10 000 to 1 000 000 rows")
    parser.add_argument("--again", action="store_true", help="measures again what is kept")
    given = parser.parse_args(arguments)
    if given.growth:
        growth(again=given.again)
    else:
        for rows in given.rows.split(","):
            for seed in given.seeds.split(","):
                for epsilon in given.epsilons.split(","):
                    for who in given.who.split(","):
                        if who != "dpmm" or (rows, epsilon) == (DPMM_ROWS, DPMM_EPSILON):
                            measure(rows, epsilon, int(seed), who, again=given.again)
    write_page()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
