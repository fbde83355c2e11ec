"""Public data: prepared by one, agreed to by two, measured by the worker, read by anybody, withdrawn with a notice."""

import pytest

from amana.releases import commands
from amana.releases.models import Release
from amana.releases.preview import made_up_people
from amana.releases.tests.publishing import capped, drafted, handed_in, measured, published
from tests.cast import World
from tests.journeys.conftest import Stages
from tests.journeys.stage import Person, press
from tests.journeys.words import languages

pytestmark = pytest.mark.browser
TITLES = {"ar": "مساعدة الضحايا", "ckb": "یارمەتی قوربانیان", "en": "Help for victims"}
each_language = languages("en")


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough people for rows, made up from the code lists."""
    crowd = made_up_people(2_400, range(2025, 2027))
    monkeypatch.setattr("amana.releases.queries.releasing.people_in", lambda *_, **__: crowd)


@each_language
def test_one_prepares_and_two_agree_before_the_public_reads(language: str, stages: Stages, deep: bool) -> None:
    stage = stages("release", language, thorough=deep or language == "ar")
    ali, mina, layla = (Person(stage, name) for name in ("ali", "mina", "layla"))
    month = stage.world.month

    ali.go("/figures/releases/")
    ali.look("no-programme", aside=True)
    ali.follow("/programmes/new/")
    ali.fill_and_send({"title": TITLES[language], "key": "help"})
    ali.look("no-cap", aside=True)
    ali.send(ali.fill({"epsilon": stage.words.number(4)}), ".btn")
    programme = ali.page.url
    mina.go("/")
    mina.look("my-day", aside=True)
    mina.go(programme.partition(stage.address)[2] or programme)
    mina.look("cap-to-agree")
    mina.press("/agree/")

    ali.go("/figures/releases/")
    ali.follow("/releases/new/")
    ali.look("question")
    ali.fill_and_send({"indicator": "I-02", "first": month, "last": month})
    ali.look("kind")
    assert ali.page.locator('[name="kind"][value="records"]').count() == 0
    ali.fill_and_send({"kind": "tables"})
    ali.look("tables-to-choose")
    ali.fill_and_send({"rows_1": "governorate", "rows_2": "age_group", "columns_2": "sex"})
    ali.look("cost")
    ali.fill_and_send({"epsilon": stage.words.number(2)})
    ali.press("/preview/")
    ali.look("preview-waits", aside=True)
    commands.make_previews()
    url = f"/figures/releases/{Release.objects.get().id}/"
    ali.go(url)
    ali.look("preview")
    ali.press("/hand-in/")

    for who in (mina, layla):
        who.go(url)
        who.look("to-agree", aside=who is layla)
        who.press("/agree/")
    mina.go(url)
    mina.look("agreed", aside=True)
    commands.run_approved(stage.world.now)
    ali.go(url)
    ali.look("measured")
    ali.press("/publish/")
    ali.look("published")
    ali.go("/figures/releases/")
    ali.look("releases")
    ali.go(url)
    ali.follow("/withdraw/")
    form = ali.fill({"why": "replaced"})
    ali.look("withdraw", aside=True)
    ali.send(form)
    ali.look("withdrawn", aside=True)


def test_rows_are_chosen_where_there_are_enough_people(people: None, stages: Stages) -> None:
    stage = stages("release-rows", "ar")
    ali, row = Person(stage, "ali"), drafted(stage.world)
    url = f"/figures/releases/{row.id}/"
    ali.go(f"{url}kind/")
    ali.fill_and_send({"kind": "records"})
    form = ali.fill({"columns": ["year", "sex", "age_band", "sector"], "layouts": ["ctdc_synthetic"]})
    ali.look("columns")
    ali.send(form)
    ali.fill_and_send({"epsilon": "4"})
    ali.press("/preview/")
    commands.make_previews()
    ali.go(url)
    ali.look("preview")


def out(world: World) -> Release:
    """A release of tables about many people, which anybody may read."""
    draft = drafted(world, programme=capped(world), tables=[["governorate"], ["sex"], ["age_group", "sex"]])
    return published(world, measured(world, handed_in(world, draft, agreed=True, epsilon=2)))


@each_language
def test_anybody_reads_it_without_script_on_a_phone(
    language: str, people: None, public_face: str, stages: Stages
) -> None:
    stage = stages("data", language)
    stage.address = public_face
    row = out(stage.world)
    read = stage.open()
    for path, step in ((f"/{language}/data/", "list"), (f"/{language}/data/{row.reference}/", "release")):
        read.goto(path)
        stage.look(read, step)
    page = stage.open(java_script_enabled=False)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/{language}/")
    press(page, 'main a[href$="/data/"]')
    press(page, f'main a[href$="/{row.reference}/"]')
    assert page.locator("main svg").count() == 2
    with page.expect_download() as taken:
        page.locator('a[href$="/tables.csv"]').click()
    assert taken.value.suggested_filename == f"amana-{row.reference}-tables.csv"
    commands.withdraw_release(stage.world.mina, row, why="wrong_numbers", now=stage.world.now)
    page.reload()
    assert page.locator("main svg").count() == 0
    stage.look(page, "withdrawn", scripted=False)
