"""The conversation: its order, the room before it, nothing told twice, stopping, and rules that can be found again."""

import html
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from amana import vault
from amana.cases.commands import change_facts
from amana.cases.models import Procedure, Step
from amana.cases.subjects import ProcedureSubject
from amana.consent import commands as consents
from amana.consent.queries import agreements_of
from amana.countrypacks import pack
from amana.intake import commands as intake_commands
from amana.intake import pack as intake_pack
from amana.intake.errors import EmergencyOpen, ExploiterPresent
from amana.intake.pack_sections import SCREENING
from amana.intake.tests import scenes
from amana.intake.tests.scenes import SAID, sign, triaged
from amana.screening import commands, queries, rules
from amana.screening import pack as says
from amana.screening.errors import (
    DifferenceUnexplained,
    FamilyPresent,
    SafetyPlanMissing,
    ScreeningEnded,
    WordsNotSaid,
)
from amana.screening.models import RuleSetText, Screening
from amana.screening.rules import Entry, Interview, Known, Sitting
from amana.screening.tests.scenes import SITTING, begin, screened
from amana.screening.words import WISH
from amana.steps.errors import ConsentForStepMissing
from amana_methods.screening import RuleSet
from tests.cast import World
from tests.second_person import confirm_step
from tests.world import Desk

pytestmark = pytest.mark.django_db
CALM_ROOM = Sitting(urgent="no", present=("interpreter",), interpreter="yes", language="am", words_said=True)


def text(answer: Any) -> str:
    """The page as a reader sees it."""
    return html.unescape(answer.content.decode())


def sorani(words: Any) -> str:
    """Words as Berivan reads them, who works in Sorani."""
    with translation.override("ckb"):
        return translation.gettext(words) if isinstance(words, str) else str(words)


def order_of(interview: Interview) -> tuple[str, ...]:
    return rules.order_of(rules.parts_of(intake_pack.rule_set(), interview, says.stages()))


def asked_of(age: int | None, *kinds: str, disputed: bool = False) -> Interview:
    return rules.choose_profiles(
        intake_pack.rule_set(), Interview(), age_years=age, age_disputed=disputed, kinds=set(kinds)
    )


# Order --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("age", [16, 30])
def test_every_part_opens_with_her_own_words_and_every_question_is_asked_once(age: int) -> None:
    interview = asked_of(age)
    parts = rules.parts_of(intake_pack.rule_set(), interview, says.stages())
    assert [part.id for part in parts] == [part.id for part in SCREENING.of(pack()).conversation]
    order = rules.order_of(parts)
    assert len(order) == len(set(order))
    assert all(part.opening == order[order.index(part.opening)] == f"open.{part.id}" for part in parts)
    weighed = {item for profile in interview.profiles for item in intake_pack.rule_set().profiles[profile]}
    assert weighed <= set(order)


def test_an_item_that_no_part_names_is_asked_at_the_end() -> None:
    stages = [replace(stage, items=tuple(i for i in stage.items if i != "ILO-DR01")) for stage in says.stages()]
    parts = rules.parts_of(intake_pack.rule_set(), asked_of(30, "begging"), stages)
    assert "ILO-DR01" in parts[-1].questions


def test_the_interview_goes_on_where_it_was_left() -> None:
    interview = asked_of(30, "begging")
    order = order_of(interview)
    assert rules.place_of(order, interview) == order[0]
    assert rules.place_of(order, replace(interview, at=order[7])) == order[7]
    assert rules.place_of(order, replace(interview, at="no such question")) == order[0]
    answered = replace(interview, entries={name: Entry("no") for name in order[:3]})
    assert rules.place_of(order, answered) == order[3]


def test_what_was_told_before_is_passed_over_and_what_was_unknown_is_asked_again() -> None:
    before = replace(
        asked_of(30, "begging"),
        entries={"ILO-DR01": Entry("yes", "hers"), "ILO-DR02": Entry("unknown"), "open.entry": Entry(words="told")},
    )
    again = rules.begin_again(before, source="screening", number="SC-2026-0001", on="2026-11-12")
    here = Known("screening", "SC-2026-0001", "2026-11-12")
    assert again.known == {"ILO-DR01": here, "open.entry": here}
    order = order_of(again)
    assert "ILO-DR01" not in {rules.next_to_ask(order, again, question) for question in order}
    assert "ILO-DR02" in {rules.next_to_ask(order, again, question) for question in order}
    third = rules.begin_again(again, source="screening", number="SC-2026-0009", on="2026-12-01")
    assert third.known["ILO-DR01"] == here


