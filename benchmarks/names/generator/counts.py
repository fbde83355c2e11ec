"""The make-up of a register beside what it should be: what a reader checks before believing any figure."""

from collections import Counter, defaultdict
from itertools import combinations

from benchmarks.names.generator.registers import Register

TARGETS = {
    "registrations a person": (1.65, 1.85),
    "true pairs across scripts": (0.55, 0.65),
    "document number": (0.14, 0.18),
    "phone": (0.24, 0.28),
    "shared phone": (0.05, 0.07),
    "full birth date": (0.43, 0.5),
    "birth date missing": (0.02, 0.04),
    "hard groups": (0.09, 0.11),
    "people with an alias": (0.05, 0.07),
    "place of origin": (0.45, 0.55),
    "Iraqi Arabs": (0.22, 0.26),
    "Kurds": (0.13, 0.17),
    "women": (0.62, 0.78),
}


def counts(register: Register) -> dict[str, float]:
    """Shares of records, pairs or people, as the names of `TARGETS` say; and mother's names, scripts and queries."""
    rows = list(register.records.values())
    n = len(rows)
    people = defaultdict(list)
    for row in rows:
        people[row.person.id].append(row)
    pairs = cross = 0
    for group in people.values():
        for a, b in combinations(group, 2):
            pairs += 1
            cross += a.script != b.script
    holders = defaultdict(set)
    for row in rows:
        holders[row.values[5]].add(row.person.id)
    crowd = [group[0].person for group in people.values()]
    hard = sum(p.kind != "plain" for p in crowd) / 2
    scripts = Counter(row.script for row in rows)
    codes = Counter(p.population.code for p in crowd)
    return {
        "records": n,
        "people": len(crowd),
        "true pairs": pairs,
        "registrations a person": n / len(crowd),
        "true pairs across scripts": cross / max(1, pairs),
        "document number": sum(bool(r.values[6]) for r in rows) / n,
        "phone": sum(bool(r.values[5]) for r in rows) / n,
        "shared phone": sum(bool(r.values[5]) and len(holders[r.values[5]]) > 2 for r in rows) / n,
        "full birth date": sum(len(r.values[2]) == 10 and r.values[2][5:] not in ("01-01", "07-01") for r in rows) / n,
        "birth date missing": sum(not r.values[2] for r in rows) / n,
        "hard groups": hard / (len(crowd) - hard),
        "people with an alias": sum(bool(p.alias[0]) for p in crowd) / len(crowd),
        "place of origin": sum(bool(r.values[11]) for r in rows) / n,
        "mother's name": sum(bool(r.values[10]) for r in rows) / n,
        "Iraqi Arabs": codes["iraqi-arab"] / len(crowd),
        "Kurds": (codes["kurd"] + codes["yezidi"]) / len(crowd),
        "women": sum(p.sex == "f" for p in crowd) / len(crowd),
        "Arabic script": scripts["ar"] / n,
        "Sorani script": scripts["ckb"] / n,
        "Latin script": scripts["la"] / n,
    }


def table(counted: dict[str, float]) -> str:
    """The counts as lines of text, those outside their target marked."""
    lines = []
    for name, value in counted.items():
        low, high = TARGETS.get(name, (None, None))
        target = (
            "" if low is None else f"{low:.2f} to {high:.2f}" + ("" if low <= value <= (high or 0) else "   <- outside")
        )
        lines.append(
            f"{name:28} {value:10.3f}   {target}"
            if value != int(value) or low is not None
            else f"{name:28} {int(value):10}"
        )
    return "\n".join(lines)
