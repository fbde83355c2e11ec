"""How alike two names are, says one matcher, for each line of a file of pairs.

    PYTHON -m benchmarks.names.peers.similarity MATCHER PAIRS.csv SCORES.txt

writes a score a line, the higher the more alike, and prints the CPU microseconds of a pair. MATCHER is `rapidfuzz` (token
sort on the names as written), `anyascii` (the same after anyascii), `nomenklatura` (`name-based`) or `amana`
(`amana_methods.linkage.compare` on two registrations that hold nothing but a name).
"""

import argparse
import csv
import importlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Matcher = Callable[[str, str], float]


def _rapidfuzz() -> Matcher:
    fuzz: Any = importlib.import_module("rapidfuzz.fuzz")
    return lambda a, b: float(fuzz.token_sort_ratio(a.lower(), b.lower()))


def _anyascii() -> Matcher:
    romanised: Callable[[str], str] = importlib.import_module("anyascii").anyascii
    fuzz: Any = importlib.import_module("rapidfuzz.fuzz")
    return lambda a, b: float(fuzz.token_sort_ratio(romanised(a).lower(), romanised(b).lower()))


def _nomenklatura() -> Matcher:
    matching: Any = importlib.import_module("nomenklatura.matching")
    entity: Any = importlib.import_module("followthemoney.proxy").EntityProxy
    algorithm, config = matching.get_algorithm("name-based"), matching.ScoringConfig.defaults()

    def person(name: str) -> Any:
        return entity.from_dict({"id": name or "-", "schema": "Person", "properties": {"name": [name]}})

    return lambda a, b: float(algorithm.compare(person(a), person(b), config).score)


def _amana() -> Matcher:
    linkage: Any = importlib.import_module("amana_methods.linkage")
    return lambda a, b: float(linkage.compare(linkage.Registration("a", a), linkage.Registration("b", b)).score)


MATCHERS: dict[str, Callable[[], Matcher]] = {
    "rapidfuzz": _rapidfuzz,
    "anyascii": _anyascii,
    "nomenklatura": _nomenklatura,
    "amana": _amana,
}


def main(arguments: list[str] | None = None) -> int:
    """One matcher over one file; 0 when the scores are written."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.names.peers.similarity", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("matcher", choices=MATCHERS)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("scores", type=Path)
    given = parser.parse_args(arguments)
    with given.pairs.open(encoding="utf-8", newline="") as file:
        pairs = [(row["name_a"], row["name_b"]) for row in csv.DictReader(file)]
    matcher = MATCHERS[given.matcher]()
    matcher("Sara Ali", "سارة علي")
    begun = time.process_time()
    scores = [matcher(a, b) for a, b in pairs]
    spent = time.process_time() - begun
    given.scores.write_text("".join(f"{score}\n" for score in scores), encoding="utf-8")
    print(f"{spent / max(1, len(pairs)) * 1e6:.1f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
