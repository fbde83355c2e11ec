"""The observation card: seen in a few taps, handed over without telling anything twice, or a contact card and a count."""

import re
from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import translation

from amana import vault
from amana.cases import queries as cases
from amana.cases.models import Procedure, Step
from amana.countrypacks import pack
from amana.errors import NotAllowed
from amana.intake import commands, observing, queries
from amana.intake import pack as says
from amana.intake.errors import NotAnIntakeUnit
from amana.intake.models import ContactCards, Sign, TriageCard
from amana.intake.pack_sections import SCREENING
from amana.intake.rules.observing import CardQuestion, Seen, prompt_of, signs_of
from amana.trust.models import Line
from amana.vault.models import Sealed
from tests.cast import World
from tests.paper import forms_of, main_form
from tests.world import Desk

pytestmark = pytest.mark.django_db

OBSERVE = "/signs/observe/"
NOTE = "blue minibus behind the scales zanbaq-9912"
ERBIL = "IQG11"


def answers(**given: str) -> dict[str, str]:
    """The questions of the card as the browser sends them."""
    return {f"seen-{name}": answer for name, answer in given.items()}


def seen(*signs: str, **given: str) -> Seen:
    """What somebody saw."""
    return Seen(given, frozenset(signs))


@pytest.fixture
def desk(desk: Desk) -> Callable[[str], Client]:
    """Clients signed in at the desk, in English."""

    def signed_in(username: str) -> Client:
        client = desk(username)
        client.post("/language/", {"language": "en", "next": "/"})
        return client

    return signed_in


# What the card means ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("card", "screen"),
    [
        (seen(), False),
        (seen(papers="yes"), False),
        (seen(papers="yes", speaks="yes"), True),
        (seen(papers="unknown", speaks="unknown", afraid="unknown"), False),
        (seen(danger="yes", child="yes"), False),
        (seen("IQX-09"), True),
        (seen("IQX-01"), False),
        (seen("IQX-01", papers="yes"), True),
        (seen("IQX-02", papers="yes"), False),
    ],
)
def test_two_signs_or_one_of_the_gravest_call_for_a_screening(card: Seen, *, screen: bool) -> None:
    assert prompt_of(says.rule_set(), observing.questions(), card).screen is screen


def test_one_sign_said_in_two_ways_is_one_sign() -> None:
    assert signs_of(observing.questions(), seen("IQX-02", papers="yes")) == {"IQX-02"}


def test_unknown_is_never_no_and_a_yes_comes_first() -> None:
    asked = [CardQuestion("a", about="danger"), CardQuestion("b", about="danger")]
    assert seen().about("danger", asked) == "unknown"
    assert seen(a="no", b="unknown").about("danger", asked) == "unknown"
    assert seen(a="no", b="no").about("danger", asked) == "no"
    assert seen(a="unknown", b="yes").about("danger", asked) == "yes"


@pytest.mark.parametrize("name", ["iraq", "iraq-kurdistan", "example"])
def test_every_country_asks_six_questions_and_none_of_its_signs_twice(settings: LazySettings, name: str) -> None:
    settings.AMANA_PACK = name
    asked = observing.questions()
    assert len(asked) == 6
    assert {each.about for each in asked} == {"", "danger", "child"}
    shown = {sign.id for sign in observing.country_signs()}
    assert not shown & {each.observation for each in asked}
    own = {key for key, item in SCREENING.of(pack()).entry.indicators.items() if item.dimension == "context_sign"}
    assert own == shown | ({each.observation for each in asked} & own)


# Handing over -------------------------------------------------------------------------------------


def hand_over(world: World, by: str = "karwan", **more: object) -> Sign:
    """An officer saw two signs and a child at the road to Erbil."""
    card = seen("IQX-01", papers="yes", child="yes", speaks="no")
    given = {"unit_id": world.units["intake"], "area": ERBIL, "language": "am", "note": NOTE, **more}
    return commands.hand_over(getattr(world, by), card, now=world.now, **given)  # type: ignore[arg-type]