def test_a_disputed_age_is_a_child_whatever_number_was_written() -> None:
    adult, disputed = asked_of(19, "begging"), asked_of(19, "begging", disputed=True)
    assert adult.profiles == ("adult_labour",)
    assert disputed.profiles == ("child_labour",)
    assert rules.advice_on(intake_pack.rule_set(), disputed).child
    assert not rules.advice_on(intake_pack.rule_set(), adult).child


def test_several_profiles_fit_and_the_strongest_result_is_kept() -> None:
    interview = asked_of(30, "domestic_servitude", "prostitution_of_others")
    yes = ["ILO-CD04", "ILO-CD03", "ILO-EX01", "ILO-EX02", "ILO-DR01", "ILO-DR02", "check.recruitment"]
    interview = replace(interview, entries={name: Entry("yes") for name in yes})
    advice = rules.advice_on(intake_pack.rule_set(), interview)
    assert len(advice.results) == 2
    ranks = [intake_pack.rule_set().protection_rank(each.result, each.strength) for each in advice.results]
    assert advice.best is not None
    assert intake_pack.rule_set().protection_rank(advice.best.result, advice.best.strength) == max(ranks)


# The room -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sitting", "refusal"),
    [
        (replace(CALM_ROOM, urgent="yes"), EmergencyOpen),
        (replace(CALM_ROOM, present=("interpreter", "employer")), ExploiterPresent),
        (replace(CALM_ROOM, present=("suspect",)), ExploiterPresent),
        (replace(CALM_ROOM, present=("relative",)), FamilyPresent),
        (replace(CALM_ROOM, present=("stranger",)), FamilyPresent),
        (replace(CALM_ROOM, words_said=False), WordsNotSaid),
    ],
)
def test_nobody_is_asked_in_a_room_that_is_not_safe(world: World, sitting: Sitting, refusal: type[Exception]) -> None:
    row = begin(world, triaged(world))
    with pytest.raises(refusal):
        commands.sit_down(world.berivan, row, sitting, said=None, now=world.now)
    assert commands.open_screening(world.berivan, row, world.now)[0].sittings == ()
    commands.sit_down(world.berivan, row, CALM_ROOM, said=None, now=world.now)
    kept = commands.open_screening(world.berivan, row, world.now)[0]
    assert kept.sittings == (replace(CALM_ROOM, at=world.now.isoformat()),)
    assert kept.language == "am"


def test_a_relative_stays_where_she_asked_for_it_while_alone() -> None:
    assert rules.not_now(replace(CALM_ROOM, present=("relative",), she_asked=True)) is None
    assert rules.not_now(replace(CALM_ROOM, present=("relative", "employer"), she_asked=True)) == "exploiter_present"


def test_without_her_agreement_there_is_no_interview_and_it_can_be_given_again(world: World) -> None:
    row = begin(world, triaged(world))
    mine = next(each for each in agreements_of(row.procedure_id) if each.facts["type"] == "interview")
    consents.withdraw_all(world.berivan, procedure_id=row.procedure_id, now=world.now)
    later = world.now + timedelta(minutes=1)
    with pytest.raises(ConsentForStepMissing):
        commands.sit_down(world.berivan, row, CALM_ROOM, said=None, now=later)
    commands.sit_down(world.berivan, row, CALM_ROOM, said=SAID, now=later)
    found = next(each for each in agreements_of(row.procedure_id) if each.facts["type"] == "interview")
    assert found.id != mine.id


def test_an_unsafe_room_is_said_with_the_way_to_postpone(world: World, desk: Desk) -> None:
    row = begin(world, triaged(world))
    berivan = desk("berivan")
    url = reverse("intake:prepare", args=[row.id])
    page = text(berivan.get(url))
    for sentence in SCREENING.of(pack()).words.before_start:
        assert sentence.text.ckb in page
    answer = berivan.post(url, {**SITTING, "present": ["employer"]})
    assert answer.status_code == 422
    assert reverse("intake:pause", args=[row.id]) in text(answer)
    assert berivan.post(url, {**SITTING, "present": ["nobody", "lawyer"]}).status_code == 422
    assert berivan.post(url, SITTING).headers["Location"] == reverse("intake:start", args=[row.id])


