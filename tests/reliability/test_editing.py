"""Eight people change one section at once, over and over: no accepted change is lost, and whoever comes late sees both versions.

Each counts in the section's text how often a change of theirs was accepted, from what the page showed before. Six tries each in a quick
run, five hundred in the deep one: four thousand tries. Then colleagues who change one section each, at once: what is kept of all sections
together loses nothing of any.
"""

import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connection

from amana.cases import commands as cases
from amana.cases import queries
from amana.cases.models import Procedure
from amana.cases.page import section_rows
from amana.countrypacks import pack
from tests.cast import World
from tests.paper import Form, filled, main_form
from tests.reliability.servers import Servers, Writer
from tests.reliability.writing import browser_of

CLIENTS, TRIES, DEEP_TRIES = 8, 6, 500
EMPTY_AT_FIRST, CASES, DEEP_CASES = ("account", "health", "legal"), 6, 60
COUNT = re.compile(r"count-(\d+)-(\d+)-zanbaq")

pytestmark = pytest.mark.django_db(transaction=True)


def counts_in(text: str) -> dict[int, int]:
    """How often each was accepted, as the text says."""
    return {int(who): int(count) for who, count in COUNT.findall(text)}


def said(counts: dict[int, int]) -> str:
    return " ".join(f"count-{who}-{count}-zanbaq" for who, count in sorted(counts.items()))


@dataclass
class Editor:
    """One of the eight, with a browser of her own; `blind` does not read again what she changes (the planted mistake)."""

    number: int
    writer: Writer
    url: str
    blind: bool = False
    accepted: int = 0
    late: int = 0
    other: list[int] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)
    before: dict[int, int] = field(default_factory=dict)

    def go_on(self, tries: int, tell: Callable[[str], None]) -> None:
        """So many tries; the first of the eight tells how far they came."""
        for done in range(tries):
            if self.number == 0 and done % 25 == 0:
                tell(f"{done} of {tries} tries each, {self.accepted} of mine accepted")
            time.sleep(random.uniform(0, 0.1))  # noqa: S311  (else the same one is first each time)
            status, page = self.writer.asked("GET", self.url)
            if status != 200:
                self.other.append(status)
                continue
            form = main_form(page)
            counts = dict(self.before) if self.blind and self.before else counts_in(page)
            counts[self.number] = self.accepted + 1
            mine = said(counts)
            status, answer = self.writer.send(self.url, {**filled(form, {}, lambda each: ""), _place(form): mine})
            if status == 302:
                self.accepted, self.before = self.accepted + 1, counts
            elif status == 409:
                self.late += 1
                if mine not in answer or not any(text != mine for text in _texts(answer)):
                    self.unlike.append(answer)
            else:
                self.other.append(status)


def _place(form: Form) -> str:
    """The field of the section in which they count: its first long text."""
    return next(each.name for each in form.inputs.values() if each.kind == "textarea")


def _texts(page: str) -> list[str]:
    return re.findall(r"(?:count-\d+-\d+-zanbaq ?)+", page)


def eight_at_once(
    world: World, case: Procedure, log: Path, tries: int, tell: Callable[[str], None], *, blind: bool = False
) -> list[Editor]:
    """All eight have tried so often."""
    servers = Servers(log)
    url = f"/cases/{case.id}/sections/account/change/"
    editors = [Editor(n, Writer(servers.port, browser_of(world, "rawan")), url, blind) for n in range(CLIENTS)]
    connection.close()
    servers.start(worker=False)
    try:
        threads = [threading.Thread(target=each.go_on, args=(tries, tell)) for each in editors]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        servers.kill()
    return editors


def kept_of(world: World, case: Procedure) -> tuple[dict[int, int], int]:
    """(how often each was accepted by the section's text, its revision)."""
    fields, revision = cases.open_section(world.rawan, case, "account", world.now)
    return counts_in(str(fields)), revision


