"""A change of needs, of an incident or of a notice keeps what it said: for those who hold the note, and for nobody else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from amana import vault
from amana.accounts import commands as trust
from amana.assessments import rules
from amana.assessments.commands import assessments as commands
from amana.assessments.commands import children, earlier
from amana.assessments.errors import NoteChanged
from amana.assessments.models import Assessment
from amana.assessments.queries import assessments
from amana.assessments.rules import Incident
from amana.assessments.tests.test_assessments import everything_kept, with_case
from amana.assessments.tests.test_children import of_a_child
from amana.assessments.tests.test_partners import let_in
from amana.cases import commands as cases
from amana.cases.models import Procedure
from amana.earlier.queries import NOTE, texts_by_id
from amana.errors import CannotOpen, NotFound
from amana.intake import queries
from amana.intake.commands import share_with_team
from amana.intake.tests.scenes import triaged
from amana.printing.tests.reading import read
from amana.trust.actor import Actor
from amana.trust.models import Line
from amana.vault.models import Sealed
from tests.canary.scan import found_in
from tests.cast import PASSWORD, World
from tests.world import Desk

pytestmark = pytest.mark.django_db
CANARY = "jasmin-4418 behind the third door"


def noted(world: World, person: Procedure | None = None, by: Actor | None = None) -> Assessment:
    """The needs of somebody, changed once: food was needed, and a note said where she sleeps."""
    actor = by or world.berivan
    about = person or triaged(world).procedure
    row = commands.note_needs(actor, about, {"food": "yes"}, words=CANARY, now=world.now)
    return change(world, row, by=actor)


def change(world: World, row: Assessment, by: Actor | None = None, minutes: int = 1, **more: Any) -> Assessment:
    """Somebody writes that no food is needed, and takes the note out."""
    actor = by or world.berivan
    _content, revision = commands.open_assessment(actor, row, world.now)
    told = {"answers": {"food": "no"}, "words": "", **more}
    return commands.note_needs(
        actor, row.procedure, told["answers"], words=told["words"], row=row, revision=revision,
        now=world.now + timedelta(minutes=minutes),
    )  # fmt: skip


def kept(*rows: Assessment) -> list[Sealed]:
    return texts_by_id(assessments.earlier_of(*rows))


def assert_kept_from(world: World, actor: Actor, row: Assessment) -> None:
    """Neither the command nor any key of the actor opens an earlier value of the note."""
    with pytest.raises((NotFound, CannotOpen)):
        earlier.open_earlier_note(actor, row, world.now)
    texts = list(Sealed.objects.filter(lock=row.procedure.lock, kind=NOTE))
    assert texts and not vault.texts.openable(actor, texts)
    for text in texts:
        with pytest.raises(CannotOpen):
            vault.texts.open_text(actor, text)


def address(row: Assessment) -> str:
    return reverse("intake:earlier_note", args=[row.id])


def test_nobody_outside_reads_what_a_note_said(world: World, desk: Desk) -> None:
    row = noted(world)
    for name in ("karwan", "yusuf", "maryam", "zana"):
        assert desk(name).get(address(row)).status_code in (403, 404), name
        assert_kept_from(world, getattr(world, name), row)
    stranger = replace(world.berivan, user_id=uuid4(), unit_id=uuid4(), unit_ids=frozenset())
    assert_kept_from(world, stranger, row)


def test_a_recipient_of_every_section_reads_nothing_before_with_and_after_the_consent(world: World, desk: Desk) -> None:
    row, yusuf = noted(world), desk("yusuf")
    case = with_case(world, row.procedure)
    assert_kept_from(world, world.yusuf, row)
    consent = let_in(world, case)
    change(world, row, minutes=2, answers={"food": "yes"})
    assert yusuf.get(f"/cases/{case.id}/").status_code == 200
    assert yusuf.get(address(row)).status_code == 404
    assert_kept_from(world, world.yusuf, row)
    cases.withdraw_consent(world.rawan, case, consent_id=consent, now=world.now)
    change(world, row, minutes=3)
    assert yusuf.get(address(row)).status_code == 404
    assert_kept_from(world, world.yusuf, row)


def test_an_earlier_note_sealed_in_a_section_would_be_found(world: World) -> None:
    row = noted(world)
    let_in(world, with_case(world, row.procedure))
    assert_kept_from(world, world.yusuf, row)
    vault.texts.seal(
        lock=row.procedure.lock, kind=NOTE, section="account", content={"fields": {"words": CANARY}},
        holders=vault.texts.holders_of(row.sealed), by=world.berivan, at=world.now,
    )  # fmt: skip
    with pytest.raises(AssertionError):
        assert_kept_from(world, world.yusuf, row)


def test_what_the_team_noted_before_stays_with_the_team(world: World) -> None:
    case = with_case(world, triaged(world).procedure)
    cases.assign(world.rawan, case, user_id=world.zana.account, role="child_protection_officer", now=world.now)
    row = noted(world, case, by=world.zana)
    assert row.unit is None
    assert_kept_from(world, world.berivan, row)
    ((change_of, *more), unopened) = earlier.open_earlier_note(world.rawan, row, world.now)
    assert (change_of.fields["words"], change_of.by, more, unopened) == (CANARY, world.zana.account, [], 0)


def test_a_manager_who_left_gets_no_key_to_what_is_changed_later(world: World) -> None:
    """The note itself is taken from her when it is shared anew; until then nothing more is sealed to her."""
    case = with_case(world, triaged(world).procedure)
    cases.assign(world.rawan, case, user_id=world.zana.account, role="child_protection_officer", now=world.now)
    row = commands.note_needs(world.zana, case, {"food": "yes"}, words=CANARY, now=world.now)
    third = trust.invite_made_up(
        world.sara, username="third", name="Third", first_password=PASSWORD, language="en",
        unit_id=world.units["protection"], roles=["case_manager"], now=world.now,
    ).user  # fmt: skip
    cases.hand_over(world.rawan, case, to=third, now=world.now)
    assert vault.texts.Holder("user", world.rawan.account) in vault.texts.holders_of(row.sealed)
    change(world, row, by=world.zana)
    (text,) = kept(row)
    assert vault.texts.Holder("user", world.rawan.account) not in vault.texts.holders_of(text)
    assert vault.texts.Holder("user", world.zana.account) in vault.texts.holders_of(text)


def test_shared_with_the_team_the_note_opens_with_what_it_said_before(world: World) -> None:
    row = noted(world)
    case = with_case(world, row.procedure)
    cases.assign(world.rawan, case, user_id=world.zana.account, role="child_protection_officer", now=world.now)
    assert_kept_from(world, world.zana, row)
    sign = queries.sign_of(case)
    assert sign is not None
    share_with_team(world.berivan, sign, world.now)
    ((change_of,), unopened) = earlier.open_earlier_note(world.zana, row, world.now)
    assert (change_of.fields["words"], unopened) == (CANARY, 0)


def test_a_change_that_lost_and_one_that_changes_nothing_keep_nothing(world: World) -> None:
    row = commands.note_needs(world.berivan, triaged(world).procedure, {"food": "yes"}, now=world.now)
    change(world, row, answers={"food": "yes", "doctor": "not_asked"})
    with pytest.raises(NoteChanged):
        commands.note_needs(world.nasrin, row.procedure, {"food": "no"}, row=row, revision=1, now=world.now)
    assert kept(row) == [] and not Sealed.objects.filter(kind=NOTE).exists()
    _row, notice = of_a_child(world)
    children.write_notice(world.berivan, notice, {"child_where": "here"}, facts={}, revision=1, now=world.now)
    before = len(kept(notice))
    with pytest.raises(NoteChanged):
        children.write_notice(world.berivan, notice, {"child_where": "there"}, facts={}, revision=1, now=world.now)
    assert len(kept(notice)) == before


def test_the_page_shows_who_changed_which_need_and_when(world: World, desk: Desk) -> None:
    row = noted(world)
    change(world, row, minutes=2, answers={"food": "yes"})
    for name in ("berivan", "nasrin"):
        client = desk(name)
        client.cookies["amana-language"] = "en"
        page = client.get(address(row)).content.decode()
        assert CANARY in page and world.berivan.name in page, name
        note = client.get(reverse("intake:assessment", args=[row.id])).content.decode()
        assert address(row) in note and CANARY not in note
    (newest, oldest), unopened = earlier.open_earlier_note(world.berivan, row, world.now)
    assert (newest.fields, unopened) == ({"answers.food": "no"}, 0)
    assert (oldest.fields, oldest.by) == ({"answers.food": "yes", "words": CANARY}, world.berivan.account)
    assert oldest.at == world.now + timedelta(minutes=1)
    lines = Line.objects.filter(verb="intake.earlier_opened", object=row.id)
    assert lines.count() == 3 and CANARY not in str(list(lines.values()))


def test_the_page_shows_what_an_incident_and_a_notice_said(world: World, desk: Desk) -> None:
    sign, notice = of_a_child(world)
    berivan = desk("berivan")
    berivan.cookies["amana-language"] = "en"
    for revision, told in ((1, {"child_where": CANARY}), (2, {"child_where": "elsewhere"})):
        facts = {"child_safe_now": "yes"} if revision == 1 else {}
        at = world.now + timedelta(minutes=revision)
        children.write_notice(world.berivan, notice, told, facts=facts, revision=revision, now=at)
    page = berivan.get(address(notice)).content.decode()
    assert CANARY in page and "elsewhere" not in page
    (newest, oldest) = earlier.open_earlier_note(world.berivan, notice, world.now)[0]
    assert newest.fields == {"told.child_where": CANARY, "facts.child_safe_now": "yes"}
    assert oldest.fields == dict.fromkeys(newest.fields)
    first = Incident(
        answers={"RAPE": "yes"}, gender_based="yes", facts={"relationship": "employer_or_sponsor"},
        first=world.now - timedelta(hours=41), words=CANARY,
    )  # fmt: skip
    row = commands.note_incident(world.berivan, sign.procedure, first, now=world.now)
    commands.note_incident(
        world.berivan, sign.procedure, Incident(answers={"RAPE": "no"}), row=row, revision=1, now=world.now
    )
    page = berivan.get(address(row)).content.decode()
    assert CANARY in page and "was there any penetration" in page
    (change_of,) = earlier.open_earlier_note(world.berivan, row, world.now)[0]
    wanted = {"answers.RAPE", "gender_based", "facts.relationship", "first", "words"}
    assert change_of.fields.keys() == wanted
    assert page.count('data-label="Before"') == len(wanted), "each has words of its own"
    for link, note in ((notice, notice), (row, row)):
        assert address(link) in berivan.get(reverse("intake:assessment", args=[note.id])).content.decode()


def test_an_older_no_is_not_shown_as_a_no(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    row = noted(world)
    change(world, row, minutes=2, answers={"food": "yes"})
    berivan = desk("berivan")
    berivan.cookies["amana-language"] = "en"
    now_said = berivan.get(address(row)).content.decode()
    monkeypatch.setattr("amana.assessments.pack.doubtful_before", lambda: {"food": 10_000})
    later = berivan.get(address(row)).content.decode()
    assert now_said != later and rules.relied_on({"food": "no"}, 1, {"food": 2}) == {"food": "unknown"}


def test_no_earlier_note_is_in_clear_or_counted_and_no_column_says_whose_it_is(world: World) -> None:
    row = noted(world)
    (text,) = kept(row)
    assert found_in(everything_kept(), [CANARY]) == []
    kinds = ("assessment", "task", assessments.EARLIER)
    facts = str([list(vault.facts.all_of_kind(kind)) for kind in kinds])
    assert str(text.id) in facts and CANARY not in facts and '"food": "yes"' not in facts
    assert (text.section, text.kind) == ("", NOTE)
    Sealed.objects.filter(id=text.id).update(envelope=CANARY.encode())
    assert found_in(everything_kept(), [CANARY]) != [], "the alarm"


@pytest.mark.poppler
def test_her_own_copy_holds_no_earlier_note(world: World, desk: Desk) -> None:
    row = noted(world)
    case = with_case(world, row.procedure)
    words = read(desk("rawan").post(f"/cases/{case.id}/copy/", {"language": "en"}).content)
    assert str(case.number) in words and CANARY not in words