def test_what_was_seen_is_sealed_for_the_unit_and_asked_nobody_again(world: World) -> None:
    row = hand_over(world)
    text = commands.open_sign(world.berivan, row, world.now)
    assert NOTE in text.told.sealed["what_was_seen"]
    assert "Could the person be under 18? Could be under 18" in text.told.sealed["what_was_seen"]
    assert "Does somebody else answer for the person? The person answers" in text.told.sealed["what_was_seen"]
    facts = vault.facts.get("sign", row.id)
    assert facts["observations"] == ["IQX-01", "IQX-02"]
    assert (facts["screening_prompted"], facts["child"], facts["danger"]) == (True, "yes", "unknown")
    assert text.child == "yes"
    assert text.told.has("safe_contact")
    assert cases.facts_of(row.procedure)["languages"] == ["am"]


def test_nothing_of_it_lies_in_the_clear(world: World) -> None:
    hand_over(world)
    for row in Sealed.objects.all():
        assert NOTE.encode() not in bytes(row.envelope)
    assert NOTE not in str(list(Line.objects.values_list("ids", flat=True)))


def test_whoever_triages_in_the_unit_finds_it_at_triage(world: World, desk: Callable[[str], Client]) -> None:
    row = hand_over(world, "berivan")
    assert row.procedure.identification == says.place_after(says.BEGIN_TRIAGE)
    assert Step.objects.filter(procedure=row.procedure, transition=says.BEGIN_TRIAGE).exists()
    page = desk("berivan").get(f"/signs/{row.id}/card/").content.decode()
    form = main_form(page)
    assert form.inputs["child_flag"].checked == ["yes"]
    assert form.inputs["interpreter_language"].checked == ["am"]
    assert not TriageCard.objects.exists()


def test_whoever_only_takes_signs_hands_it_over_and_sees_the_reference(
    world: World, desk: Callable[[str], Client]
) -> None:
    row = hand_over(world)
    assert row.procedure.identification == says.first_place()
    page = desk("karwan").get(f"/signs/{row.id}/").content.decode()
    assert row.number in page
    assert NOTE not in page


def test_danger_makes_it_as_urgent_as_it_can_be(world: World) -> None:
    card = seen(danger="yes")
    row = commands.hand_over(world.karwan, card, unit_id=world.units["intake"], area=ERBIL, now=world.now)
    assert cases.facts_of(row.procedure)["urgency"] == says.most_urgent_first()[0]


def test_without_a_place_it_waits_for_the_triage_to_ask(world: World) -> None:
    row = hand_over(world, "berivan", area="")
    assert row.procedure.identification == says.first_place()


def test_only_who_takes_signs_hands_over_and_only_to_a_unit_that_takes_them(world: World) -> None:
    with pytest.raises(NotAllowed):
        hand_over(world, "shilan")
    with pytest.raises(NotAnIntakeUnit):
        hand_over(world, unit_id=world.units["shelter"])
    assert not Sign.objects.exists()
    assert not Procedure.objects.exists()


# Offering the contact card ------------------------------------------------------------------------


def test_an_offered_card_leaves_a_count_and_nothing_else(world: World, desk: Callable[[str], Client]) -> None:
    client = desk("karwan")
    before = (Line.objects.count(), Sealed.objects.count())
    for _ in range(3):
        answer = client.post(OBSERVE, {**answers(papers="yes"), "place": ERBIL, "language": "am", "do": "offer"})
        assert answer.headers["Location"] == f"/signs/contact-card/?say=am&at={ERBIL}"
    [row] = ContactCards.objects.all()
    assert (row.unit, row.offered) == (world.karwan.unit_id, 3)
    assert re.fullmatch(r"\d{4}-\d{2}", row.month)
    assert {field.name for field in ContactCards._meta.get_fields()} == {"id", "unit", "month", "offered"}
    assert not Sign.objects.exists()
    assert not Procedure.objects.exists()
    assert (Line.objects.count(), Sealed.objects.count()) == before
    assert queries.contact_cards_offered(world.karwan, world.now) == 3
    assert queries.contact_cards_offered(world.yusuf, world.now) == 0
    assert "3 contact cards" in client.get("/signs/").content.decode()


