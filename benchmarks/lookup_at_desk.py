"""How long "is she already known?" takes at the desk, on keyed tokens and locked facts, among very many registrations.

    .venv/bin/python benchmarks/lookup_at_desk.py [--records 50000,1000000] [--queries 300] [--seed 210] [--postgres HOST:PORT]

Each size gets a throw-away instance whose token table, locked facts (each under a lock key of its own) and counts of the
register are filled directly; the people are those of `benchmarks/names/generator`, of a seed that no weight was trained
on. A look-up is all that the page does but drawing it: codes and questions of what is asked, the token table, opening and
comparing the facts of the nearest, five candidates. Also told: how often the right person is among those five, and how
much room the index takes. Prints one table, writes
benchmarks/lookup_at_desk.json and the table of docs/understand/finding-a-person.md.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID, uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
ORGANISATION = UUID(int=1)
BEGIN, END = "<!-- look-ups -->", "<!-- end of look-ups -->"


def page_table(measured: dict[str, Any]) -> str:
    """The figures as docs/understand/finding-a-person.md prints them."""
    lines = [
        "| registrations | database | CPU, half of the look-ups | CPU, 95 in 100 | elapsed, 95 in 100 | right person among five | load |",
        "|---:|---|---:|---:|---:|---:|---:|",
    ]
    for engine, run in measured.items():
        for size, one in run["sizes"].items():
            lines.append(
                f"| {int(size):,} | {engine} | {one['cpu_p50_ms']} ms | {one['cpu_p95_ms']} ms | {one['wall_p95_ms']} ms"
                f" | {one['recall_5']} | {run['load']} |".replace(",", " ")
            )
    said = [f"{engine}: seed {run['seed']}, commit {run['commit']}" for engine, run in measured.items()]
    return "\n".join([*lines, "", "; ".join(said) + "."])


def _print_on_page(measured: dict[str, Any]) -> None:
    page = ROOT / "docs" / "understand" / "finding-a-person.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    text = f"{before}{BEGIN}\n{page_table(measured)}\n{END}{rest.partition(END)[2]}"
    page.write_text(text, encoding="utf-8")


def _say(text: str) -> None:
    print(f"  {time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def _asked(row: Any) -> Any:
    from amana_methods.linkage import Registration

    return Registration("", *row.values)


def _fill(records: dict[str, Any]) -> dict[UUID, Any]:
    """Token table, facts, lock keys and counts of these registrations; who each of them is."""
    from django.db import connection

    from amana import vault
    from amana.cases.models import Procedure
    from amana.duplicates.queries import likeness
    from amana.vault import ciphers, index, keystore
    from amana.vault.models import Facts, LookupToken
    from amana.vault.models.sealed import _by_chance
    from amana_methods.linkage import RegisterCounts
    from amana_methods.linkage.tokens import facts_to_bytes, table_of_bytes

    keys, store = vault.index.keys_of(ORGANISATION), keystore._store()
    encoder = likeness.encoders_of(ORGANISATION)[keys.version]
    people: dict[UUID, Any] = {}
    filled: Counter[int] = Counter()
    at, raws, left_out = datetime(2024, 1, 1, tzinfo=UTC), [], 0
    for some in batched(records.values(), 5000):
        store.base.execute("BEGIN")
        tokens, facts_rows, procedures = [], [], []
        for row in some:
            owner, lock = uuid4(), uuid4()
            people[owner] = row.person
            facts = encoder.facts_of(_asked(row))
            raws.append(facts_to_bytes(facts))
            for mac in likeness.macs_of(ORGANISATION, facts):
                bin, _rest = divmod(filled[mac], index.BIN)
                if bin >= index.ROUNDS[-1][1]:
                    left_out += 1
                    continue
                filled[mac] += 1
                token = keys.token(mac, bin)
                tokens.append(LookupToken(id=_by_chance(), token=token, owner=keys.veil_owner(token, owner)))
            key = store.make(str(lock))
            fact = Facts(id=uuid4(), lock=lock, kind=likeness.KIND, owner=owner, lock_version=1)
            text = json.dumps(
                likeness.pack_codes({keys.version: likeness.Codes(facts, frozenset({"identity"}))}),
                separators=(",", ":"),
                sort_keys=True,
            ).encode()
            place = ciphers.build_associated_data("facts", likeness.KIND, fact.id, 1)
            fact.envelope = ciphers.encrypt(ciphers.derive_key(key, "facts"), ciphers.pad(text), place)
            facts_rows.append(fact)
            procedures.append(
                Procedure(
                    id=owner, lock=lock, organisation=ORGANISATION, intake_unit=ORGANISATION, identification="presumed",
                    identification_since=at, help="assistance", help_since=at, begun_at=at, changed_at=at,
                )
            )  # fmt: skip
        store.base.execute("COMMIT")
        LookupToken.objects.bulk_create(tokens, batch_size=2000)
        Facts.objects.bulk_create(facts_rows, batch_size=500)
        Procedure.objects.bulk_create(procedures, batch_size=500)
        if len(people) % 50_000 == 0:
            _say(f"{len(people)} registrations")
    counts = RegisterCounts.of(table_of_bytes(raws)).to_bytes().hex()
    vault.facts.put(vault.keystore.new_lock(), likeness.COUNTS, ORGANISATION, {"counts": counts})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    _say(f"{LookupToken.objects.count()} entries; {left_out} left out as too common")
    return people


def _look_ups(register: Any, people: dict[UUID, Any]) -> Iterator[tuple[float, float, int, bool]]:
    """(wall ms, CPU ms, place of the right person or 0, whether she is known) of each look-up."""
    from amana.duplicates.queries import finding

    finding.like(ORGANISATION, _asked(next(iter(register.queries.values()))))  # the counts are in memory, as at a desk
    for name, row in register.queries.items():
        began, busy = time.perf_counter(), time.process_time()
        hits = finding.like(ORGANISATION, _asked(row))[:5]
        wall, cpu = (time.perf_counter() - began) * 1000, (time.process_time() - busy) * 1000
        place = next((at for at, hit in enumerate(hits, 1) if people[hit.procedure_id] is row.person), 0)
        yield wall, cpu, place, name in register.known


def _one_size(records: int, queries: int, seed: int, postgres: str) -> dict[str, float]:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amana.web.settings.test")
    from django.conf import settings

    if postgres:
        host, port = postgres.split(":")
        settings.DATABASES["default"] = {
            "ENGINE": "django.db.backends.postgresql", "NAME": "postgres", "USER": "postgres", "HOST": host, "PORT": port,
        }  # fmt: skip
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.names.generator import make

    call_command("migrate", verbosity=0)
    if not postgres:
        with connection.cursor() as cursor:  # only while it is filled: nothing here is worth keeping
            cursor.execute("PRAGMA synchronous=OFF")
    register = make(seed, records=records, known=queries, strangers=queries // 4)
    _say(f"{len(register.records)} registrations made up")
    people = _fill(register.records)
    found = list(_look_ups(register, people))
    wall, cpu = sorted(each[0] for each in found), sorted(each[1] for each in found)
    known = [place for _, _, place, is_known in found if is_known]
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "wall_p50_ms": round(median(wall), 1), "wall_p95_ms": round(wall[int(len(wall) * 0.95) - 1], 1),
        "cpu_p50_ms": round(median(cpu), 1), "cpu_p95_ms": round(cpu[int(len(cpu) * 0.95) - 1], 1),
        "recall_1": round(sum(place == 1 for place in known) / len(known), 3),
        "recall_5": round(sum(place > 0 for place in known) / len(known), 3),
        "look_ups": len(found), "rss_mib": round(rss / 1024),
    }  # fmt: skip


def main() -> None:
    """Measure each size and print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--records", default="50000,1000000")
    asked.add_argument("--queries", type=int, default=300)
    asked.add_argument("--seed", type=int, default=210)
    asked.add_argument(
        "--postgres", default="", help="an empty throw-away server, HOST:PORT, user and database postgres"
    )
    asked.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.one:
        print(json.dumps(_one_size(given.one, given.queries, given.seed, given.postgres)))
        return
    sizes, found = [int(size) for size in given.records.split(",")], {}
    for size in sizes:
        _say(f"{size} registrations, {'PostgreSQL' if given.postgres else 'SQLite'}")
        with tempfile.TemporaryDirectory(prefix="amana-lookup-") as folder:
            answer = subprocess.run(
                [sys.executable, __file__, "--one", str(size), "--queries", str(given.queries), "--seed", str(given.seed),
                 "--postgres", given.postgres],
                env={**os.environ, "TMPDIR": folder, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
                stdout=subprocess.PIPE, check=True, text=True,
            )  # fmt: skip
        found[size] = json.loads(answer.stdout)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    load, engine = os.getloadavg()[0], "postgresql" if given.postgres else "sqlite"
    path = ROOT / "benchmarks" / "lookup_at_desk.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    kept[engine] = {"seed": given.seed, "commit": commit, "load": round(load, 1), "sizes": found}
    path.write_text(json.dumps(kept, indent=1) + "\n")
    _print_on_page(kept)
    print(f"{engine}, seed {given.seed}, commit {commit}, load {load:.1f}")
    for size, figures in found.items():
        print(f"{size:>9}  " + "  ".join(f"{name} {value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
