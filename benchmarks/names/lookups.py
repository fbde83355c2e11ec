"""Looking people up in a register held in this process: what is found, and how long one look-up takes.

    .venv/bin/python -m benchmarks.names.lookups FOLDER clear|tokens RANKS.csv

FOLDER holds a register as the generator writes it. Writes the ranks as `./amana lookup` does and prints figures as JSON:
p50 and p95 in milliseconds of CPU and of wall, the seconds of building. *tokens* searches by the keyed tokens that the
platform stores, with a plain index in memory in place of its tables: the score reads keyed facts only.
"""

import csv
import json
import math
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from amana_methods.linkage import Index, RegisterCounts, Registration, TokenMaker, facts_to_bytes, score_tokens

OPENED = 300  # records whose facts are opened and scored for one look-up by tokens
Search = Callable[[Registration], list[tuple[str, float, float]]]


def registrations(path: Path) -> Iterator[Registration]:
    """The rows of a register or of a file of queries."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            id_, *rest = row.values()
            yield Registration(id_, *rest)


def clear(register: Path) -> Search:
    """The search of `amana_methods.linkage.Index`."""
    index = Index.build(registrations(register))
    return lambda asked: [(f.record_id, f.score, f.probability) for f in index.lookup(asked, top=20)]


def tokens(register: Path) -> Search:
    """Keyed tokens, weighed by their rarity; the best few hundred are scored on their keyed facts."""
    maker = TokenMaker(bytes(range(32)), "964")
    ids: list[str] = []
    raws: list[bytes] = []
    facts = []
    under: dict[bytes, list[int]] = defaultdict(list)
    for row, registration in enumerate(registrations(register)):
        made = maker.tokens_of(registration)
        ids.append(registration.record_id)
        facts.append(made.facts)
        raws.append(facts_to_bytes(made.facts))
        for token in made.index:
            under[token].append(row)
    counts = RegisterCounts.of_facts(facts)
    del facts

    def search(asked: Registration) -> list[tuple[str, float, float]]:
        made = maker.tokens_of(asked)
        shared: Counter[int] = Counter()
        for token in {*made.index, *maker.questions_of(made.facts)}:
            rows = under.get(token, ())
            weight = math.log((len(ids) + 1) / (len(rows) + 1))
            for row in rows:
                shared[row] += weight  # type: ignore[assignment]
        rows = [row for row, _ in shared.most_common(OPENED)]
        scored = zip(rows, score_tokens(made.facts, [raws[r] for r in rows], counts), strict=True)
        best = sorted(scored, key=lambda x: (-x[1].score, x[0]))[:20]
        return [(ids[row], s.score, s.probability) for row, s in best]

    return search


def _at(values: list[float], share: float) -> float:
    return round(1000 * sorted(values)[min(len(values) - 1, int(share * len(values)))], 2)


def main(folder: Path, kind: str, ranks: Path) -> None:
    """One pass over the queries of `folder`."""
    begun = time.process_time()
    search = {"clear": clear, "tokens": tokens}[kind](folder / "records.csv")
    built = time.process_time() - begun
    cpu, wall = [], []
    with ranks.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("query_id", "rank", "record_id", "score", "probability"))
        for asked in registrations(folder / "queries.csv"):
            at, moment = time.process_time(), time.perf_counter()
            found = search(asked)
            cpu.append(time.process_time() - at)
            wall.append(time.perf_counter() - moment)
            out.writerows((asked.record_id, rank, *row) for rank, row in enumerate(found, 1))
    figures = {"build_cpu_s": round(built, 1), "cpu_ms_p50": _at(cpu, 0.5), "cpu_ms_p95": _at(cpu, 0.95)}
    print(json.dumps(figures | {"wall_ms_p50": _at(wall, 0.5), "wall_ms_p95": _at(wall, 0.95), "queries": len(cpu)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