def test_the_card_in_her_language_tells_no_one_why_it_was_given(world: World, desk: Callable[[str], Client]) -> None:
    client = desk("karwan")
    for code, _name in observing.contact_languages():
        page = client.get(f"/signs/contact-card/?say={code}&at={ERBIL}").content.decode()
        card = observing.contact_card(code)
        shown = page.split('<article class="contact"')[1].split("</article>")[0]
        assert f'lang="{code}"' in shown
        assert card.title in shown
        assert all(line in shown for line in card.lines)
        for word in ("traffick", "اتجار", "بازرگانی", "victim", "ضحية", "قوربانی", "police", "شرطة", "پۆلیس"):
            assert word not in shown.lower()


def test_only_a_confirmed_number_stands_on_a_paper_that_is_given_away(
    world: World, desk: Callable[[str], Client]
) -> None:
    client = desk("karwan")
    baghdad = next(code for code in pack().governorates if pack().territory_of(code) == "IQ-FED")
    page = client.get(f"/signs/contact-card/?say=ar&at={baghdad}").content.decode()
    shown = page.split("<article")[1].split("</article>")[0]
    assert "911" in shown
    assert "497" not in shown  # nobody has confirmed it
    assert 'class="contact-blank"' in shown
    kurdistan = client.get(f"/signs/contact-card/?say=ar&at={ERBIL}").content.decode()
    assert "119" in kurdistan.split("<article")[1].split("</article>")[0]


def test_without_a_place_no_number_of_another_place_is_given_away(world: World, desk: Callable[[str], Client]) -> None:
    page = desk("karwan").get("/signs/contact-card/?say=ar").content.decode()
    shown = page.split("<article")[1].split("</article>")[0]
    assert "911" in shown
    assert "119" not in shown
    assert "Say on the observation card where you are" in page


def test_a_language_without_a_card_says_so(world: World, desk: Callable[[str], Client]) -> None:
    page = desk("karwan").get("/signs/contact-card/?say=ti").content.decode()
    assert "The pack has no card in the person’s language" in page
    assert "draft that no native reader" in desk("karwan").get("/signs/contact-card/?say=am").content.decode()


# The pages ----------------------------------------------------------------------------------------


def test_the_card_advises_and_offers_three_ways(world: World, desk: Callable[[str], Client]) -> None:
    client = desk("karwan")
    page = client.post(OBSERVE, {**answers(papers="yes", afraid="yes", danger="yes"), "place": ERBIL}).content.decode()
    assert "2 indicators: a full screening is called for." in page
    assert "Danger: call now" in page
    assert 'href="tel:119"' in page
    assert page.index('value="screen"') < page.index('value="offer"')
    few = client.post(OBSERVE, {**answers(papers="yes"), "place": ERBIL}).content.decode()
    assert "1 sign was seen." in few
    assert few.index('value="offer"') < few.index('value="screen"')
    child = client.post(OBSERVE, {**answers(child="yes"), "place": ERBIL}).content.decode()
    assert "No sign of exploitation was marked." in child
    assert "could be a child" in child
    assert child.index('value="screen"') < child.index('value="offer"')
    assert not Sign.objects.exists()


def test_what_was_answered_is_carried_to_the_end_and_back(world: World, desk: Callable[[str], Client]) -> None:
    client = desk("karwan")
    sent = {**answers(papers="yes", speaks="unknown"), "signs": ["IQX-01", "IQX-09"], "place": ERBIL}
    form = main_form(client.post(OBSERVE, sent).content.decode())
    carried = {name: each.value for name, each in form.inputs.items() if each.kind == "hidden"}
    assert carried["seen-papers"] == "yes"
    assert carried["place"] == ERBIL
    back = client.post(OBSERVE, {**sent, "do": "back"}).content.decode()
    again = main_form(back)
    assert again.inputs["seen-papers"].checked == ["yes"]
    assert again.inputs["seen-speaks"].checked == ["unknown"]
    assert again.inputs["signs"].checked == ["IQX-01", "IQX-09"]
    assert again.inputs["place"].checked == [ERBIL]


