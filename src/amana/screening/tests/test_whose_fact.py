"""Whose fact is it: what a screening learns is a fact of the case with its source, and the team corrects it."""

from datetime import timedelta

from amana.cases import commands as cases
from amana.cases import queries as files
from amana.intake import queries
from amana.intake.tests.scenes import SAID, fresh, triaged
from amana.screening import commands
from amana.screening.rules import Sitting
from amana.screening.tests.scenes import begin
from tests.cast import World
from tests.world import Desk


def test_age_sex_and_language_of_the_screening_are_in_the_case_with_their_source(world: World, desk: Desk) -> None:
    row = begin(world, triaged(world))
    sitting = Sitting(
        interpreter="yes", language="ti", interviewer="female", as_wished="yes", present=("nobody",), urgent="no",
        words_said=True,
    )  # fmt: skip
    commands.sit_down(world.berivan, row, sitting, said=SAID, now=world.now)
    commands.choose_profile(
        world.berivan, row, age_years=16, age_today=19, kinds=["domestic_servitude"], language="ti", sex="female",
        now=world.now,
    )  # fmt: skip
    known = files.facts_of(row.procedure)
    assert (known["sex"], known["age_group"], known["age_band"]) == ("female", "18_25", "18_20")
    assert known["interpreter_language"] == "ti"
    sources = files.source_of(row.procedure)
    assert {sources[name] for name in ("sex", "age_group", "age_band", "interpreter_language")} == {"screening"}
    client = desk("rawan")
    client.cookies["amana-language"] = "en"
    page = client.get(f"/cases/{row.procedure_id}/begin/")
    facts = next(form for _name, form in page.context["parts"] if "age_group" in form.fields)
    assert (facts["age_group"].value(), facts["sex"].value()) == ("18_25", "female")
    assert "from the screening" in facts.fields["age_group"].help_text


def test_an_age_that_is_not_known_or_disputed_is_no_fact_of_the_case(world: World) -> None:
    row = begin(world, triaged(world))
    for age, disputed in ((None, False), (17, True)):
        commands.choose_profile(
            world.berivan, row, age_years=age, age_disputed=disputed, kinds=["domestic_servitude"], language="am",
            now=world.now,
        )  # fmt: skip
        assert "age_group" not in files.facts_of(row.procedure)


def test_a_screening_changes_nothing_that_the_team_wrote_in_an_open_case(world: World) -> None:
    row = begin(world, triaged(world))
    procedure = fresh(queries.sign_of(row.procedure)).procedure  # type: ignore[arg-type]
    cases.open_case(
        world.rawan, procedure, manager_id=world.rawan.account, sections={}, source="document",
        facts={"sex": "male", "nationality": "ET"}, now=world.now + timedelta(hours=1),
    )  # fmt: skip
    row.procedure.refresh_from_db()
    commands.choose_profile(
        world.berivan, row, age_years=31, kinds=["domestic_servitude"], language="am", sex="female", now=world.now
    )
    known, sources = files.facts_of(row.procedure), files.source_of(row.procedure)
    assert (known["sex"], sources["sex"]) == ("male", "document")
    assert (known["age_group"], sources["age_group"]) == ("26_59", "screening")
