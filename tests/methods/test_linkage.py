# SPDX-License-Identifier: Apache-2.0
"""Two registrations are weighed so that more agreement never counts less, and a reader can follow the sum."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana_methods.linkage import (
    Encoder,
    Index,
    RegisterCounts,
    Registration,
    clusters_of,
    compare,
    compare_facts,
    link,
)
from amana_methods.linkage.bulk import Links
from amana_methods.linkage.company import COMPANY, company_of
from amana_methods.linkage.dates import Birth, read_birth
from amana_methods.linkage.model import Model, Weights, load_shipped
from amana_methods.linkage.sentences import SENTENCES, SUMS
from amana_methods.linkage.table import TableBuilder, mix, mix_one
from amana_methods.linkage.terms import questions_of, terms_of

SHIRIN = Registration(
    "r1", "شيرين كاوه حمه", "f", "1998-03-14", "day", "IQ", "+9647701234567", "A12345678", "IQ-SU", "police", "2022-05-01",
    "نسرين", "حلبجة",
)  # fmt: skip
SAME = Registration(
    "r2", "Shirin Kawa", "female", "1998-03-14", "", "IQ", "0770 123 4567", "A12345678", "IQ-SU", "iom", "2024-01-09", "Nasrin",
    "Halabja",
)  # fmt: skip
OTHER = Registration("r3", "Grace Nakato", "f", "1999-11-02", "", "UG", "+9647719999999", "B7654321", "IQ-BG", "iom")
CONFLICTS = {
    "name": "Grace Nakato",
    "sex": "m",
    "birth_date": "1971-09-30",
    "nationality": "UG",
    "phone": "+9647719999999",
    "document_no": "B7654321",
    "governorate": "IQ-BA",
    "mother_name": "Blessing",
    "place_of_origin": "Kampala",
}


@pytest.mark.parametrize("field", CONFLICTS)
def test_a_field_that_differs_lowers_the_score(field: str) -> None:
    assert compare(SHIRIN, replace(SAME, **{field: CONFLICTS[field]})).score < compare(SHIRIN, SAME).score


@given(st.lists(st.sampled_from(sorted(CONFLICTS)), unique=True), st.sampled_from(sorted(CONFLICTS)))
def test_one_more_field_that_differs_never_raises_the_score(fields: list[str], more: str) -> None:
    one = replace(SAME, **{field: CONFLICTS[field] for field in fields})
    two = replace(one, **{more: CONFLICTS[more]})
    assert compare(SHIRIN, two).score <= compare(SHIRIN, one).score + 1e-5


def test_the_reasons_add_up_to_the_score_and_are_said_in_three_languages() -> None:
    for other in (SAME, OTHER, replace(SAME, birth_date="14/3/1988"), Registration("r4")):
        found = compare(SHIRIN, other)
        assert found.start + sum(reason.nats for reason in found.reasons) == pytest.approx(found.score, abs=1e-4)
        for language in ("en", "ar", "ckb"):
            assert all("{" not in sentence for sentence in found.sentences(language))
    assert compare(SHIRIN, SAME).probability > 0.99
    assert compare(SHIRIN, OTHER).probability < 0.01
    assert compare(SHIRIN, SAME).sentences("en")[-1] == "Together: probably the same person."


def test_every_reason_has_a_sentence_of_its_own_in_every_language() -> None:
    for code, said in {**SENTENCES, **SUMS}.items():
        assert list(said) == ["en", "ar", "ckb"], code
        assert len(set(said.values())) == 3, code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"birth_date": "1998-03-14"}, "birth_same"),
        ({"birth_date": "1998-03-15"}, "birth_slip"),
        ({"birth_date": "1988-03-14"}, "birth_slip"),
        ({"birth_date": "1998-08-30"}, "birth_year"),
        ({"birth_date": "1970-08-30"}, "birth_apart"),
        ({"birth_date": "1998"}, "birth_about"),
        ({"birth_date": "1998-01-01"}, "birth_about"),
        ({"birth_date": "1995", "birth_precision": "guessed"}, "birth_vague_apart"),
        ({"birth_date": ""}, "birth_unknown"),
        ({"name": "Kawa Shirin"}, "names_moved"),
        ({"name": "Shirin Nakato"}, "names_some"),
        ({"name": ""}, "names_unknown"),
        ({"phone": "+9647701234569"}, "phone_near"),
        ({"phone": ""}, "phone_unknown"),
        ({"document_no": "A12345679"}, "document_near"),
        ({"governorate": "IQ-BA"}, "governorate_differs"),
        ({"place_of_origin": "هەڵەبجە"}, "origin_same"),
        ({"organisation": "police"}, "organisation_same"),
    ],
)
def test_what_was_found_in_a_field_is_named(change: dict[str, str], code: str) -> None:
    found = compare(SHIRIN, replace(SAME, **change))
    assert code in {reason.code for reason in found.reasons}


def test_a_swap_of_day_and_month_is_seen() -> None:
    one, two = (replace(SHIRIN, birth_date=date) for date in ("1998-03-12", "1998-12-03"))
    assert "birth_swapped" in {reason.code for reason in compare(one, two).reasons}
    assert compare(one, two).score > compare(one, replace(two, birth_date="1990-07-21")).score


def test_every_table_moves_only_in_its_direction() -> None:
    for model in (load_shipped().pair, load_shipped().company):
        direction = {feature.name: feature.direction for feature in model.features}
        assert [one.feature for one in model.singles] == list(direction)
        for one in model.singles:
            assert len(one.scores) == len(one.edges) + 2
            if direction[one.feature]:
                assert (direction[one.feature] * np.diff(one.scores[:-1]) >= -1e-6).all(), one.feature
        for two in model.pairs:
            known = two.scores[:-1, :-1]
            for axis, name in ((0, two.first), (1, two.second)):
                if direction[name]:
                    assert (direction[name] * np.diff(known, axis=axis) >= -2e-4).all(), (two.first, two.second)


def test_the_weights_say_where_they_come_from_and_survive_the_file() -> None:
    weights = load_shipped()
    assert weights.pair.provenance["note"]
    again = Weights.from_data(weights.to_data())  # type: ignore[arg-type]
    rows = np.full((2, len(weights.pair.features)), np.nan, dtype=np.float32)
    rows[1] = 1.0
    assert again.pair.scores(rows).tolist() == pytest.approx(weights.pair.scores(rows).tolist(), abs=1e-3)
    wrong = weights.to_data()
    wrong["pair"], wrong["company"] = wrong["company"], wrong["pair"]
    with pytest.raises(ValueError, match="train them again"):
        Weights.from_data(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Model.from_data({"start": 0, "singles": 3, "pairs": [], "features": [], "provenance": {}})


def test_what_is_rare_in_the_register_says_more() -> None:
    encoder = Encoder()
    many = [Registration(f"m{n}", f"محمد {name}", "m", "1990", nationality="IQ") for n, name in enumerate(["علي"] * 60)]
    rare = [
        Registration(f"n{n}", f"محمد {name}", "m", "1990", nationality="IQ") for n, name in enumerate(["زنگنه"] * 2)
    ]
    facts = [encoder.facts_of(each) for each in (*many, *rare)]
    counts = RegisterCounts.of_facts(facts)
    common = compare_facts(facts[0], facts[1], counts)
    seldom = compare_facts(facts[-1], facts[-2], counts)
    assert common.score < seldom.score


def test_a_phone_that_many_hold_says_less_than_ones_own() -> None:
    encoder = Encoder()
    desk = [Registration(f"d{n}", f"{n}", "f", "1990", phone="0770 000 0000") for n in range(40)]
    half = [Registration("a", "Maryam Ahmed", "f", "1990"), Registration("b", "Maryam Hasan", "f", "1991")]
    pairs = [replace(each, phone=phone) for phone in ("0771 111 1111", "0770 000 0000") for each in half]
    facts = [encoder.facts_of(each) for each in (*desk, *pairs)]
    counts = RegisterCounts.of_facts(facts)
    own, shared = compare_facts(facts[-4], facts[-3], counts), compare_facts(facts[-2], facts[-1], counts)
    assert shared.score < own.score
    assert "phone_same" in {reason.code for reason in own.reasons}
    assert "phone_shared" in {reason.code for reason in shared.reasons}


@pytest.mark.parametrize(
    ("text", "precision", "birth"),
    [
        ("2001-05-09", "", Birth(2001, 5, 9, 5)),
        ("٢٠٠١-٠٥-٠٩", "", Birth(2001, 5, 9, 5)),
        ("9/5/2001", "day", Birth(2001, 5, 9, 5)),
        ("2001/5/9", "", Birth(2001, 5, 9, 5)),
        ("2001-05", "", Birth(2001, 5, 0, 4)),
        ("2001-05-09", "month", Birth(2001, 5, 0, 4)),
        ("2001", "", Birth(2001, 0, 0, 3)),
        ("2001-01-01", "day", Birth(2001, 0, 0, 2)),
        ("2001-07-01", "", Birth(2001, 0, 0, 2)),
        ("2001-05-09", "estimated", Birth(2001, 0, 0, 1)),
        ("", "", Birth()),
        ("unknown", "", Birth()),
    ],
)
def test_a_date_is_read_with_what_is_known_of_it(text: str, precision: str, birth: Birth) -> None:
    assert read_birth(text, precision) == birth


@pytest.mark.parametrize(
    ("text", "precision"), [("soon", ""), ("2001-13-01", ""), ("0901-01-01", ""), ("2001", "maybe")]
)
def test_what_is_no_date_is_refused_with_a_reason(text: str, precision: str) -> None:
    with pytest.raises(ValueError, match="“"):
        read_birth(text, precision)


def test_the_same_person_is_found_in_the_other_alphabets() -> None:
    index = Index.build([SHIRIN, OTHER, Registration("r5", "شيرين علي", "f", "1970-02-02", nationality="IQ")])
    found = index.lookup(replace(SAME, record_id="q", phone="", document_no=""))
    assert found[0].record_id == "r1"
    assert found[0].probability > 0.5
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert index.lookup(Registration("q", "Nobody Likethis", "m", "1955-05-05")) == []
    assert Index.build([]).lookup(SAME) == []


def test_terms_in_memory_are_those_of_the_tokens() -> None:
    """The index builds its terms for all records at once; one by one they must come out the same."""
    encoder = Encoder()
    for registration in (SHIRIN, SAME, OTHER, Registration("x", "Sri", "f", "2001"), Registration("y", "علي", "", "")):
        facts = encoder.facts_of(registration)
        index = Index.build([registration])
        assert set(index.codes.tolist()) == {mix_one(*term) for term in terms_of(facts)}
        own = {mix_one(*term) for term in questions_of(facts)}
        assert set(index.codes.tolist()) <= own
    assert int(mix(3, np.array([7], dtype=np.uint64), 9)[0]) == mix_one(3, 7, 9)


def test_a_register_is_linked_and_gives_the_same_answer_twice() -> None:
    people = [SHIRIN, OTHER, SAME, replace(OTHER, record_id="r6", name="نكاتو كريس", phone="")]
    links = link(people)
    assert (links.ids[links.a[0]], links.ids[links.b[0]]) == ("r1", "r2")
    assert {(links.ids[a], links.ids[b]) for a, b in zip(links.a, links.b, strict=True)} == {("r1", "r2"), ("r3", "r6")}
    again = link(people)
    assert again.scores.tolist() == links.scores.tolist()
    assert link([]).down_to(0.95).a.tolist() == []
    with pytest.raises(ValueError, match="record bad"):
        link([Registration("bad", "x", birth_date="soon")])


def test_as_many_pairs_are_kept_as_are_expected_to_be_right() -> None:
    chances = np.array([0.99, 0.97, 0.6, 0.2], dtype=np.float32)
    rows = np.arange(4)
    links = Links("abcdefgh", rows, rows + 4, chances, chances)
    assert [len(links.down_to(share)) for share in (0.98, 0.85, 0.5, 0.999)] == [2, 3, 4, 0]


def links_between(*pairs: tuple[int, int]) -> Links:
    a, b = (np.array([pair[side] for pair in pairs]) for side in (0, 1))
    scores = np.arange(len(pairs), 0, -1, dtype=np.float32)
    return Links("abcdef", a, b, scores, scores)


def test_groups_follow_the_pairs_and_what_was_told_apart_stays_apart() -> None:
    links = links_between((0, 1), (1, 2), (3, 4))
    assert clusters_of(links) == [[0, 1, 2], [3, 4]]
    assert clusters_of(links, apart=[(0, 2)]) == [[0, 1], [3, 4]]
    assert clusters_of(links, apart=[(1, 0), (2, 1)]) == [[3, 4]]


def test_a_third_record_supports_a_pair_or_speaks_against_it() -> None:
    a, b = np.array([0, 0, 1, 3]), np.array([1, 2, 2, 4])
    supported = company_of(a, b, np.array([5.0, 4.0, 3.0, 5.0], dtype=np.float32), 5)
    columns = [feature.name for feature in COMPANY]
    first = dict(zip(columns, supported[0].tolist(), strict=True))
    alone = dict(zip(columns, supported[3].tolist(), strict=True))
    assert (first["support"], first["rival"]) == (3.0, 1.0)
    assert (alone["support"], alone["rival"], alone["crowd"]) == (-4.0, 0.0, 0.0)
    against = company_of(np.array([0, 0]), np.array([1, 2]), np.array([5.0, 6.0], dtype=np.float32), 3)
    assert against[0, columns.index("rival")] == 10.0
    assert company_of(a[:0], b[:0], np.zeros(0, dtype=np.float32), 3).shape == (0, len(COMPANY))


def test_a_table_grows_with_its_records() -> None:
    encoder = Encoder()
    builder = TableBuilder(1)
    for number in range(5):
        builder.add(encoder.facts_of(replace(SHIRIN, record_id=str(number))))
    table = builder.table()
    assert len(table) == 5
    assert (table.origin >= 0).all()
    assert (table.parts[:, 3:] == -1).all()
    assert len(table.rows(np.array([1, 3]))) == 2
