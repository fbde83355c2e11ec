"""How many reports the public face takes from 1, 2, 8 and 64 people at once, and what a flood does to it.

    .venv/bin/python -m benchmarks.intake.run [--seconds 20] [--databases sqlite,postgresql] [--only load|flood] [--seed 7]

A throw-away instance with its real processes on this machine. People write Arabic and Sorani by a timetable of 30 reports a
second, and once as fast as they get through; every tenth brings a photo that their browser sealed. Each reads the page,
solves its puzzle at the difficulty of a quiet day and sends. The run stops where a report that was accepted is not
stored, or two have one code.
The flood is 100 true reports among 1 000 fakes from 200 addresses at the difficulty that the load asks for. Whoever writes needs
a processor too: its seconds stand beside those of the server. Writes benchmarks/intake.json and the table of docs/understand/letter-box.md.
"""

import argparse
import json
import os
import random
import statistics
import sys
import time
from typing import Any

from benchmarks.intake.clients import Report, write
from benchmarks.intake.instance import ROOT, Instance, instance

RESULT, PAGE = ROOT / "benchmarks" / "intake.json", ROOT / "docs" / "understand" / "letter-box.md"
BEGIN, END = "<!-- measured -->", "<!-- end of what was measured -->"
CLIENTS = (1, 2, 8, 64)
A_SECOND = 30.0
PHOTO = 60_000
BUSY = 1.5  # a load beyond this for each processor leaves nothing to say of times by the clock
QUIET = "benchmarks.intake.settings_quiet"
TRUE, FAKES, ADDRESSES = 100, 1_000, 200
WITHOUT_SCRIPT = 40  # of the true ones


def percentile(times: list[float], part: float) -> float:
    """In milliseconds; 0 where there are none."""
    return round(sorted(times)[min(len(times) - 1, int(len(times) * part))] * 1000) if times else 0


def load(here: Instance, clients: int, seconds: float, a_second: float, seed: int, numbers: int) -> dict[str, Any]:
    """One run: `a_second` reports are asked for in each second, or as many as get through where it is 0."""
    count = int(seconds * (a_second or A_SECOND))
    reports = [Report(numbers + place, file=PHOTO if place % 10 == 9 else 0) for place in range(count)]
    before, mine, stored = here.processor(), time.process_time(), here.ask("stored")
    mine = time.process_time()
    crowd, took = write(here.port, clients, reports, a_second, seed)
    mine = time.process_time() - mine
    used = {part: round(after - before[part], 1) for part, after in here.processor().items()}
    after = here.ask("stored")
    codes = [sent.code for sent in crowd.sent]
    assert len(codes) == len(set(codes)) == after["reports"] - stored["reports"] == after["codes"] - stored["codes"], (
        len(codes), len(set(codes)), stored, after, crowd.refused[:3],
    )  # fmt: skip
    assert after["signs"] - stored["signs"] == len(codes) and not after["faulty"], after
    times = [sent.seconds for sent in crowd.sent]
    return {
        "clients": clients, "asked_a_second": a_second, "accepted": len(codes), "refused": len(crowd.refused),
        "lost": len(codes) - (after["reports"] - stored["reports"]), "a_second": round(len(codes) / took, 1),
        "p50_ms": percentile(times, 0.5), "p95_ms": percentile(times, 0.95), "p99_ms": percentile(times, 0.99),
        "photos": after["files"] - stored["files"], "behind_s": round(max(crowd.late, default=0), 1),
        "cpu_s": used, "writers_cpu_s": round(mine, 1), "server_cpu_ms": round(used["public"] / max(1, len(codes)) * 1000, 1),
    }  # fmt: skip


def loads(database: str, seconds: float, seed: int) -> dict[str, Any]:
    """All runs on one database."""
    with instance(database, QUIET) as here:
        parts = here.ask("parts")
        here.start("public", "pepper", "worker")
        write(here.port, 2, [Report(place) for place in range(10)], 0, seed)  # what is loaded once is loaded
        runs = []
        for place, clients in enumerate(CLIENTS):
            # One or two people alone cannot send thirty in a second: they send one after the other.
            wanted = A_SECOND if clients >= 8 else 0.0
            length = seconds if wanted else seconds / 3
            runs.append(load(here, clients, length, wanted, seed, 10_000 * (place + 1)))
            print(database, runs[-1], flush=True)
        runs.append(load(here, 64, seconds, 0.0, seed, 90_000))
        print(database, runs[-1], flush=True)
        return {"parts": parts, "runs": runs}


def crowd_of_a_flood(seed: int) -> list[Report]:
    """True ones and fakes in one row: nobody knows beforehand which is which."""
    reports = [
        Report(place, script=place >= WITHOUT_SCRIPT, source=f"127.1.{place // 200}.{place % 200 + 1}")
        for place in range(TRUE)
    ]
    reports += [
        Report(1000 + place, script=False, true=False, source=f"127.2.0.{place % ADDRESSES + 1}")
        for place in range(FAKES)
    ]
    random.Random(seed).shuffle(reports)  # noqa: S311
    return reports


