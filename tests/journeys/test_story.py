"""The story from a sign to a figure, lived through in a browser, in each language."""

import pytest
from django.db import connection

from tests.journeys import effort, statements
from tests.journeys.conftest import Stages
from tests.journeys.effort import Effort
from tests.journeys.people.cast import Cast

pytestmark = pytest.mark.browser


def lived_through(people: Cast, *, on_paper: bool) -> None:
    """From a sign to a closed case and a figure; the judge decides `on_paper`, or signs in."""
    words, stage = people.karwan.words, people.karwan.stage
    stage.part = "report"
    sign = people.karwan.records_a_sign()
    stage.part = "triage"
    people.berivan.triages(sign)
    stage.part = "screening"
    people.berivan.screens(sign)
    stage.part = "presumption"
    case = people.berivan.presumes()

    stage.part = "case"
    people.rawan.opens_the_case(sign)
    people.rawan.starts_the_plan(case)
    stage.part = "agreement"
    consent = people.rawan.records_consent(case)

    stage.part = ""
    people.avin.lists_hope_clinic()
    stage.part = "referral"
    referral = people.rawan.asks_hope_clinic(case)
    stage.part = "acceptance"
    people.jihan.reads(referral)
    people.jihan.accepts()
    stage.part = "delivery"
    people.jihan.starts()
    people.jihan.completes(referral)

    stage.part = "items and cash"
    people.tara.takes_in_kits(5)
    people.rawan.gives_a_kit(case)
    money = people.rawan.asks_for_cash(case)
    people.nasrin.approves(money)
    people.nasrin.records_money_in()
    people.rawan.pays_out(money)

    stage.part = "identification"
    people.rawan.asks_for_formal_identification(case)
    people.nasrin.confirms_what_waits(case)
    if on_paper:
        people.rawan.records_the_judges_decision(case)
        people.nasrin.confirms_what_waits(case)
    else:
        people.rawan.sends_the_request_to_the_court(case)
        people.hiwa.decides()

    stage.part = ""
    people.sara.confirms_what_letters_quote()
    stage.part = "letter"
    letter = people.rawan.drafts_the_letter(case)
    people.amal.signs(letter)
    people.amal.sends(letter)
    people.amal.records_that_it_was_granted(letter)
    people.nasrin.confirms_what_waits(case)
    text = people.amal.downloads(letter)
    assert words.passport_name in text and "EP1234567" in text

    stage.part = "withdrawal"
    people.rawan.withdraws_a_consent(case, consent)
    people.amal.finds_nothing(f"/cases/{case}/")

    stage.part = "closure"
    people.rawan.proposes_closure(case)
    people.nasrin.closes(case)
    stage.part = "figure"
    people.ali.asks_for_the_figure()


@pytest.mark.parametrize("language", ["ckb", *(pytest.param(each, marks=pytest.mark.deep) for each in ("ar", "en"))])
def test_from_a_sign_to_a_figure(language: str, stages: Stages, deep: bool) -> None:
    stage = stages("story", language, thorough=deep or language == "ckb")
    with statements.counted() as asked:
        lived_through(Cast(stage), on_paper=language == "ckb")
    if language != "ckb":
        return
    if not effort.keep(stage.efforts):
        assert effort.over(stage.efforts, effort.budget()) == []
        assert effort.over({**stage.efforts, "a page that grew": Effort(required=1)}, effort.budget()) != []
    if not statements.keep(asked, connection.vendor):
        most = statements.budget(connection.vendor)
        assert statements.over(asked, most) == []
        assert set(most) <= set(asked), "an address that the story does not ask for any more: count again"
        grown = {"GET /cases/<uuid:id>/": statements.Requests(1, 1_000, 1_000)}
        assert statements.over(grown, most) != []
