"""What is asked of an instance from within: it is made, its box is emptied, and what is stored is counted."""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django


def prepare() -> dict[str, Any]:
    """Tables, roles and the cast of the tests; the card lies where the public face reads it."""
    from django.conf import settings

    from amana.demo.cast import bring_to_life
    from amana.public_reports import commands as letterbox
    from amana.row_security import owning
    from amana.vault.clock import now

    # Nobody signs in here: accounts need no password that is costly to try.
    settings.AMANA_ARGON2 = {"time_cost": 1, "memory_cost": 64, "parallelism": 1}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if "AMANA_ADMINISTRATOR" in os.environ:
        owning.prepare(os.environ["AMANA_ADMINISTRATOR"])
    owning.migrate(verbosity=0, interactive=False)
    bring_to_life("a long made-up password", "iraq", now())
    letterbox.renew_card(now())
    return {}


def stored() -> dict[str, Any]:
    """What lies in the box and what became a sign, after the box was emptied."""
    from django.db.models import Count

    from amana import vault
    from amana.intake.models import Sign, SignFile
    from amana.public_reports import commands as letterbox
    from amana.public_reports.models import PublicReport
    from amana.vault.clock import now

    while letterbox.empty_box(now()):
        pass
    by_sign = Sign.objects.exclude(report=None).aggregate(numbers=Count("number", distinct=True))
    danger = sum(facts.get("danger") == "yes" for _owner, facts in vault.facts.all_of_kind("sign"))
    return {
        "reports": PublicReport.objects.count(),
        "codes": PublicReport.objects.exclude(lookup=None).values("lookup").distinct().count(),
        "signs": by_sign["numbers"],
        "files": SignFile.objects.count(),
        "quarantined": PublicReport.objects.filter(quarantined=True).count(),
        "faulty": PublicReport.objects.filter(faulty=True).count(),
        "danger": danger,
    }


def opens(path: str) -> dict[str, Any]:
    """How many of the codes in a file open a report, and how many of these wait in quarantine."""
    from amana import vault
    from amana.public_reports import commands as letterbox
    from amana.public_reports.models import PublicReport
    from amana.vault.clock import now

    codes = json.loads(Path(path).read_text())
    found = held = 0
    for code in codes:
        letterbox.forget_flood()
        found += letterbox.follow(code, now=now()) is not None
        held += PublicReport.objects.filter(lookup=vault.codes.keys_of(code).lookup, quarantined=True).exists()
    return {"asked": len(codes), "opened": found, "quarantined": held}


def parts() -> dict[str, Any]:
    """What one report costs the public face, by part, in milliseconds of a processor and of the clock."""
    from amana import vault
    from amana.public_reports import commands as letterbox
    from amana.public_reports.commands import cards, dropping, tokens
    from amana.public_reports.models import PublicReport
    from amana.vault.clock import now
    from benchmarks.intake.texts import SORANI

    at, card, words = now(), cards.current(), letterbox.Words(" ".join(SORANI[:3]), "", "IQG11")
    made: list[Any] = []

    def sealed() -> None:
        keys = vault.codes.CodeKeys(os.urandom(32), os.urandom(32), vault.codes.Way(1, 2))
        row, letters = dropping._build_report(card, words, os.urandom(32), at, held=False)
        dropping._with_code(card, row, "", keys)
        made.append((row, letters))

    def kept() -> None:
        assert dropping._keep(*made.pop())

    count = 60
    found = {
        "hash": _timed(count, lambda: vault.codes.keys_of(vault.codes.new_code())),
        "seal": _timed(count, sealed),
        "database": _timed(count, kept),
        "token": _timed(count, lambda: tokens.read(tokens.new_token(at), at)),
    }
    PublicReport.objects.filter(emptied_at=None).delete()
    return found


def _timed(count: int, deed: Callable[[], object]) -> dict[str, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(count):
        deed()
    return {
        "cpu_ms": round((time.process_time() - cpu) / count * 1000, 2),
        "wall_ms": round((time.perf_counter() - wall) / count * 1000, 2),
    }


ACTS: dict[str, Callable[..., dict[str, Any]]] = {"prepare": prepare, "stored": stored, "opens": opens, "parts": parts}

if __name__ == "__main__":
    django.setup()
    from amana.trust import rows

    rows.operator_acts()
    print(json.dumps(ACTS[sys.argv[1]](*sys.argv[2:])))
