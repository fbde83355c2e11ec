"""How likely two files are one person's is said in words, and never more surely than the compared fields allow."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from amana.duplicates import commands
from amana.duplicates.models import Link
from amana.duplicates.queries import likeness
from amana.duplicates.queries.likeness import Scored
from amana.duplicates.reasons import LIKELY, evidence_of, judge
from amana.duplicates.rules import IDENTIFYING, LIKELIHOODS, Evidence, likelihood_of
from amana_methods.linkage import Encoder, RegisterCounts, Registration
from amana_methods.linkage.table import TableBuilder
from amana_methods.linkage.tokens import facts_to_bytes
from tests.cast import World
from tests.world import Desk

ORDER = list(LIKELY)
FIELDS = sorted(IDENTIFYING | {"sex", "nationality", "governorate"})
some_fields = st.frozensets(st.sampled_from(FIELDS))
chances = st.floats(0, 1)


def strength(word: str) -> int:
    """The higher, the surer."""
    return -ORDER.index(word)


# The rule -------------------------------------------------------------------------------------------


@given(chances, some_fields, some_fields, some_fields)
def test_the_strongest_word_needs_many_fields_and_nothing_in_part_or_against(
    chance: float, agree: frozenset[str], in_part: frozenset[str], against: frozenset[str]
) -> None:
    evidence = Evidence(agree, in_part - agree, against - agree - in_part)
    if likelihood_of(chance, evidence) == "very_likely":
        assert chance >= 0.95
        assert len(evidence.compared_fields) >= 4
        assert not evidence.in_part and not evidence.against


@given(chances, chances, some_fields)
def test_a_surer_model_never_gives_a_weaker_word(one: float, other: float, agree: frozenset[str]) -> None:
    low, high = sorted((one, other))
    assert strength(likelihood_of(low, Evidence(agree))) <= strength(likelihood_of(high, Evidence(agree)))


@given(chances, some_fields, st.sampled_from(FIELDS))
def test_a_field_that_is_not_compared_never_makes_it_surer(chance: float, agree: frozenset[str], lost: str) -> None:
    assert strength(likelihood_of(chance, Evidence(agree - {lost}))) <= strength(likelihood_of(chance, Evidence(agree)))


def test_the_words_are_in_order_and_the_last_asks_for_nothing() -> None:
    assert [each.word for each in LIKELIHOODS] == ORDER
    assert [each.probability for each in LIKELIHOODS] == sorted((e.probability for e in LIKELIHOODS), reverse=True)
    assert (LIKELIHOODS[-1].probability, LIKELIHOODS[-1].compared) == (0, 0)


# What the scorer says -------------------------------------------------------------------------------

NAMES = ("Selam Tesfaye", "Selam Tesfay Abebe", "Salam Tesfaye", "Tesfaye", "Hana Bekele", "سلام تسفاي")
BIRTHS = ("", "1994", "1994-03-02", "1994-03-20", "1988-11-03")
DOCUMENTS = ("", "EP1234567", "EP1234568", "ZZ900")
PHONES = ("", "+9647500000142", "+9647500000199")
PLACES = ("", "Mekele", "Adama")
registrations = st.builds(
    lambda name, birth, document, phone, place, sex: Registration(
        record_id="x", name=name, birth_date=birth, document_no=document, phone=phone, place_of_origin=place, sex=sex,
        registered_on="2026-03-01",
    ),
    st.sampled_from(NAMES), st.sampled_from(BIRTHS), st.sampled_from(DOCUMENTS), st.sampled_from(PHONES),
    st.sampled_from(PLACES), st.sampled_from(("", "female", "male")),
)  # fmt: skip


def scored(one: Registration, other: Registration) -> Scored:
    """Two registrations compared by the shipped weights, in a register of a few hundred others."""
    encoder = Encoder()
    others = [encoder.facts_of(Registration(record_id=str(n), name=f"Other{n} Person{n}")) for n in range(200)]
    sides = [encoder.facts_of(one), encoder.facts_of(other)]
    counts = RegisterCounts.of(TableBuilder.of([*others, *sides]))
    return likeness.score_others(facts_to_bytes(sides[0]), [facts_to_bytes(sides[1])], counts)[0]


@given(registrations, registrations)
def test_no_comparison_that_agrees_in_part_gets_the_strongest_word(one: Registration, other: Registration) -> None:
    said = scored(one, other)
    judged, evidence = judge(said), evidence_of(said)
    known = [field for field in IDENTIFYING if field in said.by_field]
    if judged.word == "very_likely":
        assert not evidence.in_part and not evidence.against and len(known) >= 4
    if said.probability < 0.5:
        assert judged.word in ("possible", "unlikely")


def test_a_name_and_a_slip_are_no_certainty_however_sure_the_model_is() -> None:
    """The pair that was called "100 in 100": two women of one batch of passports with the same common name."""
    said = scored(
        Registration("a", "Selam Tesfaye", birth_date="1994-03-02", document_no="EP1234567", sex="female"),
        Registration("b", "Selam Tesfaye", birth_date="1994-03-20", document_no="EP1234568", sex="female"),
    )
    assert round(100 * said.probability) == 100  # what the page said before
    assert judge(said).word == "likely"
    assert {"birth", "document"} <= evidence_of(said).in_part


def test_everything_that_tells_people_apart_agrees_and_the_word_says_so() -> None:
    her = Registration(
        "a", "Selam Tesfaye", birth_date="1994-03-02", document_no="EP1234567", phone="+9647500000142", sex="female",
        place_of_origin="Mekele",
    )  # fmt: skip
    judged = judge(scored(her, her))
    assert judged.word == "very_likely"
    assert [str(name) for name in judged.missing] == ["Name of the mother", "Nationality", "Governorate"]


# The pages ------------------------------------------------------------------------------------------


@pytest.fixture
def pair(world: World) -> Iterator[Link]:
    """Two files of the house that the worker proposes as one person's."""
    for document in ("EP1234567", "EP1234568"):
        world.case(full_name="Selam Tesfaye", date_of_birth="1994-03-02", document_no=document)
    commands.propose_links(world.now)
    yield Link.objects.get()


@pytest.mark.django_db
def test_pages_of_pairs_use_words_and_no_number_in_a_hundred(world: World, pair: Link, desk: Desk) -> None:
    nasrin = desk("nasrin")
    for address in (reverse("cases:links"), reverse("cases:link", args=[pair.id])):
        page = nasrin.get(address).content.decode()
        assert "likely" in page and "in 100" not in page and "of 100" not in page
        assert "The document numbers agree in part" in page
    assert "Not compared, because one of the two does not state it:" in page
