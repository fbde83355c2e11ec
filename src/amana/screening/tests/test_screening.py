"""From triage to a decision: safety first, nothing lost, a named person decides, two for a no."""

from datetime import timedelta

import pytest

from amana import vault
from amana.cases import commands as cases
from amana.cases.deeds import deeds_for
from amana.cases.models import Deadline, Procedure
from amana.cases.panels import panels_for
from amana.cases.story import story_of
from amana.cases.subjects import ProcedureSubject
from amana.countrypacks import dates
from amana.errors import CannotOpen, NotFound, Refused
from amana.intake import commands as intake_commands
from amana.intake import queries as intake_queries
from amana.intake.errors import CardMissing, EmergencyOpen, ExploiterPresent
from amana.intake.tests import scenes
from amana.intake.tests.scenes import CALM, SAID, fresh, triaged
from amana.my_day import day_of
from amana.screening import commands, queries
from amana.screening.errors import AnswersDiffer, NoProfile, NotAnAnswer, NotAQuestion, ScreeningEnded
from amana.screening.models import Screening
from amana.screening.rules import Entry
from amana.screening.tests.scenes import PRESUMPTION, begin, screened
from amana.steps.errors import ConsentForStepMissing
from tests.cast import World
from tests.second_person import confirm_step

pytestmark = pytest.mark.django_db


def place(row: Screening) -> str:
    return Procedure.objects.get(id=row.procedure_id).identification


def presume(world: World, row: Screening) -> None:
    scenes.step(
        world.berivan,
        row.procedure,
        "t05",
        decided_by="screener",
        said=SAID,
        facts=PRESUMPTION,
        sealed={"screener_reason": "Her papers were kept and she was not paid."},
    )


# Triage -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        ({"immediate_danger_answer": "yes"}, EmergencyOpen),
        ({"medical_emergency_answer": "yes"}, EmergencyOpen),
        ({"exploiter_present": "yes"}, ExploiterPresent),
    ],
)
def test_nobody_is_asked_before_she_is_safe(world: World, answers: dict[str, str], refusal: type[Refused]) -> None:
    row = triaged(world, {**CALM, **answers})
    shown = {name: value for name, value in answers.items() if name != "exploiter_present"}
    with pytest.raises(refusal):
        begin(world, row, **shown)
    assert fresh(row).procedure.identification == "triage"
    assert not Screening.objects.exists()
    intake_commands.write_card(world.berivan, row.procedure, fields=CALM, revision=1, now=world.now)
    assert begin(world, row).number == f"SC-{world.year}-0001"


def test_no_card_no_screening(world: World) -> None:
    row = triaged(world)
    intake_queries.card_of(row.procedure).delete()  # type: ignore[union-attr]
    with pytest.raises(CardMissing):
        begin(world, row)


def test_she_is_asked_only_when_she_agreed(world: World) -> None:
    row = triaged(world)
    facts = {name: CALM[name] for name in CALM if name not in ("exploiter_present", "note")}
    with pytest.raises(ConsentForStepMissing):
        scenes.step(world.berivan, row.procedure, "t03", decided_by="screener", facts=facts)
    assert not Screening.objects.exists()


# Answers ------------------------------------------------------------------------------------------


def test_answers_are_sealed_and_the_result_is_locked(world: World) -> None:
    row = screened(world)
    result = queries.result_of(row)
    assert (result["result"], result["rule"], result["profile"]) == ("presumed_victim", "A1", "adult_labour")
    assert result["positive"] == ["coercion_destination", "deceptive_recruitment", "exploitation"]
    interview, _ = commands.open_screening(world.nasrin, row, world.now)
    assert interview.entry("ILO-EX01") == Entry("yes", "their words")
    for stranger in (world.karwan, world.yusuf, world.jihan):
        with pytest.raises(NotFound):
            queries.screening(stranger, row.id)
        with pytest.raises(CannotOpen):
            vault.texts.open_text(stranger, row.sealed)


def test_two_people_answer_at_once_and_nothing_is_lost(world: World) -> None:
    row = screened(world)
    _, revision = commands.open_screening(world.berivan, row, world.now)
    commands.keep_answers(world.rawan, row, {"ILO-EX03": Entry("yes", "hers")}, revision=revision, now=world.now)
    commands.keep_answers(world.berivan, row, {"ILO-EX04": Entry("no")}, revision=revision, now=world.now)
    with pytest.raises(AnswersDiffer) as conflict:
        commands.keep_answers(world.berivan, row, {"ILO-EX03": Entry("no", "mine")}, revision=revision, now=world.now)
    assert "hers" in str(conflict.value.theirs)
    assert "mine" in str(conflict.value.mine)
    interview, newest = commands.open_screening(world.berivan, row, world.now)
    assert interview.entry("ILO-EX03") == Entry("yes", "hers")
    assert interview.entry("ILO-EX04") == Entry("no")
    commands.keep_answers(world.berivan, row, {"ILO-EX03": Entry("no", "mine")}, revision=newest, now=world.now)


