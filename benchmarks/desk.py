"""How fast the desk's pages are with many cases: p95, CPU per request, query counts.

    .venv/bin/python -m benchmarks.desk [--cases 1000,100000] [--requests 60] [--seed 7]

Each size is a copy of the instance that `benchmarks.cases` keeps: real lock keys, real locked facts, sealed sections for the caseload
of one manager (200 cases), clocks for a tenth of the cases. The pages are asked for in one process through Django's test client, so
the figures hold everything but the network and the server. Prints one table and writes benchmarks/desk.json.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks.cases import ROOT, a_copy, environment, notes


def _measure(client: "Client", url: str, requests: int) -> dict[str, float]:  # noqa: F821
    from django.core.signals import request_started
    from django.db import connection, reset_queries

    request_started.disconnect(reset_queries)
    connection.force_debug_cursor = True
    before = len(connection.queries_log)
    assert client.get(url).status_code == 200, url
    queries = len(connection.queries_log) - before
    connection.force_debug_cursor = False
    wall, cpu = [], []
    for _ in range(requests):
        began, busy = time.perf_counter(), time.process_time()
        client.get(url)
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - busy) * 1000)
    wall.sort()
    return {
        "p50_ms": round(median(wall), 1),
        "p95_ms": round(wall[int(len(wall) * 0.95) - 1], 1),
        "cpu_ms": round(median(cpu), 1),
        "queries": queries,
    }


def _one_size(data: Path, requests: int) -> dict[str, dict[str, float]]:
    """The figures of one instance, in the process that works in it."""
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    from tests.world import Desk

    pages = {}
    for name in ("rawan", "nasrin"):
        client = Desk()(name)
        for page, url in {
            "my day": "/",
            "list, mine": "/cases/",
            "list, all open": "/cases/?which=open",
            "case page": f"/cases/{notes(data)['mine'][0]}/",
        }.items():
            pages[f"{page} ({name})"] = _measure(client, url, requests)
    return pages


def main() -> None:
    """Measure each size and print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", default="1000,100000")
    asked.add_argument("--requests", type=int, default=60)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.one:
        print(json.dumps(_one_size(given.one, given.requests)))
        return
    sizes = [int(size) for size in given.cases.split(",")]
    found = {}
    for size in sizes:
        print(f"{size} cases", file=sys.stderr, flush=True)
        with a_copy(size, given.seed) as data:
            answer = subprocess.run(
                [sys.executable, "-m", "benchmarks.desk", "--one", str(data), "--requests", str(given.requests)],
                env=environment(data), cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True,
            )  # fmt: skip
        found[size] = json.loads(answer.stdout)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    load = os.getloadavg()[0]
    result = {"seed": given.seed, "commit": commit, "load": round(load, 1), "requests": given.requests, "sizes": found}
    (ROOT / "benchmarks" / "desk.json").write_text(json.dumps(result, indent=1) + "\n")
    print(f"seed {given.seed}, commit {commit}, load {load:.1f}, {given.requests} requests a page")
    print(f"{'page':<26}" + "".join(f"{size:>10} p95 ms   cpu  queries" for size in sizes))
    for page in found[sizes[0]]:
        cells = "".join(
            f"{found[size][page]['p95_ms']:>17} {found[size][page]['cpu_ms']:>5} {found[size][page]['queries']:>8}"
            for size in sizes
        )
        print(f"{page:<26}{cells}")
    if len(sizes) > 1:
        print("ratio of the largest to the smallest:")
        for page in found[sizes[0]]:
            print(f"  {page:<26}{found[sizes[-1]][page]['p95_ms'] / found[sizes[0]][page]['p95_ms']:.2f}")


if __name__ == "__main__":
    main()
