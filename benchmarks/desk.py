"""How fast the desk's pages are with many cases: p95, CPU per request, query counts.

    .venv/bin/python benchmarks/desk.py [--cases 1000,100000] [--requests 60] [--seed 7]

Each size gets a throw-away instance: real lock keys, real locked facts, sealed sections for the caseload of one manager
(200 cases), clocks for a tenth of the cases. The pages are asked for in this process through Django's test client, so
the figures hold everything but the network and the server. Prints one table and writes benchmarks/desk.json.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
CASELOAD = 200


def _fill(world: "World", cases: int, seed: int) -> list[UUID]:  # noqa: F821
    """`cases` cases of the Hawa Centre, spread over its managers; the ids of those of one manager."""
    from amana.cases.models import Deadline, Procedure
    from amana.vault import ciphers, keystore
    from amana.vault.models import Facts

    chance = random.Random(seed)  # noqa: S311  (a load, not a key)
    mine = [world.case().id for _ in range(CASELOAD)]
    store = keystore._store()
    others = [uuid4() for _ in range(max(1, cases // CASELOAD))]
    unit, organisation = world.units["supervisors"], world.cast.organisations["hawa"]
    facts = json.dumps({"sex": "female", "age_group": "26_59", "nationality": "KE"}).encode()
    for start in range(0, max(0, cases - CASELOAD), 5000):
        size = min(5000, cases - CASELOAD - start)
        store.base.execute("BEGIN")
        procedures, rows, clocks = [], [], []
        for n in range(start, start + size):
            lock, id_ = uuid4(), uuid4()
            key = store.make(str(lock))
            at = world.now - timedelta(minutes=chance.randrange(1, 3_000_000))
            procedures.append(
                Procedure(
                    id=id_, lock=lock, number=f"XX-2020-{n:06d}", organisation=organisation, manager=chance.choice(others),
                    intake_unit=world.units["intake"], supervisors_unit=unit, identification="presumed",
                    identification_since=at, help="assistance", help_since=at, begun_at=at, opened_at=at, changed_at=at,
                )
            )  # fmt: skip
            row = Facts(id=uuid4(), lock=lock, kind="case", owner=id_, lock_version=1)
            place = ciphers.associated("facts", "case", row.id, 1)
            row.envelope = ciphers.encrypt(ciphers.derive_key(key, "facts"), ciphers.pad(facts), place)
            rows.append(row)
            if n % 10 == 0:
                clocks.append(
                    Deadline(
                        procedure_id=id_, subject=id_, transition="t28", user=procedures[-1].manager,
                        due_at=world.now + timedelta(hours=chance.randrange(-200, 2000)),
                    )
                )  # fmt: skip
        store.base.execute("COMMIT")
        Procedure.objects.bulk_create(procedures, batch_size=500)
        Facts.objects.bulk_create(rows, batch_size=500)
        Deadline.objects.bulk_create(clocks, batch_size=500)
        print(f"  {start + size + CASELOAD} cases", file=sys.stderr, flush=True)
    return mine


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


def _one_size(cases: int, requests: int, seed: int) -> dict[str, dict[str, float]]:
    """The figures of one size, in a process and a data folder of its own."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amana.web.settings.test")
    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    from amana.trust.models import User
    from tests.access.people import signed_in
    from tests.cast import make_world

    world = make_world("iraq")
    mine = _fill(world, cases, seed)
    pages = {}
    for name in ("rawan", "nasrin"):
        actor = world.cast[name]
        assert actor.keys is not None
        client = signed_in(User.objects.get(id=actor.user_id), actor.keys)
        for page, url in {
            "my day": "/",
            "list, mine": "/cases/",
            "list, all open": "/cases/?which=open",
            "case page": f"/cases/{mine[0]}/",
        }.items():
            pages[f"{page} ({name})"] = _measure(client, url, requests)
    return pages


def main() -> None:
    """Measure each size and print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", default="1000,100000")
    asked.add_argument("--requests", type=int, default=60)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.one:
        print(json.dumps(_one_size(given.one, given.requests, given.seed)))
        return
    sizes = [int(size) for size in given.cases.split(",")]
    found = {}
    for size in sizes:
        print(f"{size} cases", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="amana-desk-") as folder:
            answer = subprocess.run(
                [sys.executable, __file__, "--one", str(size), "--requests", str(given.requests), "--seed", str(given.seed)],
                env={**os.environ, "TMPDIR": folder}, stdout=subprocess.PIPE, check=True, text=True,
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
