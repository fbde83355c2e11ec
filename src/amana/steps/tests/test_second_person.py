"""A second person reads everything that waits in a case on one page, and confirms nothing that was not shown."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from amana import vault
from amana.cases import commands, confirming
from amana.cases.models import Procedure, Step
from amana.cases.subjects import ProcedureSubject
from amana.consent import commands as consents
from amana.consent import queries as consent
from amana.consent.errors import ConfirmedByAnother
from amana.consent.models import Consent
from amana.my_day import day_of
from amana.steps import commands as steps
from amana.steps.errors import ScanNotOpened
from amana.steps.rules import Paper, Word
from amana.steps.tests.test_steps import SAID, fresh, start_plan, told
from amana.trust.errors import DetailsChanged, DetailsNotShown
from amana.trust.models import Line
from tests.cast import World
from tests.paper import PDF
from tests.second_person import confirm_step, looked_at, typed_answers
from tests.world import Desk


def by_word(world: World, case: Procedure) -> Step:
    """The person decided by word; her consent to it was recorded with the step."""
    return start_plan(world, case, decided_by="person", word=Word(world.today, "signed"))


def page_of(case: Procedure) -> str:
    return reverse("cases:second_person", args=[case.id])


def test_my_day_has_one_line_for_a_case_and_says_what_waits(world: World) -> None:
    case = world.case()
    by_word(world, case)
    items = [item for rows in day_of(world.nasrin, world.now).values() for item in rows if item.url == page_of(case)]
    assert [item.order for item in items] == ["Confirm 2 entries as the second person"]
    assert "Agreement: Help and plan" in items[0].why


def test_the_page_says_what_each_entry_is_and_nothing_untrue(world: World, desk: Desk) -> None:
    case = world.case()
    step = by_word(world, case)
    page = desk("nasrin").get(page_of(case)).content.decode()
    assert "You have heard it from her" not in page
    for said in (
        "Recorded by",
        "Rawan",
        "By word",
        "How the person answered",
        "In writing",
        "Amharic",
        "Help and plan",
    ):
        assert said in page
    assert f"step-{step.id}" in page
    assert "If you could not check it, leave it open." in page
    assert " checked>" not in page and "checked=" not in page  # no answer stands there before somebody reads


def test_each_entry_has_an_answer_of_its_own_and_an_open_one_stays(world: World, desk: Desk) -> None:
    case, nasrin = world.case(), desk("nasrin")
    step = by_word(world, case)
    page = nasrin.get(page_of(case))
    typed = typed_answers(page)
    only_the_step = {
        name: value for name, value in typed.items() if name.startswith("step-") or name.endswith("-shown")
    }
    assert nasrin.post(page_of(case), only_the_step).status_code == 302
    assert Step.objects.get(id=step.id).confirmed_by == world.nasrin.user_id
    assert Consent.objects.get(procedure=case.id).confirmed_by is None
    nothing = nasrin.post(page_of(case), {})
    assert nothing.status_code == 422
    assert "no entry has an answer" in nothing.content.decode()


def test_nothing_is_confirmed_that_was_not_on_the_page_of_this_user(world: World, desk: Desk) -> None:
    case = world.case()
    step = by_word(world, case)
    for forged in ("", "made up", looked_at(world.rawan, step, world.now)):
        with pytest.raises(DetailsNotShown):
            steps.confirm_step(world.nasrin, ProcedureSubject(case), step, agree=True, shown=forged, now=world.now)
    assert Step.objects.get(id=step.id).confirmed_by is None
    given = Consent.objects.get(procedure=case.id)
    with pytest.raises(DetailsNotShown):
        consents.confirm(world.nasrin, procedure_id=case.id, consent_id=given.id, shown="", now=world.now)
    without = {f"step-{step.id}-answer": "agree"}
    refused = desk("nasrin").post(page_of(case), without)
    assert refused.status_code == 422
    assert "The details were not on your page" in refused.content.decode()


def test_reading_the_entry_leaves_a_line_in_the_trail(world: World, desk: Desk) -> None:
    case = world.case()
    step = by_word(world, case)
    desk("nasrin").get(page_of(case))
    line = Line.objects.filter(verb="cases.step_opened", actor=world.nasrin.user_id).get()
    assert line.ids["step"] == str(step.id)


def test_what_was_changed_meanwhile_is_refused_and_both_versions_are_shown(world: World, desk: Desk) -> None:
    case, nasrin = world.case(), desk("nasrin")
    given = consents.agree(
        world.rawan, consents.About(case.id, case.lock), SAID, type="assistance", purpose="assistance",
        expires_at=None, now=world.now,
    )  # fmt: skip
    typed = typed_answers(nasrin.get(page_of(case)))
    facts = consent.agreement(case.id, given).facts
    vault.facts.put(case.lock, "consent", given, {**facts, "language": "ti", "interpreter": "INT-7"})
    refused = nasrin.post(page_of(case), typed)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "What was on your page" in page and "What is stored now" in page
    assert "Amharic" in page and "Tigrinya" in page and "INT-7" in page
    assert Consent.objects.get(id=given).confirmed_by is None
    with pytest.raises(DetailsChanged):
        consents.confirm(
            world.nasrin, procedure_id=case.id, consent_id=given, shown=typed[f"consent-{given}-shown"], now=world.now
        )
    assert nasrin.post(page_of(case), typed_answers(refused)).status_code == 302
    assert Consent.objects.get(id=given).confirmed_by == world.nasrin.user_id


def test_who_finds_that_she_did_not_agree_ends_the_sharing_at_once(world: World, desk: Desk) -> None:
    case, nasrin = world.case(), desk("nasrin")
    given = world.share(case, "lawyers", "legal")
    nasrin.post(page_of(case), typed_answers(nasrin.get(page_of(case)), "differ"))
    row = Consent.objects.get(id=given)
    assert (row.withdrawn_by, row.confirmed_by) == (world.nasrin.user_id, None)
    assert Line.objects.filter(verb="consent.rejected", object=given, actor=world.nasrin.user_id).exists()
    assert given not in [each.id for each in confirming.waiting_for(world.nasrin, case)]


@pytest.mark.parametrize("answer", [consents.confirm, consents.reject])
def test_nobody_confirms_or_rejects_the_consent_they_recorded(world: World, answer: Callable[..., None]) -> None:
    case = world.case()
    given = world.share(case, "lawyers", "legal")
    _details, shown = consents.look_at(world.rawan, procedure_id=case.id, consent_id=given, now=world.now)
    with pytest.raises(ConfirmedByAnother):
        answer(world.rawan, procedure_id=case.id, consent_id=given, shown=shown, now=world.now)
    row = Consent.objects.get(id=given)
    assert (row.confirmed_by, row.withdrawn_at) == (None, None)


def test_a_paper_is_confirmed_by_who_opened_its_scan(world: World) -> None:
    case = world.case()
    start_plan(world, case)
    asked = steps.take_step(
        world.rawan, ProcedureSubject(fresh(case)), "t13", told=told("t13"), decided_by="person", seen="presumed",
        now=world.now, said=SAID, word=Word(world.today, "signed"),
    )  # fmt: skip
    confirm_step(world.nasrin, ProcedureSubject(fresh(case)), asked, agree=True, now=world.now)
    paper = Paper(world.today - timedelta(days=1), "Investigation Court", "118/2026", PDF, "scan.pdf")
    decided = steps.take_step(
        world.rawan, ProcedureSubject(fresh(case)), "t16", told=told("t16"), decided_by="investigative_judge",
        seen="fi_pending", now=world.now, paper=paper,
    )  # fmt: skip
    _details, shown = steps.look_at_step(world.nasrin, fresh(case), decided, now=world.now)
    subject = ProcedureSubject(fresh(case))
    with pytest.raises(ScanNotOpened):
        steps.confirm_step(world.nasrin, subject, decided, agree=True, shown=shown, now=world.now)
    assert fresh(case).identification == "fi_pending"
    assert decided.scan is not None
    commands.open_attachment(world.nasrin, fresh(case), decided.scan, world.now)
    steps.confirm_step(world.nasrin, subject, decided, agree=True, shown=shown, now=world.now)
    assert fresh(case).identification == "identified"
