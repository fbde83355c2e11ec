"""A run that was killed leaves a folder of its server behind; the next run on PostgreSQL removes it."""

import os
import time
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from tests.databases import remove_left_over


@pytest.mark.real_clock
def test_what_a_killed_run_left_is_gone_and_a_running_one_keeps_its_own(tmp_path: Path) -> None:
    killed, running, begins, old, other = (tmp_path / f"amana-{name}" for name in ("pg-a", "pg-b", "pg-c", "pg-d", "x"))
    for folder in (killed, running, begins, old, other):
        (folder / "data").mkdir(parents=True)
    long_ago = time.time() - 3600
    os.utime(old, (long_ago, long_ago))
    (killed / "in-use").touch()
    with (running / "in-use").open("w") as mark:
        flock(mark, LOCK_EX)
        remove_left_over(tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["amana-pg-b", "amana-pg-c", "amana-x"]
