"""What a quick run on PostgreSQL runs, and why: what differs there, and a path of each room with a write and a read.

All rules run on SQLite in every run. A second run of them on PostgreSQL finds only what that database does differently:
rows of its own policies, roles, locks, aborted transactions, its clock, its text search, its copies. `./amana test --deep
--on postgresql` runs everything that asks the database, and so does a run in which words or paths are named; of the journeys
in a browser always the stories alone (in a quick run that of the invented country), because a browser is the same beside both.
Where a test is missing here, one of these holds: it asks the database nothing that differs (the walk of all addresses by everybody
in `tests/access/test_desk.py` and the one with a shut trail in `test_trail_shut.py`, whose rows are those of `tests/rows`), or a
chosen test asks the same.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests import databases

MARK: Final = "postgresql"  # what has this marker always runs here
STORIES: Final = frozenset({"tests/journeys/test_story.py", "tests/journeys/test_story_example.py"})


@dataclass(frozen=True)
class Chosen:
    """A file or a folder of tests, and why it runs here; `only` is searched for in the names of the tests."""

    path: str
    why: str
    only: str = ""

    def holds(self, file: str, name: str) -> bool:
        """Whether a test, by the path of its file and its name, is among these."""
        inside = file == self.path or file.startswith(f"{self.path}/")
        return inside and re.search(self.only, name) is not None


DIFFERS: Final = (
    Chosen("tests/rows", "row policies and roles exist here alone"),
    Chosen("tests/attacks", "what an attacker gets from tables, copies and roles depends on the database"),
    Chosen("tests/access/test_wall.py", "each door, with the row policy behind it as the third one"),
    Chosen("tests/access/test_tenants.py", "another organisation's rows are shut by policy"),
    Chosen("tests/access/test_whole_life.py", "every way of reading at each moment of a file, row policies included"),
    Chosen("tests/access/test_withdrawal.py", "a consent ends by the clock of the database"),
    Chosen("tests/access/test_public.py", "the public face has a role of its own"),
    Chosen("tests/lists", "what is empty sorts otherwise, and rows of others are shut by policy"),
    Chosen("tests/consent", "rows move whole or not at all, also when a statement fails"),
    Chosen("tests/forgetting", "deleting meets foreign keys that are checked at the commit, and only-growing tables"),
    Chosen("tests/backups", "pg_dump and pg_restore"),
    Chosen("tests/upgrade", "migrations, and rows before and after them"),
    Chosen("tests/keys/test_recovery.py", "a ceremony that touches nothing but what it is given"),
    Chosen(
        "tests/keys/test_every_kind.py",
        "a renewal killed between two stores; one kind each that wraps texts, fills an index and holds rows of sessions",
        only=r"^(?!test_killed)|\[(lock|index|sessions)\]",
    ),
    Chosen("tests/canary/test_forced_errors.py", "messages of this database quote values"),
    Chosen("tests/canary/test_look_ups.py", "the bytes of its tables"),
    Chosen("tests/canary/test_nothing_in_clear.py", "the bytes of its tables"),
    Chosen("tests/reliability/test_kill.py", "what was acknowledged is committed, and nothing by halves"),
    Chosen("tests/reliability/test_clock.py", "a clock of its own: what expires expires by it"),
    Chosen("tests/reliability/test_editing.py", "two writers at once: row locks instead of one writer"),
    Chosen("tests/reliability/test_full_and_away.py", "a server that is away or read-only"),
    Chosen("tests/reliability/test_power.py", "its settings of durability"),
    Chosen("tests/reliability/test_watch.py", "what the watch asks of this database"),
    Chosen("tests/contracts/test_instance.py", "an instance is set up with three roles"),
    Chosen("tests/journeys/test_story_example.py", "the longest way through all rooms, in a browser"),
    Chosen("src/amana/duplicates/tests/test_finding.py", "searching by keyed hashes and by text"),
    Chosen("src/amana/cases/tests/test_at_once.py", "locks"),
    Chosen("src/amana/assistance/tests/test_stock.py", "the last kit, given once: locks"),
    Chosen("src/amana/releases/tests/test_release_crash.py", "a measurement killed on its way"),
    Chosen("src/amana/trust/tests/test_trail.py", "triggers of the trail, and its rights"),
    Chosen("src/amana/upkeep/tests/test_rotations.py", "renewals in batches, with locks"),
    Chosen("src/amana/doctor/tests/test_controls.py", "what the doctor says of security by row"),
    Chosen("src/amana/reporting/tests/test_frozen.py", "aggregates, and figures that stay"),
)

# One file for each room that keeps rows: it writes by the room's commands or pages, and reads it again.
PATH_OF_ROOM: Final = {
    "accounts": "src/amana/accounts/tests/test_keys_of_people.py",
    "assessments": "src/amana/assessments/tests/test_assessments.py",
    "assistance": "src/amana/assistance/tests/test_cash.py",
    "backups": "tests/backups/test_postgresql.py",
    "cases": "src/amana/cases/tests/test_correcting.py",
    "consent": "tests/consent/test_ending.py",
    "countrypacks": "tests/packs/test_confirmations.py",
    "diary": "src/amana/diary/tests/test_diary.py",
    "doctor": "src/amana/doctor/tests/test_controls.py",
    "drafts": "src/amana/drafts/tests/test_drafts.py",
    "duplicates": "src/amana/duplicates/tests/test_links.py",
    "emergencies": "src/amana/emergencies/tests/test_emergencies.py",
    "erasure": "tests/forgetting/test_forgotten.py",
    "exchange": "src/amana/exchange/tests/test_pages.py",
    "exports": "src/amana/exports/tests/test_exports.py",
    "first_day": "src/amana/first_day/tests/test_first_day.py",
    "intake": "src/amana/intake/tests/test_signs.py",
    "justice": "src/amana/justice/tests/test_another_country.py",
    "messages": "src/amana/messages/tests/test_door_out.py",
    "outreach": "src/amana/outreach/tests/test_pages.py",
    "oversight": "src/amana/oversight/tests/test_witnesses.py",
    "own_page": "src/amana/own_page/tests/test_own_page.py",
    "public_reports": "src/amana/public_reports/tests/test_letterbox.py",
    "referrals": "src/amana/referrals/tests/test_asking.py",
    "releases": "src/amana/releases/tests/test_releases.py",
    "reporting": "src/amana/reporting/tests/test_figures.py",
    "saved_views": "src/amana/saved_views/tests/test_saved_views.py",
    "screening": "src/amana/screening/tests/test_screening.py",
    "signin": "src/amana/signin/tests/test_sessions.py",
    "steps": "src/amana/steps/tests/test_steps.py",
    "subject_access": "src/amana/subject_access/tests/test_papers.py",
    "trust": "src/amana/trust/tests/test_pack_pages.py",
    "upkeep": "src/amana/upkeep/tests/test_closing_doors.py",
    "vault": "src/amana/vault/tests",
    "web": "src/amana/web/tests/test_trail_verb.py",
}
KEEPS_NO_ROWS: Final = {
    "commandline": "verbs of the terminal, which call other rooms",
    "demo": "made by the commands of the other rooms; its own test opens pages, in which nothing differs",
    "development": "checks of the code and runs of the tests",
    "earlier": "texts of other rooms; tests of cases and assessments run here",
    "guide": "words from files",
    "lists": "orders and pages the rows of other rooms; tests/lists runs here",
    "printing": "bytes from words",
    "row_security": "SQL alone; tests/rows shows what it does",
    "uploads": "bytes from bytes",
    "workbench": "methods on files",
}
ROOMS: Final = tuple(Chosen(path, f"a path of the room {room}") for room, path in PATH_OF_ROOM.items())


def is_chosen(file: str, name: str) -> bool:
    """Whether the quick run on PostgreSQL runs this test, by the path of its file from the project's folder."""
    return any(each.holds(file, name) for each in (*DIFFERS, *ROOMS))