def test_she_is_addressed_as_a_woman_where_her_language_does_so(world: World, desk: Desk) -> None:
    row = begin(world, triaged(world))
    choose = {"age_years": 30, "kinds": ["begging"], "language": "ar", "now": world.now}
    berivan = desk("berivan")
    url = reverse("intake:question", args=[row.id, "open.contact"])
    opening = SCREENING.of(pack()).conversation[0].open_prompt
    assert opening.to_woman.ar != opening.text.ar
    for sex, words, others in (
        ("female", opening.to_woman.ar, opening.text.ar),
        ("", opening.text.ar, opening.to_woman.ar),
    ):
        commands.choose_profile(world.berivan, row, sex=sex, **choose)  # type: ignore[arg-type]
        page = text(berivan.get(url))
        assert words in page
        assert others not in page
        assert opening.text.ckb in page


def test_the_first_words_too_are_said_as_to_a_woman_where_her_file_says_she_is_one(world: World, desk: Desk) -> None:
    row = begin(world, triaged(world))
    url = reverse("intake:prepare", args=[row.id]) + "?say=ar"
    agree = SCREENING.of(pack()).words.before_start[-1]
    assert agree.to_woman is not None and agree.to_woman.ar != agree.text.ar
    berivan = desk("berivan")
    assert agree.to_woman.ar not in text(berivan.get(url))
    change_facts(world.berivan, row.procedure, facts={"sex": "female"}, now=world.now)
    page = text(berivan.get(url))
    assert agree.to_woman.ar in page
    assert agree.text.ar not in page


# Answers, stopping, going on ----------------------------------------------------------------------


def test_stopping_keeps_what_stood_on_the_page(world: World, desk: Desk) -> None:
    row = screened(world, yes=())
    berivan = desk("berivan")
    _, revision = commands.open_screening(world.berivan, row, world.now)
    typed = {"asking": "ILO-EX02", "answer": "yes", "words": "Two months without pay.", "revision": str(revision)}
    answer = berivan.post(reverse("intake:end", args=[row.id]), typed)
    assert answer.headers["Location"] == reverse("intake:stopped", args=[row.id])
    kept, _ = commands.open_screening(world.berivan, row, world.now)
    assert kept.entry("ILO-EX02") == Entry("yes", "Two months without pay.")
    assert (kept.stops[-1].question, kept.at) == ("ILO-EX02", "ILO-EX02")
    url = reverse("intake:stopped", args=[row.id])
    assert SCREENING.of(pack()).words.stop[0].text.ckb in text(berivan.get(url))
    assert berivan.post(url, {"wish": "", "note": ""}).status_code == 422
    assert berivan.post(url, {"wish": "person", "note": "Begin with her sister."}).status_code == 302
    page = text(berivan.get(reverse("intake:screening", args=[row.id])))
    assert sorani(WISH["person"]) in page
    assert "Begin with her sister." in page
    berivan.post(reverse("intake:resume", args=[row.id]))
    berivan.post(reverse("intake:prepare", args=[row.id]), SITTING)
    page = text(berivan.get(reverse("intake:screening", args=[row.id])))
    assert reverse("intake:question", args=[row.id, "ILO-EX02"]) in page


def test_pausing_does_not_overwrite_what_a_colleague_wrote(world: World, desk: Desk) -> None:
    row = screened(world, yes=())
    _, revision = commands.open_screening(world.berivan, row, world.now)
    commands.keep_answers(world.rawan, row, {"ILO-EX02": Entry("no", "theirs")}, revision=revision, now=world.now)
    typed = {"asking": "ILO-EX02", "answer": "yes", "words": "mine", "revision": str(revision)}
    answer = desk("berivan").post(reverse("intake:pause", args=[row.id]), typed)
    assert answer.status_code == 409
    assert "theirs" in text(answer)
    assert "mine" in text(answer)
    assert Screening.objects.get(id=row.id).paused_at is None


def test_a_part_keeps_her_words_to_its_open_prompt(world: World, desk: Desk) -> None:
    row = screened(world, yes=())
    berivan = desk("berivan")
    url = reverse("intake:part", args=[row.id, "entry"])
    page = text(berivan.get(url))
    names = [piece.split('"')[0] for piece in page.split('name="was-')[1:]]
    revision = page.split('name="revision" value="')[1].split('"')[0]
    form = {"revision": revision, "opening": "A cousin came.", **dict.fromkeys(names, "not_asked")}
    form |= {f"was-{name}": "not_asked" for name in names}
    assert berivan.post(url, form).status_code == 302
    kept, _ = commands.open_screening(world.berivan, row, world.now)
    assert kept.entry("open.entry").words == "A cousin came."


