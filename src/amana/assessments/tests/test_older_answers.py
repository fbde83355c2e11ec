"""An answer about a need that was given under an earlier wording."""

import pytest

from amana.assessments import rules as needs_rules
from amana.assessments.commands import assessments
from amana.screening import pack as says
from amana.screening.tests.scenes import screened
from tests.cast import World

pytestmark = pytest.mark.django_db


def test_an_older_no_about_a_need_is_not_known_until_it_is_asked_again(world: World) -> None:
    row = screened(world)
    noted = assessments.note_needs(world.berivan, row.procedure, {"food": "no", "doctor": "no"}, now=world.now)
    content, _revision = assessments.open_assessment(world.berivan, noted, world.now)
    assert content["wording"] == says.wording()
    before = needs_rules.relied_on(content["answers"], 2, {"food": 3})
    assert before == {"food": "unknown", "doctor": "no"}
    assert needs_rules.relied_on(content["answers"], 3, {"food": 3}) == content["answers"]
