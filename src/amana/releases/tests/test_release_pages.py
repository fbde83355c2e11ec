"""The pages of releases on the desk: the wizard step by step, agreeing, publishing, withdrawing."""

from collections.abc import Callable

import pytest
from django.conf import settings as settings_of_django
from django.test import Client

from amana.releases import commands
from amana.releases.models import Cap, Programme, Release
from amana.releases.tests.publishing import capped, drafted, handed_in, measured, published
from tests.cast import World
from tests.world import Desk


def page(client: Client, url: str) -> str:
    """The page, which is there."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.fixture
def english(desk: Desk) -> Callable[[str], Client]:
    """Somebody of the cast at the desk, whose pages come in English."""

    def sign_in(username: str) -> Client:
        client = desk(username)
        client.cookies[settings_of_django.LANGUAGE_COOKIE_NAME] = "en"
        return client

    return sign_in


# The desk ---------------------------------------------------------------------------------------------


def test_a_cap_takes_two_people_on_the_page_too(world: World, english: Callable[[str], Client]) -> None:
    ali, mina = english("ali"), english("mina")
    ali.post("/figures/releases/programmes/new/", {"title": "Help for victims", "key": "help"})
    made = Programme.objects.get(key="help")
    url = f"/figures/releases/programmes/{made.id}/"
    assert "Nothing can be published yet." in page(ali, url)
    assert ali.post(url, {"epsilon": "٤", "one_in": "1000000"}).status_code == 302
    assert "It waits for somebody else to agree." in page(ali, url)
    cap = Cap.objects.get()
    assert cap.epsilon == 4 and cap.delta == pytest.approx(1e-6)
    assert ali.post(f"/figures/releases/caps/{cap.id}/agree/").status_code == 403
    assert "what a programme may spend" in page(mina, "/")
    assert mina.post(f"/figures/releases/caps/{cap.id}/agree/").status_code == 302
    assert "<b>epsilon 4.00</b> left of 4" in page(ali, url)


def test_a_cap_that_cannot_be_is_refused_and_stays_typed(world: World, english: Callable[[str], Client]) -> None:
    ali = english("ali")
    made = capped(world, epsilon=None)
    answer = ali.post(f"/figures/releases/programmes/{made.id}/", {"epsilon": "99", "one_in": "12"})
    assert answer.status_code == 422
    assert 'value="99"' in answer.content.decode() and 'value="12"' in answer.content.decode()
    assert not Cap.objects.exists()


def test_the_wizard_leads_from_the_question_to_a_published_page(world: World, english: Callable[[str], Client]) -> None:
    ali, mina, layla = english("ali"), english("mina"), english("layla")
    made, month = capped(world), world.month
    question = {"programme": str(made.id), "indicator": "I-02", "first": month, "last": month}
    answer = ali.post("/figures/releases/new/", question)
    row = Release.objects.get()
    url = f"/figures/releases/{row.id}/"
    assert answer["Location"] == f"{url}kind/"
    kind = page(ali, f"{url}kind/")
    assert "Not with so few people" in kind and 'value="records"' not in kind
    refused = ali.post(f"{url}kind/", {"kind": "records"})
    assert refused.status_code == 422 and "published from 2,000 people on" in refused.content.decode()
    assert ali.post(f"{url}kind/", {"kind": "tables"})["Location"] == f"{url}columns/"
    columns = page(ali, f"{url}columns/")
    assert "whatever occurs among the people" in columns and "Forced begging" in columns
    chosen = {"rows_1": "governorate", "rows_2": "age_group", "columns_2": "sex"}
    assert ali.post(f"{url}columns/", chosen)["Location"] == f"{url}cost/"
    assert "± " in page(ali, f"{url}cost/")
    assert ali.post(f"{url}cost/", {"epsilon": "1"})["Location"] == url
    ali.post(f"{url}preview/")
    assert "It is being made on made-up people" in page(ali, url)
    commands.make_previews()
    assert "This is no release." in page(ali, url)
    ali.post(f"{url}hand-in/")
    assert "Say yes or no to a data release" in page(mina, "/")
    mina.post(f"{url}agree/")
    assert "You have agreed already" in page(mina, url)
    layla.post(f"{url}agree/")
    assert "The worker begins within seconds" in page(ali, url)
    commands.run_approved(world.now)
    assert "publish it or not" in page(ali, "/")
    assert "Publish it" in page(ali, url) and "Publish it" not in page(mina, url)
    ali.post(f"{url}publish/")
    assert "Anybody can read it" in page(ali, url)


def test_bad_choices_are_said_beside_what_was_chosen(world: World, english: Callable[[str], Client]) -> None:
    ali = english("ali")
    row = drafted(world)
    url = f"/figures/releases/{row.id}/"
    ali.post(f"{url}kind/", {"kind": "tables"})
    answer = ali.post(f"{url}columns/", {"rows_1": "nationality", "columns_1": "governorate", "rows_2": "sex"})
    text = answer.content.decode()
    assert answer.status_code == 422 and "noise beside noise" in text
    assert '<option value="nationality" selected>' in text
    assert ali.post(f"{url}columns/", {}).status_code == 422
    assert ali.post(f"{url}cost/", {"epsilon": "nine"}).status_code == 422
    too_much = ali.post(f"{url}cost/", {"epsilon": "9"})
    assert too_much.status_code == 422 and "is left" in too_much.content.decode()


def test_a_release_is_sent_back_with_a_reason_and_withdrawn_with_one(
    world: World, english: Callable[[str], Client]
) -> None:
    mina = english("mina")
    row = handed_in(world)
    assert mina.post(f"/figures/releases/{row.id}/send-back/", {}).status_code == 422
    mina.post(f"/figures/releases/{row.id}/send-back/", {"reason": "moment"})
    assert Release.objects.get(id=row.id).state == "draft"
    out = published(world, measured(world, handed_in(world, agreed=True)))
    assert "Copies that others took cannot be called back" in page(
        mina, f"/figures/releases/{out.id}/withdraw/"
    ).replace("\n", " ")
    assert mina.post(f"/figures/releases/{out.id}/withdraw/", {"why": "could_harm"}).status_code == 302
    assert "could harm people" in page(mina, f"/figures/releases/{out.id}/")


def test_others_see_no_release(world: World, english: Callable[[str], Client]) -> None:
    row = handed_in(world)
    rawan = english("rawan")
    assert rawan.get(f"/figures/releases/{row.id}/").status_code == 403
    assert "/figures/releases/" not in page(rawan, "/")
