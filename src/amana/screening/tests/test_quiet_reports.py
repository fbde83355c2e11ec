"""A report on which somebody asks the person is not quiet, however long ago its state changed."""

from datetime import timedelta

import pytest

from amana.intake.queries import quiet_since
from amana.intake.tests.scenes import fresh, triaged
from amana.screening import commands
from amana.screening.rules import Entry
from amana.screening.tests.scenes import begin
from tests.cast import World

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=90)  # the pack's time


def test_an_answer_counts_as_something_that_happened(world: World) -> None:
    row = triaged(world)
    screening = begin(world, row)
    commands.choose_profile(
        world.berivan, screening, age_years=31, kinds=["domestic_servitude"], language="am", now=world.now
    )
    later = fresh(row).procedure.changed_at + DAYS
    assert quiet_since(world.berivan, row, later) is not None
    asked = later - timedelta(days=1)
    _, revision = commands.open_screening(world.berivan, screening, asked)
    commands.keep_answers(world.berivan, screening, {"ILO-DR01": Entry("yes", "")}, revision=revision, now=asked)
    assert quiet_since(world.berivan, row, later) is None
    assert quiet_since(world.berivan, row, asked + DAYS) == asked