def test_of_many_changes_at_once_no_accepted_one_is_lost_and_the_late_see_both(
    world: World,
    tmp_path: Path,
    deep: bool,
    record_property: Callable[[str, object], None],
    progress: Callable[[str], None],
) -> None:
    case = world.case()
    before = queries.sealed_sections(case)["account"].revision
    editors = eight_at_once(world, case, tmp_path / "log", DEEP_TRIES if deep else TRIES, progress)
    assert [each.other for each in editors] == [[]] * CLIENTS, (tmp_path / "log").read_text()[-2000:]
    counts, revision = kept_of(world, case)
    accepted = {each.number: each.accepted for each in editors if each.accepted}
    assert counts == accepted and revision == before + sum(accepted.values())
    assert not any(each.unlike for each in editors), "a late one reads her own text and the other's"
    late = sum(each.late for each in editors)
    assert late, "nobody came late, so nothing was tried"
    record_property("figure", f"{sum(accepted.values())} changes accepted, {late} told of a conflict, none lost")


def test_somebody_who_changes_what_she_has_not_read_again_would_be_found(world: World, tmp_path: Path) -> None:
    """The alarm: the newest revision under the text of before, as a program without conflicts would keep it."""
    case = world.case()
    editors = eight_at_once(world, case, tmp_path / "log", 3 * TRIES, lambda text: None, blind=True)
    counts, _revision = kept_of(world, case)
    assert sum(bool(each.accepted) for each in editors) > 1, "one alone overwrites nobody"
    assert counts != {each.number: each.accepted for each in editors if each.accepted}


@dataclass
class Colleague:
    """She fills one section of each case, at the same moment as her colleagues fill theirs."""

    section: str
    writer: Writer
    together: threading.Barrier
    other: list[int] = field(default_factory=list)

    def fill(self, cases_of_all: list[tuple[Procedure, str]]) -> None:
        """Every case has her words in this section, from the source that stands beside the case."""
        for case, source in cases_of_all:
            url = f"/cases/{case.id}/sections/{self.section}/change/"
            form = main_form(self.writer.asked("GET", url)[1])
            words = {_place(form): f"words for {self.section}", "source": source}
            self.together.wait(60)
            status, _answer = self.writer.send(url, {**filled(form, {}, lambda each: ""), **words})
            if status != 302:
                self.other.append(status)


def test_colleagues_who_fill_a_section_each_at_once_lose_no_source_and_no_page_calls_one_empty(
    world: World, tmp_path: Path, deep: bool
) -> None:
    # Three kinds of case: no source is named; the first ones are named, by all three; others were named before.
    filed = [(world.case(), "person" if n % 3 else "") for n in range(DEEP_CASES if deep else CASES)]
    for case, source in filed[2::3]:
        cases.change_facts(world.rawan, case, facts={"nationality": "ER"}, source=source, now=world.now)
    servers, together = Servers(tmp_path / "log"), threading.Barrier(len(EMPTY_AT_FIRST))
    colleagues = [
        Colleague(section, Writer(servers.port, browser_of(world, "rawan")), together) for section in EMPTY_AT_FIRST
    ]
    connection.close()
    servers.start(worker=False)
    try:
        threads = [threading.Thread(target=each.fill, args=(filed,)) for each in colleagues]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        servers.kill()
    refused = [status for each in colleagues for status in each.other]
    called_empty, without_source = [], []
    for case, source in filed:
        for code in EMPTY_AT_FIRST:
            if _note(world, case, code) == "Nothing is written here yet.":
                called_empty.append(code)
            if source and source not in queries.sources_in(case, code).values():
                without_source.append(code)
    assert (refused, called_empty, without_source) == ([], [], []), (tmp_path / "log").read_text()[-2000:]


def _note(world: World, case: Procedure, code: str) -> str:
    """The line under a section on the page of its case."""
    rows = section_rows(world.rawan, case, None, world.now)
    return str(next(row["note"] for row in rows if row["name"] == str(pack().section_name(code))))