def test_what_is_no_question_and_no_answer_is_refused(world: World) -> None:
    row = screened(world)
    _, revision = commands.open_screening(world.berivan, row, world.now)
    for name, entry, refusal in (
        ("ILO-XX99", Entry("yes"), NotAQuestion),
        ("IQX-05", Entry("yes"), NotAQuestion),
        ("ILO-EX03", Entry("maybe"), NotAnAnswer),
    ):
        with pytest.raises(refusal):
            commands.keep_answers(world.berivan, row, {name: entry}, revision=revision, now=world.now)
    with pytest.raises(NoProfile):
        commands.choose_profile(world.berivan, row, age_years=30, kinds=["nothing"], language="", now=world.now)
    assert commands.open_screening(world.berivan, row, world.now)[1] == revision


def test_another_profile_keeps_the_answers(world: World) -> None:
    row = screened(world)
    interview = commands.choose_profile(world.berivan, row, age_years=16, kinds=[], language="ar", now=world.now)
    assert interview.profiles == ("child_labour", "child_sexual")
    assert interview.entry("ILO-EX01").answer == "yes"
    assert queries.result_of(row)["result"] == "presumed_victim"


def test_it_rests_and_goes_on_and_ends(world: World) -> None:
    row = screened(world)
    commands.pause_screening(world.berivan, row, world.now)
    assert row.number in [item.ref for item in day_of(world.berivan, world.now)["waiting"]]
    _, revision = commands.open_screening(world.berivan, row, world.now)
    commands.keep_answers(world.berivan, row, {"ILO-EX05": Entry("unknown")}, revision=revision, now=world.now)
    assert Screening.objects.get(id=row.id).paused_at is None
    commands.end_screening(world.berivan, row, world.now)
    with pytest.raises(ScreeningEnded):
        commands.keep_answers(world.berivan, row, {"ILO-EX05": Entry("no")}, revision=revision, now=world.now)
    commands.resume_screening(world.berivan, row, world.now)
    _, revision = commands.open_screening(world.berivan, row, world.now)
    commands.keep_answers(world.berivan, row, {"ILO-EX05": Entry("no")}, revision=revision, now=world.now)
    presume(world, row)
    with pytest.raises(ScreeningEnded):
        commands.resume_screening(world.berivan, row, world.now)


# Decisions ----------------------------------------------------------------------------------------


def test_a_named_person_presumes_and_all_help_opens(world: World) -> None:
    row = screened(world)
    presume(world, row)
    assert place(row) == "presumed"
    again = Screening.objects.select_related("procedure").get(id=row.id)
    assert again.decided_at is not None
    assert not queries.decisions_open(again)
    assert vault.facts.get("case", row.procedure_id)["exploitation"] == ["domestic_servitude"]


def test_no_indication_needs_a_second_person(world: World) -> None:
    row = screened(world, yes=())
    step = scenes.step(
        world.berivan,
        row.procedure,
        "t09",
        decided_by="screener",
        facts={"information_given": ["contact_card"]},
        sealed={"reason": "Nothing was found.", "why_not_as_advised": "She knows her work and her pay."},
    )
    assert step.state == "waits"
    assert Procedure.objects.get(id=row.procedure_id).help == "none"
    assert [each.id for each in queries.waiting_decisions(row.procedure)] == [step.id]
    confirm_step(world.nasrin, ProcedureSubject(row.procedure), step, agree=True, now=world.now)
    assert Procedure.objects.get(id=row.procedure_id).help == "closed"
    assert Screening.objects.get(id=row.id).decided_at is not None


def test_too_little_known_sets_a_day_to_ask_again_once_two_people_agree(world: World) -> None:
    row = screened(world, yes=())
    day = world.today + timedelta(days=10)
    step = scenes.step(
        world.berivan,
        row.procedure,
        "t06",
        decided_by="screener",
        facts={"missing_topics": ["papers"]},
        working={"re_screen_at": day.isoformat()},
    )
    assert (step.state, place(row)) == ("waits", "screening")
    confirm_step(world.nasrin, ProcedureSubject(row.procedure), step, agree=True, now=world.now)
    assert place(row) == "inconclusive"
    clock = Deadline.objects.get(subject=row.id, transition="t07")
    assert dates.day_of(clock.due_at) == day
    later = clock.due_at + timedelta(hours=1)
    assert row.number in [item.ref for item in day_of(world.berivan, later)["late"]]
    scenes.step(
        world.berivan,
        row.procedure,
        "t07",
        decided_by="screener",
        said=SAID,
        facts={"new_information_or_due": "due"},
    )
    clock.refresh_from_db()
    assert clock.done_at is not None
    newest = queries.latest_screening(row.procedure)
    assert newest is not None
    assert newest.number == f"SC-{world.year}-0002"


