"""A whole register: records in an order that tells nothing, the truth, look-ups and pairs; written as CSV."""

import csv
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

from benchmarks.names.generator.people import People, Person
from benchmarks.names.generator.registrations import COLUMNS, Desk, Registration

TRUTH = ("record_id", "person_id", "kind", "population", "person_sex", "script", "tags")


@dataclass(frozen=True, slots=True)
class Register:
    """Records by id, look-ups by id (the known ones have their person in the register), and pairs of names.

    `pairs`: (name a, script a, name b, script b, one person or not).
    """

    seed: int
    records: dict[str, Registration]
    queries: dict[str, Registration]
    known: frozenset[str]
    pairs: list[tuple[str, str, str, str, bool]]

    def write(self, folder: Path) -> None:
        """All files of the register, in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "records.csv", COLUMNS, ((i, *r.values) for i, r in self.records.items()))
        _write(folder / "truth.csv", TRUTH, (_truth(i, r, True) for i, r in self.records.items()))
        _write(folder / "queries.csv", ("query_id", *COLUMNS[1:]), ((i, *r.values) for i, r in self.queries.items()))
        _write(
            folder / "queries_truth.csv",
            ("query_id", *TRUTH[1:]),
            (_truth(i, r, i in self.known) for i, r in self.queries.items()),
        )
        _write(folder / "pairs.csv", ("name_a", "script_a", "name_b", "script_b", "same"),
               ((*p[:4], "yes" if p[4] else "no") for p in self.pairs))  # fmt: skip


def _truth(id_: str, r: Registration, known: bool) -> tuple[str, ...]:
    person = r.person.id if known else ""
    return (id_, person, r.person.kind, r.person.population.code, r.person.sex, r.script, "; ".join(r.tags))


def _write(path: Path, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(head)
        out.writerows(rows)


def make(seed: int, *, records: int = 0, people: int = 0, known: int = 2000, strangers: int = 500) -> Register:
    """A register of `records` registrations, or of `people` people; with look-ups and pairs.

    Raises ValueError unless exactly one of the two sizes is given.
    """
    if bool(records) == bool(people):
        raise ValueError("Say how many records or how many people, one of the two.")
    source, desk = People(seed, people or int(records / 1.75)), Desk(seed)
    rows: list[Registration] = []
    crowd: list[Person] = []
    for person in source:
        if (people and len(crowd) >= people) or (records and len(rows) >= records):
            break
        crowd.append(person)
        rows += desk.registrations(person)
    rows = rows[: records or None]
    chance = random.Random(f"{seed}:order")  # noqa: S311
    chance.shuffle(rows)
    width = max(6, len(str(len(rows))))
    registered = {f"r{at:0{width}d}": row for at, row in enumerate(rows, 1)}
    queries, known_ids = _lookups(seed, rows, known, strangers, chance)
    return Register(seed, registered, queries, known_ids, _pairs(rows, chance))


def _lookups(
    seed: int, rows: list[Registration], known: int, strangers: int, chance: random.Random
) -> tuple[dict[str, Registration], frozenset[str]]:
    """New registrations of people who are in the register, and registrations of people who are not, mixed."""
    desk = Desk(seed, "lookups")
    present = list({id(r.person): r.person for r in rows}.values())
    asked = [(desk.register(p, date(2024, 1, 1), 1), True) for p in chance.sample(present, min(known, len(present)))]
    others = People(seed, len(present), "strangers")
    asked += [(desk.register(p, date(2024, 1, 1), 0), False) for p, _ in zip(others, range(strangers), strict=False)]
    chance.shuffle(asked)
    queries = {f"q{at:05d}": r for at, (r, _) in enumerate(asked, 1)}
    return queries, frozenset(f"q{at:05d}" for at, (_, old) in enumerate(asked, 1) if old)


def _pairs(
    rows: list[Registration], chance: random.Random, true: int = 600, false: int = 1500
) -> list[tuple[str, str, str, str, bool]]:
    """Names across scripts: of one person, and of two people of one nationality and sex."""
    by_person: dict[int, list[Registration]] = defaultdict(list)
    by_group: dict[tuple[str, str], list[Registration]] = defaultdict(list)
    for row in rows:
        by_person[id(row.person)].append(row)
        by_group[row.person.population.nationality, row.person.sex].append(row)
    same = [(a, b, True) for group in by_person.values() for a, b in combinations(group, 2) if a.script != b.script]
    chosen = chance.sample(same, min(true, len(same)))
    weights = [len(g) for g in by_group.values()]
    tries = 0
    while false and tries < 40 * false:
        tries += 1
        a, b = chance.choices(chance.choices(list(by_group.values()), weights)[0], k=2)
        if a.person is not b.person and a.script != b.script:
            chosen.append((a, b, False))
            false -= 1
    return [(a.values[0], a.script, b.values[0], b.script, yes) for a, b, yes in chosen]
