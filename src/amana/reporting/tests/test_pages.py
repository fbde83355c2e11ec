"""The pages of figures: one figure with its definition, hidden cells, a refused date, the table as a file, reports."""

from datetime import timedelta

import pytest
from django.test import Client

from amana.outreach.tests.scenes import counted, planned
from amana.reporting.tests.scenes import helped, victim
from amana.trust.models import Line
from tests.cast import World
from tests.world import Desk


@pytest.fixture
def rawan(world: World, desk: Desk) -> Client:
    return desk("rawan")


def test_the_page_opens_with_nothing_in_the_house(rawan: Client) -> None:
    answer = rawan.get("/figures/")
    assert answer.status_code == 200
    assert "Persons presumed or formally identified" in answer.content.decode()


def test_a_small_group_is_never_on_the_page(world: World, rawan: Client) -> None:
    month = world.month
    held = planned(world, at=world.now - timedelta(minutes=5))
    counted(world, held, participants={("female", "18_25"): 23, ("male", "18_25"): 3})
    page = rawan.get(f"/figures/?indicator=P-02&from={month}&to={month}&by=sex").content.decode()
    assert "26" in page
    assert "&lt;5" in page
    assert ">23<" not in page
    assert ">3<" not in page
    assert "<svg viewBox=" not in page
    grid = rawan.get(f"/figures/?indicator=P-02&from={month}&to={month}&by=sex&and=age_group").content.decode()
    assert ">23<" not in grid
    counted(world, held, participants={("female", "18_25"): 23, ("male", "18_25"): 8})
    assert "<svg viewBox=" in rawan.get(f"/figures/?indicator=P-02&from={month}&to={month}&by=sex").content.decode()


def test_a_date_that_begins_no_month_is_refused_with_the_nearest(rawan: Client) -> None:
    answer = rawan.get("/figures/?indicator=A-01&from=2018-01-15&to=2019-07")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nearest: 2018-01, 2018-02" in page
    assert '<option value="2018-01-15" selected>' in page


@pytest.mark.parametrize(
    "asked",
    ["indicator=Z-99", "indicator=J-03", "indicator=A-01&by=provider", "indicator=A-01&from=2019-07&to=2018-01",
     "indicator=A-01&from=%00%E2%80%AE", "indicator=" + "x" * 5000],
)  # fmt: skip
def test_what_cannot_be_counted_is_refused_in_a_sentence(rawan: Client, asked: str) -> None:
    answer = rawan.get(f"/figures/?{asked}")
    assert answer.status_code == 422
    assert "errors" in answer.content.decode()


def test_the_table_is_taken_with_its_definition_and_a_line(world: World, rawan: Client) -> None:
    case = victim(world, world.now - timedelta(minutes=9))
    helped(world, case, world.now - timedelta(minutes=5))
    month = world.month
    answer = rawan.get(f"/figures/table.csv?indicator=A-01&from={month}&to={month}&by=sex")
    text = answer.content.decode("utf-8-sig")
    assert answer["Content-Disposition"].endswith(f'amana-A-01-{month}-{month}.csv"')
    assert "Persons presumed or formally identified" in text
    assert "All,<5" in text
    assert Line.objects.filter(verb="reporting.table_taken").exists()


def test_a_report_shows_its_figures_and_says_what_is_missing(rawan: Client) -> None:
    assert "JTIP_QUARTERLY" in rawan.get("/figures/reports/").content.decode()
    assert "A-01" in rawan.get("/figures/reports/JTIP_QUARTERLY/").content.decode()
    assert "Not yet" in rawan.get("/figures/reports/FFO_ANNUAL/").content.decode()
    assert rawan.get("/figures/reports/NONE/").status_code == 404


def test_figures_are_for_those_who_read_them(world: World, desk: Desk) -> None:
    assert desk("karwan").get("/figures/").status_code == 403