def test_somebody_at_risk_is_asked_again_also_where_no_day_was_named(world: World) -> None:
    row = screened(world, yes=("ILO-CR01", "ILO-CR05"))
    step = scenes.step(
        world.berivan,
        row.procedure,
        "t08",
        decided_by="screener",
        facts={"need_type": "at_risk", "referral_id_or_refusal": "refused_by_person"},
        sealed={"safety_plan_if_at_risk": "She calls her sister at night."},
    )
    assert not Deadline.objects.filter(subject=row.id).exists()
    confirm_step(world.nasrin, ProcedureSubject(row.procedure), step, agree=True, now=world.now)
    clock = Deadline.objects.get(subject=row.id, transition="t34")
    assert dates.day_of(clock.due_at) == world.today + timedelta(days=14)


def test_a_second_screening_begins_with_what_she_said_already(world: World) -> None:
    row = screened(world)
    step = scenes.step(
        world.berivan,
        row.procedure,
        "t06",
        decided_by="screener",
        facts={"missing_topics": ["papers"]},
        sealed={"why_not_as_advised": "She was ill and could not go on."},
        working={"re_screen_at": world.today.isoformat()},
    )
    confirm_step(world.nasrin, ProcedureSubject(row.procedure), step, agree=True, now=world.now)
    scenes.step(
        world.berivan,
        row.procedure,
        "t07",
        decided_by="screener",
        said=SAID,
        facts={"new_information_or_due": "new_information"},
    )
    newest = queries.latest_screening(row.procedure)
    assert newest is not None
    assert newest.id != row.id
    interview, _ = commands.open_screening(world.berivan, newest, world.now)
    assert interview.entry("ILO-EX01") == Entry("yes", "their words")


# The case -----------------------------------------------------------------------------------------


def opened(world: World, row: Screening, by: str = "rawan", manager: str = "rawan") -> Procedure:
    return cases.open_case(
        getattr(world, by),
        Procedure.objects.get(id=row.procedure_id),
        manager_id=getattr(world, manager).user_id,
        sections={"identity": {"full_name": "Selam Tesfaye"}},
        facts={},
        now=world.now,
    )


def test_the_team_can_open_what_intake_wrote(world: World) -> None:
    row = screened(world)
    presume(world, row)
    case = opened(world, row)
    found = queries.screening(world.rawan, row.id)
    commands.open_screening(world.rawan, found, world.now)
    sign = intake_queries.sign_of(case)
    assert sign is not None
    assert intake_queries.may_read(world.rawan, sign)
    assert vault.texts.Holder("user", world.rawan.account) in vault.texts.holders_of(sign.sealed)


def test_sharing_again_gives_the_new_team_its_keys_and_takes_them_from_the_old_one(world: World) -> None:
    row = screened(world)
    presume(world, row)
    case = opened(world, row)
    cases.hand_over(world.nasrin, case, to=world.shno.account, now=world.now)
    sign = intake_queries.sign_of(case)
    assert sign is not None
    assert intake_commands.share_with_team(world.berivan, sign, world.now) > 2
    holders = vault.texts.holders_of(row.sealed)
    assert vault.texts.Holder("user", world.shno.account) in holders
    assert vault.texts.Holder("user", world.rawan.account) not in holders


def test_the_case_page_tells_the_result_and_never_who_gave_the_sign(world: World) -> None:
    row = screened(world)
    presume(world, row)
    case = opened(world, row)
    panels = panels_for("side", world.rawan, case, world.now)
    mine = next(panel for panel in panels if panel.template == "screening/_panel.html")
    assert str(mine.context["screening_result"]["name"])
    assert mine.context["screening_result"]["positive"]
    story = story_of(world.rawan, case)
    assert any(row.number in line.detail for line in story)
    assert not any("Karwan" in line.text + line.detail or scenes.WORDS in line.text for line in story)


def test_what_can_be_done_leads_to_the_screening(world: World) -> None:
    row = screened(world)
    deeds = deeds_for(world.berivan, row.procedure, world.now)
    assert any(str(row.id) in (deed.url or "") for deed in deeds)
    assert not any(str(row.id) in (deed.url or "") for deed in deeds_for(world.yusuf, row.procedure, world.now))
