"""Nobody is shown a link that leads nowhere: every link from my day on, as each role, to records of every kind.

The roles that the cast has walk the demo world in every run (`tests/journeys/test_every_page.py`), and this one in a deep run.
"""

import pytest
from django.urls import reverse

from amana.cases import deeds
from amana.cases.deeds import Deed
from amana.demo.people import PEOPLE
from amana.trust.capabilities import PRESETS
from tests.access.conftest import Scene
from tests.access.crawl import ENDLESS, Link, crawl, links_of

pytestmark = pytest.mark.django_db

# Roles that work in files of partners; the others of a partner's house see what a stranger's do.
IN_FILES = ("case_manager", "supervisor", "legal_counsel", "child_protection_officer", "return_officer")
OF_THE_CAST = {role for person in PEOPLE for role in person.roles} - {"case_manager", "supervisor"}
WHO = (
    *(pytest.param(f"own:{role}", marks=[pytest.mark.deep] if role in OF_THE_CAST else []) for role in PRESETS),
    *(f"consent:{role}" for role in IN_FILES),
)


@pytest.mark.parametrize("who", WHO)
def test_no_link_that_a_role_is_shown_leads_nowhere(scene: Scene, who: str, deep: bool) -> None:
    walked = crawl(scene.askers[who].client, ["/"], every_record=deep)
    assert not walked.broken, "\n".join(map(str, walked.broken))
    assert walked.asked > 8, "the walk did not get beyond the frame of the page"


def test_the_walk_reaches_the_records(scene: Scene) -> None:
    """The alarm of the walk itself: a walk that stays on the first page finds nothing broken either."""
    pages = crawl(scene.askers["own:case_manager"].client, ["/"]).pages
    reached = {name.partition("?")[0] for name in pages}
    assert reached >= {"cases:one", "referrals:one", "assistance:one", "justice:letter", "cases:step"}


def test_a_walk_to_every_record_leaves_the_calendar_again(scene: Scene) -> None:
    walked = crawl(scene.askers["own:data_officer"].client, ["/diary/"], every_record=True)
    assert sorted(reverse(name) for name in ENDLESS) == ["/diary/", "/diary/file/"]
    assert walked.asked < 200


def test_a_planted_link_is_found(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def offer(actor: object, procedure: object, now: object) -> list[Deed]:
        return [Deed("planted", "/cases/planted/")]

    monkeypatch.setattr(deeds, "_offers", [*deeds._offers, offer])
    found = crawl(scene.askers["own:case_manager"].client, ["/"]).broken
    assert [(each.link.address, each.status) for each in found] == [("/cases/planted/", 404)]
    assert found[0].page.startswith("/cases/")


def test_a_planted_link_of_every_kind_is_seen() -> None:
    body = """<a href="one/">1</a> <form action="/two/"></form> <form method="post" action="/not/"></form>
    <div hx-get="/three/?a=b"></div> <img src="/four.png"> <a href="#here">5</a> <a href="tel:104">6</a>
    <a href="https://elsewhere.example/">7</a> <a href="/static/x.css">8</a>"""
    found = set(links_of(body, "/cases/"))
    assert found == {Link("/cases/one/"), Link("/two/"), Link("/three/?a=b", True), Link("/four.png"), Link("/cases/")}