def flood(database: str, seed: int) -> dict[str, Any]:
    """Every report is stored; how long each was waited for, and which wait in quarantine."""
    with instance(database) as here:
        here.start("public", "pepper", "worker")
        reports = crowd_of_a_flood(seed)
        mine = time.process_time()
        crowd, took = write(here.port, 32, reports, A_SECOND, seed)
        mine = time.process_time() - mine
        stored = here.ask("stored")
        assert stored["reports"] == len(crowd.sent) == TRUE + FAKES, (stored, crowd.refused[:3])
        codes = here.folder / "codes.json"
        codes.write_text(json.dumps([sent.code for sent in crowd.sent if sent.true]))
        found = here.ask("opens", str(codes))
        times = [sent.seconds for sent in crowd.sent]
        result = {
            "reports": stored["reports"], "seconds": round(took, 1), "slowest_s": round(max(times), 2),
            "p95_ms": percentile(times, 0.95), "true": found["opened"],
            "true_outside": found["opened"] - found["quarantined"],
            "fakes_outside": FAKES - (stored["quarantined"] - found["quarantined"]), "writers_cpu_s": round(mine, 1),
        }  # fmt: skip
        print(database, result, flush=True)
        return result


def page_table(measured: dict[str, Any]) -> str:
    """The figures as docs/understand/letter-box.md prints them."""
    busy = float(measured["load_average"]) > BUSY * measured["processors"]
    clock = [] if busy else ["a second", "p50", "p95"]
    heads = ["database", "people at once", "asked a second", "accepted = stored = codes", "lost", *clock]
    heads += ["public face, CPU a report", "worker, CPU a report", "who writes, CPU a report"]
    lines = ["| " + " | ".join(heads) + " |", "|---|" + "---:|" * (len(heads) - 1)]
    for database, found in measured["load"].items():
        for run in found["runs"]:
            asked = f"{run['asked_a_second']:.0f}" if run["asked_a_second"] else "as fast as they get through"
            times = [] if busy else [f"{run['a_second']}", f"{run['p50_ms']} ms", f"{run['p95_ms']} ms"]
            each = [run["server_cpu_ms"], *(round(used / max(1, run["accepted"]) * 1000, 1)
                                            for used in (run["cpu_s"]["worker"], run["writers_cpu_s"]))]  # fmt: skip
            cells = [
                database,
                run["clients"],
                asked,
                run["accepted"],
                run["lost"],
                *times,
                *(f"{ms} ms" for ms in each),
            ]
            lines.append("| " + " | ".join(map(str, cells)) + " |")
    lines += ["", "| part of one report | SQLite, CPU | PostgreSQL, CPU |", "|---|---:|---:|"]
    names = {"hash": "the code: pepper and Argon2id", "seal": "sealing", "database": "the insert and its commit"}
    for part, name in names.items():
        cells = [found["parts"][part]["cpu_ms"] for found in measured["load"].values()]
        lines.append(f"| {name} | " + " | ".join(f"{cell} ms" for cell in cells) + " |")
    if measured["flood"]:
        lines += ["", *_flood_table(measured["flood"])]
    lines += ["", f"Load of the machine meanwhile: {measured['load_average']} on {measured['processors']} processors."]
    if busy:
        lines.append("It did much else, so that times by the clock say nothing of Amana and are left out.")
    return "\n".join(lines)


def _flood_table(measured: dict[str, Any]) -> list[str]:
    lines = [
        "| flood of 1 100 | stored | slowest answer | p95 | true outside quarantine | fakes outside |",
        "|---|---:|---:|---:|---:|---:|",
    ]  # fmt: skip
    for database, found in measured.items():
        lines.append(
            f"| {database} | {found['reports']} | {found['slowest_s']} s | {found['p95_ms']} ms "
            f"| {found['true_outside']} of {found['true']} | {found['fakes_outside']} of 1 000 |"
        )
    return lines


def main() -> None:
    """Measured, kept and printed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=20)
    asked.add_argument("--databases", default="sqlite,postgresql")
    asked.add_argument("--only", choices=["load", "flood"], default="")
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--keep", action="store_true", help="writes the result and the page")
    chosen = asked.parse_args()
    wanted = chosen.databases.split(",")
    measured: dict[str, Any] = {"load": {}, "flood": {}}
    averages = [os.getloadavg()[0]]
    for database in wanted:
        if chosen.only != "flood":
            measured["load"][database] = loads(database, chosen.seconds, chosen.seed)
        averages.append(os.getloadavg()[0])
        if chosen.only != "load":
            measured["flood"][database] = flood(database, chosen.seed)
        averages.append(os.getloadavg()[0])
    measured["load_average"] = f"{statistics.mean(averages):.1f}"
    measured["processors"] = os.cpu_count()
    if chosen.keep:
        RESULT.write_text(json.dumps(measured, indent=1) + "\n")
        text = PAGE.read_text(encoding="utf-8")
        head, _, rest = text.partition(BEGIN)
        PAGE.write_text(
            head + BEGIN + "\n" + page_table(measured) + "\n" + END + rest.partition(END)[2], encoding="utf-8"
        )
    else:
        print(json.dumps(measured))


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    main()
