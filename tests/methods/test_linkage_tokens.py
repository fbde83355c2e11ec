# SPDX-License-Identifier: Apache-2.0
"""What is stored to find a person by says nothing to who has no key, and finds as well as the clear data."""

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from amana_methods.linkage import (
    Encoder,
    Index,
    RegisterCounts,
    Registration,
    TokenMaker,
    build_mac,
    facts_from_bytes,
    facts_to_bytes,
    score_tokens,
)
from amana_methods.linkage.explain import compare_facts
from amana_methods.linkage.terms import DOCUMENT, PHONE, Term, terms_of

KEY = b"k" * 32
PEOPLE = [
    Registration("r1", "شيرين كاوه حمه", "f", "1998-03-14", "day", "IQ", "+9647701234567", "A12345678", "IQ-SU", "police"),
    Registration("r2", "Shirin Kawa", "f", "1998", "guessed", "IQ", governorate="IQ-SU", mother_name="Nasrin", place_of_origin="حلبجة"),
    Registration("r3", "محمد علي حسن", "m", "2001-01-01", nationality="IQ"),
    Registration("r4"),
]  # fmt: skip


def test_facts_survive_the_locked_field() -> None:
    maker = TokenMaker(KEY)
    for person in PEOPLE:
        facts = maker.tokens_of(person).facts
        assert facts_from_bytes(facts_to_bytes(facts)) == facts
    with pytest.raises(ValueError, match="no facts"):
        facts_from_bytes(b"short")
    with pytest.raises(ValueError, match="no facts"):
        score_tokens(facts, [b"short"], RegisterCounts.of_facts([facts]))


def test_scores_on_tokens_are_those_of_the_clear_data() -> None:
    maker, encoder = TokenMaker(KEY), Encoder()
    hidden = [maker.tokens_of(person).facts for person in PEOPLE]
    clear = [encoder.facts_of(person) for person in PEOPLE]
    counts, open_counts = RegisterCounts.of_facts(hidden), RegisterCounts.of_facts(clear)
    for one in range(len(PEOPLE)):
        for two in range(len(PEOPLE)):
            said = compare_facts(hidden[one], hidden[two], counts).score
            assert said == pytest.approx(compare_facts(clear[one], clear[two], open_counts).score, abs=1e-5)
    index = Index.build(PEOPLE, mac=build_mac(KEY))
    assert [each.score for each in index.lookup(PEOPLE[1])] == pytest.approx(
        [each.score for each in Index.build(PEOPLE).lookup(PEOPLE[1])], abs=1e-5
    )


def test_the_stored_scores_find_the_person() -> None:
    maker = TokenMaker(KEY)
    stored = [maker.tokens_of(person) for person in PEOPLE]
    counts = RegisterCounts.of_facts(each.facts for each in stored)
    asked = maker.tokens_of(Registration("q", "شیرین کاوە", "f", "1998-03-14", nationality="IQ")).facts
    questions = maker.questions_of(asked)
    near = [each for each in stored if each.index & questions]
    assert [stored.index(each) for each in near] == [0, 1]
    scored = score_tokens(asked, [facts_to_bytes(each.facts) for each in near], counts)
    assert scored[0].probability > 0.9
    assert score_tokens(asked, [], counts) == []


def test_counts_follow_records_that_come_and_go() -> None:
    maker = TokenMaker(KEY)
    facts = [maker.tokens_of(person).facts for person in PEOPLE]
    every = RegisterCounts.of_facts(facts)
    grown = RegisterCounts.of_facts(facts[:2]).add_and_remove(added=facts[2:])
    shrunk = every.add_and_remove(removed=facts[:1])
    for one, two in ((every, grown), (RegisterCounts.of_facts(facts[1:]), shrunk)):
        assert one.records == two.records
        for person in facts:
            assert compare_facts(person, facts[1], one).score == pytest.approx(
                compare_facts(person, facts[1], two).score
            )
    kept = RegisterCounts.from_bytes(every.to_bytes())
    assert kept.times(kept.words).tolist() == every.often.tolist()


def test_another_key_gives_other_tokens_and_a_short_one_is_refused() -> None:
    one, two = (TokenMaker(key).tokens_of(PEOPLE[0]) for key in (KEY, b"j" * 32))
    assert not one.index & two.index
    assert one.facts.parts[0].text != two.facts.parts[0].text
    assert {len(token) for token in one.index} == {12}
    with pytest.raises(ValueError, match="16 bytes"):
        TokenMaker(b"short")


def test_no_token_stands_for_a_name_alone() -> None:
    facts = Encoder().facts_of(PEOPLE[0])
    for term in terms_of(facts):
        assert term[0] in (PHONE, DOCUMENT) or len(term) >= 4


def generated(folder: Path, seed: int) -> list[set[Term]]:
    command = [
        sys.executable,
        "-m",
        "benchmarks.names.generator",
        "--seed",
        str(seed),
        "--records",
        "4000",
        "--out",
        str(folder),
    ]
    subprocess.run(command, check=True, capture_output=True)
    encoder = Encoder()
    with (folder / "records.csv").open(encoding="utf-8", newline="") as file:
        return [terms_of(encoder.facts_of(Registration(**row))) for row in csv.DictReader(file)]


def by_rank(register: list[set[Term]]) -> list[Term]:
    counts = Counter(term for terms in register for term in terms)
    return sorted(counts, key=lambda term: (-counts[term], term))


def test_frequencies_alone_name_next_to_nobody(tmp_path: Path) -> None:
    """The attacker knows another register of the same country and pairs the tokens by rank."""
    stolen, known = generated(tmp_path / "stolen", 150), generated(tmp_path / "known", 151)
    guesses = list(zip(by_rank(stolen), by_rank(known), strict=False))
    assert sum(token == guess for token, guess in guesses[:20]) <= 2
    named = {token for token, guess in guesses if token == guess}
    assert sum(bool(terms & named) for terms in stolen) <= 0.02 * len(stolen)
