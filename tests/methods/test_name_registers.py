"""The made-up registers: their make-up, the truth beside them, and that a seed gives the same again."""

import csv
import subprocess
import sys
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from amana.commandline.project import PROJECT
from benchmarks.names.generator import Register, make
from benchmarks.names.generator.__main__ import main
from benchmarks.names.generator.counts import TARGETS, counts
from benchmarks.names.generator.sounds import from_kurdish, heard, together
from benchmarks.names.measures import (
    Ranks,
    area_and_recall,
    at,
    best,
    by_variation,
    false_pairs,
    people_of,
    spread,
    strict,
    sweep,
    true_pairs,
)


@pytest.fixture(scope="module")
def register() -> Register:
    return make(7, records=6000, known=200, strangers=50)


def test_a_register_has_the_make_up_of_the_study(register: Register) -> None:
    counted = counts(register)
    outside = {
        name: counted[name] for name, (low, high) in TARGETS.items() if not low - 0.02 <= counted[name] <= high + 0.02
    }
    assert outside == {}
    assert counted["records"] == 6000


def test_the_same_seed_writes_the_same_files_and_another_seed_other_people(tmp_path: Path) -> None:
    for folder, seed in (("c", 4), ("a", 3), ("b", 3)):
        make(seed, records=300, known=20, strangers=5).write(tmp_path / folder)
    for file in ("records.csv", "truth.csv", "queries.csv", "queries_truth.csv", "pairs.csv"):
        first, again, other = ((tmp_path / folder / file).read_bytes() for folder in "abc")
        assert first == again
        assert first != other


def test_a_register_does_not_depend_on_those_made_before_it() -> None:
    code = (
        "from benchmarks.names.generator import make; "
        "[print(r.values) for r in make(5, records=300, known=1, strangers=1).records.values()]"
    )
    alone = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    make(6, records=300, known=1, strangers=1)
    after = make(5, records=300, known=1, strangers=1)
    assert alone.splitlines() == [str(row.values) for row in after.records.values()]


def test_every_record_has_its_person_and_hard_groups_are_two_people(register: Register) -> None:
    people = {r.person.id: r.person for r in register.records.values()}
    kinds = {p.kind for p in people.values()}
    assert kinds == {"plain", "twins", "siblings", "grandchild", "homonyms"}
    ordered = sorted(people.values(), key=lambda p: p.id)
    twins = [
        (a, b) for a, b in pairwise(ordered) if a.kind == b.kind == "twins" and a.parts["mother"] is b.parts["mother"]
    ]
    assert twins
    for a, b in twins:
        assert a.birth == b.birth
        assert a.parts["given"] is not b.parts["given"]
        assert a.parts["father"] is b.parts["father"]


def test_known_people_are_in_the_register_and_strangers_are_not(register: Register) -> None:
    present = {r.person.id for r in register.records.values()}
    assert len(register.queries) == 250
    assert {register.queries[q].person.id for q in register.known} <= present
    strangers = [r for q, r in register.queries.items() if q not in register.known]
    assert len(strangers) == 50
    assert not {r.person.id for r in strangers} & present


def test_files_say_the_truth_of_known_people_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--people", "150", "--seed", "9", "--out", str(tmp_path), "--known", "30", "--strangers", "10"]) == 0
    assert "true pairs across scripts" in capsys.readouterr().out
    truth, asked = people_of(tmp_path / "truth.csv"), people_of(tmp_path / "queries_truth.csv")
    with (tmp_path / "records.csv").open(encoding="utf-8") as file:
        assert [row["record_id"] for row in csv.DictReader(file)] == list(truth)
    assert sum(bool(row["person_id"]) for row in asked.values()) == 30
    assert all(len(pair) == 2 and pair[0] < pair[1] for pair in true_pairs(truth))


def test_exactly_one_size_is_asked_for() -> None:
    with pytest.raises(ValueError, match="one of the two"):
        make(1)
    with pytest.raises(ValueError, match="one of the two"):
        make(1, records=10, people=10)


def test_pairs_of_names_cross_scripts(register: Register) -> None:
    assert all(a != b for _, a, _, b, _ in register.pairs)
    assert {same for *_, same in register.pairs} == {True, False}