def test_the_place_is_remembered_for_the_next_card(world: World, desk: Callable[[str], Client]) -> None:
    client = desk("karwan")
    client.post(OBSERVE, {"place": ERBIL})
    assert main_form(client.get(OBSERVE).content.decode()).inputs["place"].checked == [ERBIL]


@pytest.mark.parametrize("bad", [{"seen-papers": "telepathy"}, {"signs": ["telepathy"]}, {"place": "XX"}])
def test_an_answer_that_is_none_is_told_beside_it(
    world: World, desk: Callable[[str], Client], bad: dict[str, object]
) -> None:
    answer = desk("karwan").post(OBSERVE, {**answers(afraid="yes"), **bad, "do": "screen"})
    assert answer.status_code == 422
    assert main_form(answer.content.decode()).inputs["seen-afraid"].checked == ["yes"]
    assert not Sign.objects.exists()


def test_a_wrong_unit_loses_nothing_of_what_was_typed(world: World, desk: Callable[[str], Client]) -> None:
    sent = {**answers(afraid="yes"), "place": ERBIL, "note": NOTE, "unit": str(world.units["shelter"]), "do": "screen"}
    answer = desk("karwan").post(OBSERVE, sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert NOTE in page
    assert main_form(page).inputs["seen-afraid"].value == "yes"


def test_the_card_is_one_tap_from_home_and_from_the_signs(world: World, desk: Callable[[str], Client]) -> None:
    for username in ("karwan", "berivan"):
        client = desk(username)
        for page in ("/", "/signs/"):
            assert f'href="{OBSERVE}"' in client.get(page).content.decode()
    assert f'href="{OBSERVE}"' not in desk("shilan").get("/").content.decode()
    assert desk("shilan").get(OBSERVE).status_code == 403
    assert desk("shilan").get("/signs/contact-card/").status_code == 403


REQUESTS, BYTES = 3, 40_000


@pytest.mark.parametrize("language", ["en", "ar", "ckb"])
def test_a_card_takes_three_requests_and_few_bytes(world: World, desk: Callable[[str], Client], language: str) -> None:
    client = desk("karwan")
    client.cookies["django_language"] = language
    client.post("/language/", {"language": language, "next": "/"})
    weight = requests = 0

    def fetched(answer: object) -> str:
        nonlocal weight, requests
        requests += 1
        weight += len(answer.content)  # type: ignore[attr-defined]
        return answer.content.decode()  # type: ignore[attr-defined, no-any-return]

    page = fetched(client.get(OBSERVE))
    assert f'lang="{language}"' in page
    assert all(f'name="seen-{each.id}"' in page for each in observing.questions())
    assert "<script" not in page
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert len(sheets) == 1
    assert "bootstrap" not in sheets[0]
    taps = sum(len(form.inputs) > 0 for form in forms_of(page))
    assert taps
    ends = fetched(client.post(OBSERVE, {**answers(papers="yes", afraid="yes"), "place": ERBIL}))
    sent = {name: each.value for name, each in main_form(ends).inputs.items() if each.kind == "hidden"}
    units = main_form(ends).inputs["unit"]
    answer = client.post(OBSERVE, {**sent, "unit": units.checked or units.options[:1], "do": "screen"})
    fetched(answer)
    assert answer.status_code == 302
    assert Sign.objects.count() == 1
    assert requests == REQUESTS
    assert weight < BYTES, weight


def test_the_pages_say_it_in_the_language_of_the_reader(world: World, client: Client) -> None:
    for language in ("ar", "ckb"):
        with translation.override(language):
            assert commands.cards.as_told(seen("IQX-01", papers="yes"), "") != commands.cards.as_told(seen(), "")
