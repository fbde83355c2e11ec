"""Counters of wrong tries: one for all processes, and they name nobody."""

import multiprocessing
from pathlib import Path

from django.conf import settings
from django.test import override_settings

from amana.web.counters import Counters


def _add(place: str, times: int, secret: str) -> int:
    with override_settings(SECRET_KEY=secret):
        return sum(Counters(place, {}).add(f"code-{number}", 1, 60) for number in range(times))


def test_counters_are_one_for_all_processes_and_name_nobody(tmp_path: Path) -> None:
    place = tmp_path / "counters.sqlite3"
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        firsts = pool.starmap_async(_add, [(str(place), 25, settings.SECRET_KEY)] * 4).get(timeout=120)
    assert sum(firsts) == 25, "each name is taken by one process"
    counters = Counters(place, {})
    counters.set("localhost:rawan", [1.5, 2.5], 60)
    assert counters.get("localhost:rawan") == [1.5, 2.5]
    counters.set("gone", 1, -1)
    assert counters.get("gone") is None
    raw = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert b"rawan" not in raw and b"[1.5, 2.5]" in raw, "the alarm"
    assert counters.delete("localhost:rawan") and counters.get("localhost:rawan") is None
    counters.clear()
    assert counters.add("code-1", 1, 60)