@pytest.mark.parametrize(
    ("letters", "latin", "sounds"),
    [
        ("محمد", "Mohammed", ("m", "u", "H", "a", "m", "m", "i", "d")),
        ("حسين", "Hussein", ("H", "u", "s", "s", "a", "y", "n")),
        ("فاطمه", "Fatima", ("f", "aa", "T", "i", "m", "a")),
    ],
)
def test_letters_give_consonants_and_romanisations_give_vowels(
    letters: str, latin: str, sounds: tuple[str, ...]
) -> None:
    assert together(letters, latin) == sounds


def test_kurdish_letters_and_foreign_names_are_heard() -> None:
    assert from_kurdish("Şêrko") == ("sh", "e", "r", "k", "o")
    assert heard("Getachew") == ("g", "e", "t", "aa", "ch", "e", "w")


# -- the measures ------------------------------------------------------------------------------------------------------

TRUTH = {
    id_: {"person_id": person, "kind": kind, "population": "kurd", "person_sex": "f", "script": script, "tags": tags}
    for id_, person, kind, script, tags in (
        ("r1", "p1", "plain", "ar", ""),
        ("r2", "p1", "plain", "la", "slip"),
        ("r3", "p2", "twins", "ar", ""),
        ("r4", "p3", "twins", "ar", "slip; date guessed"),
        ("r5", "p3", "twins", "ckb", ""),
    )
}
TRUE = {("r1", "r2"), ("r4", "r5")}


def test_pairs_are_scored_by_their_cut() -> None:
    assert true_pairs(TRUTH) == TRUE
    points = sweep([(9.0, ("r1", "r2")), (5.0, ("r3", "r4")), (5.0, ("r1", "r3")), (2.0, ("r4", "r5"))], TRUE)
    assert [(p.cut, p.precision, p.recall) for p in points] == [(9.0, 1.0, 0.5), (5.0, 1 / 3, 0.5), (2.0, 0.5, 1.0)]
    assert best(points).cut in (9.0, 2.0)
    assert strict(points, 0.95).recall == 0.5
    assert at(points, 6.0).cut == 9.0
    assert at(points, 99.0).recall == 0.0


def test_recall_is_shown_by_group_and_by_variation_and_wrong_pairs_by_kind() -> None:
    found = {("r1", "r2"), ("r3", "r4")}
    assert spread(found, TRUTH, TRUE)["scripts"] == {"ar-ckb": (0.0, 1), "ar-la": (1.0, 1)}
    assert by_variation(found, TRUTH, TRUE) == {"date guessed": (0.0, 1), "slip": (0.5, 2)}
    assert false_pairs(found, TRUTH, TRUE) == {"twins": 1}


def test_look_ups_count_the_first_and_alerts() -> None:
    asked = {q: {"person_id": p} for q, p in (("q1", "p1"), ("q2", "p2"), ("q3", ""), ("q4", ""))}
    ranks = Ranks({"q1": [("r3", 5.0), ("r2", 4.0)], "q2": [("r3", 9.0)], "q3": [("r1", 3.0)]})
    assert ranks.recall(asked, TRUTH, 1) == 0.5
    assert ranks.recall(asked, TRUTH, 5) == 1.0
    assert ranks.alerts(asked, TRUTH, ranks.cut(asked, 0.5)) == (0.5, 0.0)
    assert ranks.alerts(asked, TRUTH, 2.0) == (0.5, 0.5)


def test_likeness_is_judged_at_one_cut() -> None:
    assert area_and_recall([3.0, 2.0, 1.0, 0.0], [True, True, False, False]) == (1.0, 1.0)
    assert area_and_recall([1.0, 1.0], [True, False]) == (0.5, 0.0)


def test_all_pairs_of_a_person_are_true(register: Register) -> None:
    rows = list(register.records.items())[:400]
    truth = {id_: {"person_id": r.person.id} for id_, r in rows}
    expected = {(a, b) for (a, x), (b, y) in combinations(rows, 2) if x.person is y.person}
    assert true_pairs(truth) == expected