def test_a_second_screening_says_where_each_answer_comes_from(world: World, desk: Desk) -> None:
    row = decided_inconclusive(world)
    scenes.step(
        world.berivan, row.procedure, "t07", decided_by="screener", said=SAID, facts={"new_information_or_due": "due"}
    )
    newest = queries.latest_screening(row.procedure)
    assert newest is not None
    berivan = desk("berivan")
    page = text(berivan.get(reverse("intake:question", args=[newest.id, "ILO-EX01"])))
    assert sorani("It is not asked again, unless the person wants to say more.") in page
    assert row.number in page
    interview, revision = commands.open_screening(world.berivan, newest, world.now)
    order = order_of(interview)
    before = order[order.index("ILO-EX01") - 1]
    answer = berivan.post(
        reverse("intake:question", args=[newest.id, before]), {"answer": "no", "words": "", "revision": revision}
    )
    assert answer.headers["Location"] != reverse("intake:question", args=[newest.id, "ILO-EX01"])


def decided_inconclusive(world: World) -> Screening:
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
    return Screening.objects.select_related("procedure").get(id=row.id)


def test_what_the_sign_says_stands_at_the_side_and_answers_nothing(world: World, desk: Desk) -> None:
    seen = sorted(intake_pack.rule_set().observations)[0]
    found = sign(world, observations=[seen])
    intake_commands.open_sign(world.berivan, found, world.now)
    intake_commands.begin_triage(
        world.berivan, found, changes=scenes.told(), decided_by="screener", seen="signal", now=world.now
    )
    intake_commands.write_card(world.berivan, found.procedure, fields=scenes.CALM, revision=0, now=world.now)
    row = begin(world, found)
    commands.choose_profile(world.berivan, row, age_years=30, kinds=["begging"], language="", now=world.now)
    page = text(desk("berivan").get(reverse("intake:question", args=[row.id, "open.contact"])))
    assert sorani(SCREENING.of(pack()).entry.indicators[seen].label) in page
    assert found.number in page
    assert scenes.WORDS not in page
    assert commands.open_screening(world.berivan, row, world.now)[0].entries == {}