def leaves_out(item: pytest.Item) -> bool:
    """Whether this run on PostgreSQL does without the test: in a quick run of everything all but those above."""
    config, file = item.config, item.nodeid.partition("::")[0]
    chosen = is_chosen(file, item.name)
    if not databases.on_postgresql() or chosen or item.get_closest_marker(MARK) is not None:
        return False
    quick = not config.getoption("--deep") and _is_of_everything(config)
    return quick or (item.get_closest_marker("browser") is not None and file not in STORIES)


def need_not_be_read(file: Path, config: pytest.Config) -> bool:
    """Whether this run on PostgreSQL would leave out every test of a file: none is chosen, and the mark does not stand in it."""
    if not databases.on_postgresql() or config.getoption("--deep") or not _is_of_everything(config):
        return False
    path = file.relative_to(config.rootpath).as_posix()
    chosen = any(path == each.path or path.startswith(f"{each.path}/") for each in (*DIFFERS, *ROOMS))
    return not chosen and f"mark.{MARK}" not in file.read_text(encoding="utf-8")


def _is_of_everything(config: pytest.Config) -> bool:
    """Whether neither words nor paths were named; a process of several is told the paths that are the rule."""
    return not config.getoption("keyword") and names_everything(
        config.args, config.getini("testpaths"), config.rootpath
    )


def names_everything(paths: Iterable[str], rule: Sequence[str], root: Path) -> bool:
    """Whether these paths are those of every run, as they stand in the settings or from the root."""
    return {(root / path).resolve() for path in paths} == {(root / path).resolve() for path in rule}
