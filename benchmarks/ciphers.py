"""What share of a request's processor time goes into ciphers: typical pages of the desk, on SQLite.

    .venv/bin/python benchmarks/ciphers.py [--requests 40] [--cases 50]

Every public function of the one module that touches a cipher is timed on the way in and out, by the thread's own clock; what one of them
calls of the others is counted once. What asking for the time adds is measured beside each call, on an empty span, and taken off. The time
of the whole request is measured in requests of their own, without any of that. The pages are asked for in this process through Django's
test client. Sign-in is measured apart: there the password is stretched on purpose, with the real costs. Prints one table, and writes its
rows into benchmarks/ciphers.json and the table of docs/understand/ciphers.md.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
KEPT = ROOT / "benchmarks" / "ciphers.json"
PAGE = ROOT / "docs" / "understand" / "ciphers.md"
BEGIN, END = "<!-- shares -->", "<!-- end of shares -->"
GOAL_PERCENT = 5


class Meter:
    """Seconds of this thread inside the ciphers, and how many calls from outside there were."""

    def __init__(self) -> None:
        self.seconds, self.calls, self.depth = 0.0, 0, 0

    def around[**P, R](self, function: Callable[P, R]) -> Callable[P, R]:
        """The function, timed."""

        @wraps(function)
        def timed(*args: P.args, **kwargs: P.kwargs) -> R:
            self.depth += 1
            began = time.thread_time()
            try:
                return function(*args, **kwargs)
            finally:
                self.depth -= 1
                if self.depth == 0:
                    ended = time.thread_time()  # asking for the time takes some: an empty span beside it tells how much
                    self.seconds += ended - began - (time.thread_time() - ended)
                    self.calls += 1

        return timed


@contextmanager
def metered(meter: Meter) -> Iterator[None]:
    """Every function of the cipher module is timed, wherever it is called."""
    from amana.vault import ciphers

    before = {}
    for name, value in list(vars(ciphers).items()):
        if callable(value) and not isinstance(value, type) and getattr(value, "__module__", "") == ciphers.__name__:
            before[name] = value
            setattr(ciphers, name, meter.around(value))
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(ciphers, name, value)


def measure(ask: Callable[[], Any], requests: int) -> dict[str, float]:
    """CPU of a request, CPU in ciphers, the share in percent, and calls; medians over the requests."""
    whole, inside, calls, meter = [], [], [], Meter()
    ask()  # what is made once is not counted
    for _ in range(requests):
        began = time.thread_time()
        ask()
        whole.append((time.thread_time() - began) * 1000)
        meter.seconds, meter.calls = 0.0, 0
        with metered(meter):
            ask()
        inside.append(meter.seconds * 1000)
        calls.append(meter.calls)
    return {
        "cpu_ms": round(median(whole), 2),
        "ciphers_ms": round(median(inside), 3),
        "percent": round(100 * median(inside) / median(whole), 2),
        "calls": median(calls),
    }


def pages(cases: int, requests: int) -> dict[str, dict[str, float]]:
    """The figures of each page."""
    from django.conf import settings
    from django.core.cache import cache
    from django.test import Client

    from amana.duplicates.commands import count_registers
    from amana.trust.models import User
    from amana.vault.clock import now
    from tests.access.people import signed_in
    from tests.cast import PASSWORD, code_now, make_world

    settings.AMANA_ARGON2 = {"time_cost": 3, "memory_cost": 65_536, "parallelism": 1}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    world = make_world("iraq")
    mine = [world.case() for _ in range(cases)]
    count_registers(now())  # as the worker does each night; else each search would count them
    keys = world.rawan.keys
    assert keys is not None
    client = signed_in(User.objects.get(username="rawan"), keys)
    case = f"/cases/{mine[0].id}/"

    def get(url: str) -> Callable[[], None]:
        def ask() -> None:
            answer = client.get(url)
            assert answer.status_code == 200, (url, answer.status_code)

        return ask

    def post(url: str, **fields: str) -> Callable[[], None]:
        def ask() -> None:
            answer = client.post(url, fields)
            assert answer.status_code in (200, 302), (url, answer.status_code)

        return ask

    def sign_in() -> None:
        newcomer = Client()
        assert newcomer.post("/sign-in/", {"login": "rawan", "password": PASSWORD}).status_code == 302
        cache.clear()
        assert newcomer.post("/sign-in/second/", {"code": code_now()}).status_code == 302

    found = {
        "my day": measure(get("/"), requests),
        f"list of {cases}": measure(get("/cases/"), requests),
        "case page": measure(get(case), requests),
        "a section is opened": measure(post(f"{case}sections/identity/open/"), requests),
        "a note is written": measure(post(f"{case}notes/", text="made-up words"), requests),
        "a name is looked for": measure(post("/find/", text="Selam Tesfaye"), requests),
    }
    found["sign-in"] = measure(sign_in, 3)
    return found


def page_table(kept: dict[str, Any]) -> str:
    """The figures as docs/understand/ciphers.md prints them."""
    lines = ["| page | CPU ms | in ciphers, ms | share | calls |", "|---|---:|---:|---:|---:|"]
    for page, row in kept["pages"].items():
        lines.append(f"| {page} | {row['cpu_ms']} | {row['ciphers_ms']} | {row['percent']} % | {row['calls']:g} |")
    six = [row for page, row in kept["pages"].items() if page != "sign-in"]
    share = 100 * sum(row["ciphers_ms"] for row in six) / sum(row["cpu_ms"] for row in six)
    lines += ["", f"Weighed by their time, the six pages together spend {share:.1f} % in ciphers."]
    said = f"Commit {kept['commit']}, load {kept['load']}, {kept['requests']} requests of each page, {kept['cases']} cases."
    return "\n".join([*lines, "", said])


def _print_on_page(kept: dict[str, Any]) -> None:
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{page_table(kept)}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--requests", type=int, default=40)
    asked.add_argument("--cases", type=int, default=50)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="amana-ciphers-") as folder:
        os.environ["TMPDIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amana.web.settings.test")
        import django

        django.setup()
        from django.core.management import call_command
        from django.test.utils import setup_test_environment

        setup_test_environment()
        call_command("migrate", verbosity=0)
        found = pages(given.cases, given.requests)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    load = round(os.getloadavg()[0], 1)
    kept = {"commit": commit, "load": load, "requests": given.requests, "cases": given.cases, "pages": found}
    KEPT.write_text(json.dumps(kept, indent=1) + "\n")
    _print_on_page(kept)
    print(f"commit {commit}, load {load}, {given.requests} requests a page, goal {GOAL_PERCENT} %")
    print(f"{'page':<40}{'CPU ms':>9}{'ciphers ms':>12}{'share %':>9}{'calls':>7}")
    for page, row in found.items():
        print(f"{page:<40}{row['cpu_ms']:>9}{row['ciphers_ms']:>12}{row['percent']:>9}{row['calls']:>7}")


if __name__ == "__main__":
    main()