def test_the_explanation_is_hidden_until_the_session_ends(world: World, desk: Desk) -> None:
    row = screened(world)
    berivan = desk("berivan")
    url = reverse("intake:question", args=[row.id, "ILO-EX01"])
    assert "<details open><summary><h2" in text(berivan.get(url))
    answer = berivan.post(reverse("intake:side", args=[row.id]), {"hide": "yes"}, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 204
    assert "<details><summary><h2" in text(berivan.get(url))
    answer = berivan.post(reverse("intake:side", args=[row.id]), {"hide": "no", "asking": "ILO-EX01"})
    assert answer.headers["Location"] == url
    assert "<details open><summary><h2" in text(berivan.get(url))


# Decisions ----------------------------------------------------------------------------------------


def test_a_decision_that_differs_from_the_advice_says_why(world: World) -> None:
    row = screened(world)
    facts = {"missing_topics": ["papers"]}
    again = {"re_screen_at": world.today.isoformat()}
    with pytest.raises(DifferenceUnexplained):
        scenes.step(world.berivan, row.procedure, "t06", decided_by="screener", facts=facts, working=again)
    assert not Step.objects.filter(transition="t06").exists()
    assert Screening.objects.get(id=row.id).ended_at is None
    row = decided_inconclusive(world)
    assert queries.result_of(row)["result"] == "presumed_victim"
    decision = queries.decision_on(row)
    assert decision is not None
    assert (decision.transition, decision.confirmed_by) == ("t06", world.nasrin.user_id)


def test_advice_and_decision_stand_beside_each_other(world: World, desk: Desk) -> None:
    row = decided_inconclusive(world)
    page = text(desk("berivan").get(reverse("intake:screening", args=[row.id])))
    assert sorani("differs from the advice") in page
    assert sorani(SCREENING.of(pack()).entry.results["presumed_victim"]) in page
    assert "Berivan" in page
    assert "Nasrin" in page


def test_while_a_second_person_looks_nothing_more_is_asked_or_decided(world: World, desk: Desk) -> None:
    row = screened(world, yes=())
    step = scenes.step(
        world.berivan,
        row.procedure,
        "t09",
        decided_by="screener",
        facts={"information_given": ["contact_card"]},
        sealed={"reason": "Nothing was found.", "why_not_as_advised": "She knows her work and her pay."},
    )
    with pytest.raises(ScreeningEnded):
        commands.resume_screening(world.berivan, row, world.now)
    page = text(desk("berivan").get(reverse("intake:screening", args=[row.id])))
    assert reverse("intake:presume", args=[row.id]) not in page
    confirm_step(world.nasrin, ProcedureSubject(row.procedure), step, agree=False, now=world.now)
    assert Procedure.objects.get(id=row.procedure_id).help == "none"
    commands.resume_screening(world.berivan, row, world.now)


def test_somebody_at_risk_has_a_safety_plan(world: World) -> None:
    row = screened(world, yes=("ILO-CR01", "ILO-CR05"))
    assert queries.result_of(row)["result"] == "at_risk"
    facts = {"need_type": "at_risk", "referral_id_or_refusal": "refused_by_person"}
    with pytest.raises(SafetyPlanMissing):
        scenes.step(world.berivan, row.procedure, "t08", decided_by="screener", facts=facts)
    assert not Step.objects.filter(transition="t08").exists()


# Rules that can be found again --------------------------------------------------------------------


def test_the_rules_of_a_screening_are_kept_once_and_give_the_same_for_ever(world: World) -> None:
    row = screened(world)
    facts = queries.result_of(row)
    kept = RuleSetText.objects.get()
    assert kept.digest == facts["rules_digest"]
    assert kept.version == facts["rules_version"]
    interview, _ = commands.open_screening(world.berivan, row, world.now)
    advice = rules.advice_on(intake_pack.rules_from(kept.text), interview)
    assert (advice.result, advice.strength, advice.rule) == (facts["result"], facts["strength"], facts["rule"])
    assert "their words" not in kept.text


def test_what_changes_under_another_version_is_shown(world: World, desk: Desk) -> None:
    row = screened(world)
    said = json.loads(RuleSetText.objects.get().text)
    row_a1 = next(each for each in said["rules"]["outcomes"]["adult"] if each["id"] == queries.result_of(row)["rule"])
    row_a1.update(strength="low")
    other = json.dumps(said)
    RuleSetText.objects.create(digest="0" * 64, pack=pack().id, version="2-other", text=other, kept_at=world.now)
    assert isinstance(intake_pack.rules_from(other), RuleSet)
    page = text(desk("berivan").get(reverse("intake:other_rules", args=[row.id])))
    assert sorani("as at the time") in page
    assert sorani("another result") in page
    assert sorani(pack("example").name) in page
    assert vault.facts.get("screening", row.id)["result"] == "presumed_victim"


def test_each_law_shows_what_it_lacks_and_a_child_without_means(world: World, desk: Desk) -> None:
    row = begin(world, triaged(world))
    commands.choose_profile(
        world.berivan, row, age_years=19, age_disputed=True, kinds=["begging"], language="", now=world.now
    )
    _, revision = commands.open_screening(world.berivan, row, world.now)
    yes = {name: Entry("yes") for name in ("check.recruitment", "ILO-EX01", "ILO-EX02", "ILO-EX06")}
    commands.keep_answers(world.berivan, row, yes, revision=revision, now=world.now)
    page = text(desk("berivan").get(reverse("intake:other_rules", args=[row.id])))
    for law in pack().laws.values():
        if law.definition is not None:
            assert sorani(law.title) in page
    assert sorani("no exception for children: a means has to be shown for them too") in page


def test_a_servant_who_is_kept_is_met_by_a_law_that_knows_only_forced_labour(world: World, desk: Desk) -> None:
    row = begin(world, triaged(world))
    commands.choose_profile(
        world.berivan, row, age_years=31, age_disputed=False, kinds=["domestic_servitude"], language="", now=world.now
    )
    url = reverse("intake:other_rules", args=[row.id])
    assert text(desk("berivan").get(url)).count(sorani("All parts are there")) == 0
    _, revision = commands.open_screening(world.berivan, row, world.now)
    items = ("check.recruitment", "ILO-DR01", "ILO-DR02", "ILO-EX01", "ILO-EX02", "ILO-CD01", "ILO-CD03")
    commands.keep_answers(world.berivan, row, {name: Entry("yes") for name in items}, revision=revision, now=world.now)
    page = text(desk("berivan").get(url))
    assert (
        page.count(sorani("All parts are there")) == 3
    )  # the protocol, and the law of 2012 in both of its territories
    assert sorani(says.question("check.servitude").label) in page  # and what the law does not name stays in sight


def test_a_dimension_is_open_only_while_something_of_it_is_unknown(world: World, desk: Desk) -> None:
    row = begin(world, triaged(world))
    commands.choose_profile(world.berivan, row, age_years=31, kinds=["other_labour"], language="", now=world.now)
    of_exploitation = [
        item.id for item in intake_pack.rule_set().profiles["adult_labour"].values() if item.dimension == "exploitation"
    ]
    berivan, page = desk("berivan"), reverse("intake:screening", args=[row.id])
    answers = {item: Entry("no") for item in of_exploitation[1:-1]} | {of_exploitation[0]: Entry("yes")}
    _, revision = commands.open_screening(world.berivan, row, world.now)
    commands.keep_answers(world.berivan, row, answers, revision=revision, now=world.now)
    told = text(berivan.get(page))
    assert sorani("not yet known") in told
    assert sorani("Not enough by itself; more may still come.") in told
    _, revision = commands.open_screening(world.berivan, row, world.now)
    commands.keep_answers(world.berivan, row, {of_exploitation[-1]: Entry("no")}, revision=revision, now=world.now)
    told = text(berivan.get(page))
    assert sorani("not enough indicators") in told
    assert sorani("not yet known") not in told
    assert sorani("Not enough by itself; more may still come.") not in told


# What stands beside the answers -------------------------------------------------------------------


def test_smuggling_is_told_apart_and_takes_nothing_away(world: World, desk: Desk) -> None:
    row = screened(world)
    before = queries.result_of(row)
    _, revision = commands.open_screening(world.berivan, row, world.now)
    words = SCREENING.of(pack()).entry.rules.smuggling.elements
    smuggled = {f"smuggling.{word}": Entry("yes") for word in words}
    commands.keep_answers(world.berivan, row, {**smuggled, "ILO-CR01": Entry("yes")}, revision=revision, now=world.now)
    assert queries.result_of(row)["result"] == before["result"]
    page = text(desk("berivan").get(reverse("intake:question", args=[row.id, "ILO-EX03"])))
    assert sorani(SCREENING.of(pack()).entry.rules.definition.smuggling) in page
    assert sorani("This does not fit to it:") in page


def test_what_does_not_fit_together_is_said_with_the_way_to_each_answer(world: World, desk: Desk) -> None:
    row = screened(world)
    _, revision = commands.open_screening(world.berivan, row, world.now)
    acts = dict.fromkeys((f"check.{act}" for act in intake_pack.rule_set().checklist["act"]), Entry("no"))
    commands.keep_answers(world.berivan, row, acts, revision=revision, now=world.now)
    why = next(each.why for each in SCREENING.of(pack()).entry.rules.contradictions if each.id == "K1")
    page = text(desk("berivan").get(reverse("intake:question", args=[row.id, "ILO-EX03"])))
    assert sorani(why) in page
    assert reverse("intake:question", args=[row.id, "ILO-DR01"]) in page


def test_what_was_typed_lies_sealed_and_the_rules_hold_nothing_of_her(world: World, desk: Desk) -> None:
    row = screened(world, yes=())
    berivan = desk("berivan")
    _, revision = commands.open_screening(world.berivan, row, world.now)
    typed = {"asking": "open.entry", "words": "zanbaq-open", "revision": str(revision)}
    berivan.post(reverse("intake:end", args=[row.id]), typed)
    berivan.post(reverse("intake:stopped", args=[row.id]), {"wish": "person", "note": "zanbaq-stop"})
    for model in (Screening, RuleSetText):
        for values in model.objects.values():
            assert "zanbaq" not in json.dumps(values, default=str)
    assert "zanbaq" not in json.dumps(queries.result_of(row))
    kept, _ = commands.open_screening(world.berivan, row, world.now)
    assert (kept.entry("open.entry").words, kept.stops[-1].note) == ("zanbaq-open", "zanbaq-stop")
