"""The page of the attacks is what the last run said, and no kind of attack is missing from it."""

import json

from amana.development import attacks


def test_the_page_is_the_last_run_and_every_attack_held() -> None:
    outcomes = json.loads(attacks.DATA.read_text())
    assert attacks.PAGE.read_text() == attacks.page(list(outcomes.values())), "./amana attack --write writes both"
    assert all(map(attacks.holds, outcomes.values()))
    assert outcomes["sqlite"]["rows"].keys() == attacks.what_is_tried().keys(), "./amana attack --write"
    assert sum(row["tried"] for row in outcomes["postgresql"]["rows"].values()) > 100
