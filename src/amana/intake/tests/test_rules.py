"""What is true about signs, cards and screenings."""

import pytest

from amana.intake import pack as says
from amana.intake import rules

ORDER = ["immediate", "soon", "routine"]


def test_danger_is_immediate_whatever_was_chosen() -> None:
    assert rules.urgency_with_floor("routine", danger=True, most_urgent_first=ORDER) == "immediate"
    assert rules.urgency_with_floor("soon", danger=False, most_urgent_first=ORDER) == "soon"


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        (None, ("card_missing",)),
        ({"immediate_danger_answer": "yes"}, ("emergency_open",)),
        ({"medical_emergency_answer": "yes", "exploiter_present": "yes"}, ("emergency_open", "exploiter_present")),
        ({"immediate_danger_answer": "unknown", "exploiter_present": "unknown"}, ()),
        ({"immediate_danger_answer": "no", "medical_emergency_answer": "no", "exploiter_present": "no"}, ()),
    ],
)
def test_what_stands_in_the_way_of_questions(card: dict[str, str] | None, expected: tuple[str, ...]) -> None:
    assert rules.hindrances(card) == expected


def test_a_reporter_learns_one_word() -> None:
    assert rules.status_of(read=False, moved=False) == "received"
    assert rules.status_of(read=True, moved=False) == "read"
    assert rules.status_of(read=True, moved=True) == "looked_at"


def test_two_observations_or_a_grave_one_prompt_a_screening() -> None:
    rule_set = says.rule_set()
    grave = min(rule_set.observations_always)
    light = sorted(rule_set.observations.keys() - rule_set.observations_always)
    assert not rules.prompted_by(rule_set, light[:1]).screen
    assert rules.prompted_by(rule_set, light[:2]).screen
    assert rules.prompted_by(rule_set, [grave]).screen
    assert not rules.prompted_by(rule_set, ["no such sign"]).screen
