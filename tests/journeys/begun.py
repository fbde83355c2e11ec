"""Where a journey begins in the middle: the way up to there is walked, and looked at, by the story."""

from uuid import UUID

from amana.intake.tests import scenes
from amana.screening.tests import scenes as screening_scenes
from tests.journeys.people.cast import Cast


def a_triaged_sign(people: Cast) -> UUID:
    """The id of a sign that Karwan recorded and Berivan has looked at: nobody is in danger."""
    return scenes.triaged(people.berivan.stage.world).id


def an_interview(people: Cast) -> UUID:
    """The id of a screening to which she has agreed, and whose room Berivan has just prepared at her page."""
    world = people.berivan.stage.world
    screening = screening_scenes.begin(world, scenes.triaged(world)).id
    people.berivan.go(f"/signs/screenings/{screening}/before/")
    people.berivan.sits_down("before-the-interview")
    return screening
