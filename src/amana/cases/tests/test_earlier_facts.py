"""An ordinary change of the coded facts keeps what they said: sealed, for the team and its supervisors, and for nobody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from amana import vault
from amana.accounts import commands as trust
from amana.cases import commands as cases
from amana.cases import queries
from amana.cases.leaving import my_cases, one_file
from amana.cases.models import Procedure
from amana.cases.tests.test_earlier import in_clear
from amana.earlier.queries import FACTS, texts_of_kind
from amana.errors import CannotOpen, Conflict, NotFound
from amana.printing.tests.reading import read
from amana.trust.actor import Actor
from amana.trust.models import Line
from amana.vault.clock import now
from amana.vault.models import Sealed, Wrap
from tests.access.test_withdrawal import share
from tests.cast import PASSWORD, World
from tests.world import Desk

MONTH = timedelta(days=30)


def change(world: World, case: Procedure, by: Actor | None = None, minutes: int = 0, **facts: Any) -> None:
    """Somebody changes these facts, so many minutes after the world began."""
    cases.change_facts(by or world.rawan, case, facts=facts, now=world.now + timedelta(minutes=minutes))


def address(case: Procedure) -> str:
    return f"/cases/{case.id}/facts/earlier/"


def assert_kept_from(world: World, actor: Actor, case: Procedure) -> None:
    """Neither the command nor any key of the actor opens an earlier fact."""
    with pytest.raises(NotFound):
        cases.open_earlier_facts(actor, case, world.now)
    texts = texts_of_kind(case.lock, FACTS)
    assert texts and not vault.texts.openable(actor, texts)
    for text in texts:
        with pytest.raises(CannotOpen):
            vault.texts.open_text(actor, text)


def test_a_recipient_reads_no_earlier_fact_before_with_and_after_the_consent(world: World, desk: Desk) -> None:
    case, yusuf = world.case(), desk("yusuf")
    change(world, case, nationality="ER")
    assert yusuf.get(address(case)).status_code == 404
    assert_kept_from(world, world.yusuf, case)
    consent = share(world, case, MONTH)
    change(world, case, nationality="SO")
    assert yusuf.get(f"/cases/{case.id}/").status_code == 200
    assert address(case) not in yusuf.get(f"/cases/{case.id}/").content.decode()
    assert yusuf.get(address(case)).status_code == 404
    assert_kept_from(world, world.yusuf, case)
    cases.withdraw_consent(world.rawan, case, consent_id=consent, now=world.now)
    change(world, case, nationality="ET")
    assert yusuf.get(address(case)).status_code == 404
    assert_kept_from(world, world.yusuf, case)


@pytest.mark.parametrize("name", ["karwan", "tara", "yusuf"])
def test_nobody_outside_the_team_and_its_supervisors_reads_an_earlier_fact(world: World, desk: Desk, name: str) -> None:
    """The police, a colleague of the same unit, and another organisation."""
    case = world.case()
    change(world, case, nationality="ER")
    assert desk(name).get(address(case)).status_code == 404
    texts = texts_of_kind(case.lock, FACTS)
    assert texts and not vault.texts.openable(getattr(world, name), texts)


def in_a_section(world: World, case: Procedure) -> UUID:
    """An earlier fact sealed in a section, as a correction is."""
    return vault.texts.seal(
        lock=case.lock, kind=FACTS, section="identity", content={"fields": {"nationality": "ET"}},
        holders=queries.holders_of_file(case), by=world.rawan, at=world.now,
    ).id  # fmt: skip


def to_the_partner(world: World, case: Procedure) -> UUID:
    """An earlier fact whose writer named the partner's unit among the holders."""
    holders = [*queries.holders_of_file(case), vault.texts.Holder("unit", world.units["relief_team"])]
    return vault.texts.seal(
        lock=case.lock, kind=FACTS, content={"fields": {"nationality": "ET"}}, holders=holders, by=world.rawan,
        at=world.now,
    ).id  # fmt: skip


@pytest.mark.parametrize("leak", [in_a_section, to_the_partner])
def test_a_planted_leak_to_a_recipient_would_be_found(world: World, leak: Callable[[World, Procedure], UUID]) -> None:
    case = world.case()
    share(world, case, MONTH)
    change(world, case, nationality="ER")
    assert_kept_from(world, world.yusuf, case)
    leak(world, case)
    with pytest.raises(AssertionError):
        assert_kept_from(world, world.yusuf, case)


def test_a_recipient_changes_no_fact_and_keeps_none(world: World) -> None:
    case = world.case()
    share(world, case, MONTH)
    seen = queries.facts_revision(case)
    with pytest.raises(NotFound):
        cases.correct_facts(world.yusuf, case, facts={"nationality": "ER"}, now=world.now, seen=seen, source="person")
    assert texts_of_kind(case.lock, FACTS) == [] and queries.facts_of(case)["nationality"] == "ET"


def test_somebody_outside_the_team_who_changes_a_fact_cannot_open_what_it_said(world: World) -> None:
    """Rooms above let others change facts too: the intake desk, and whoever screens."""
    case = world.case()
    change(world, case, by=world.yusuf, nationality="ER")
    assert_kept_from(world, world.yusuf, case)
    ((kept,), unopened) = cases.open_earlier_facts(world.rawan, case, world.now)
    assert (kept.fields, kept.by, unopened) == ({"nationality": "ET"}, world.yusuf.account, 0)


def test_a_change_that_lost_and_one_that_changes_nothing_keep_nothing(world: World) -> None:
    case = world.case()
    seen = queries.facts_revision(case)
    change(world, case, nationality="ET")
    with pytest.raises(Conflict):
        cases.correct_facts(world.rawan, case, facts={"nationality": "ER"}, now=world.now, seen=seen, source="person")
    assert texts_of_kind(case.lock, FACTS) == []


def test_the_value_before_a_change_is_read_by_the_team_and_its_supervisors(world: World, desk: Desk) -> None:
    case = world.case()
    change(world, case, nationality="ER")
    change(world, case, minutes=1, nationality=None, urgency="immediate")
    for name in ("rawan", "nasrin"):
        client = desk(name)
        client.cookies["amana-language"] = "en"
        page = client.get(address(case)).content.decode()
        assert page.index("Eritrea") < page.index("Ethiopia"), name
        assert world.rawan.name in page and "Urgency" in page
        assert address(case) in client.get(f"/cases/{case.id}/").content.decode(), name
    (newest, oldest), unopened = cases.open_earlier_facts(world.rawan, case, world.now)
    assert (newest.fields["nationality"], oldest.fields, unopened) == ("ER", {"nationality": "ET"}, 0)
    assert (oldest.by, oldest.at) == (world.rawan.account, world.now)
    assert Line.objects.filter(verb="cases.earlier_facts_opened", object=case.id).count() == 3
    assert address(case) in desk("rawan").get(f"/cases/{case.id}/facts/").content.decode()


def test_before_help_there_is_no_page_and_no_link_and_the_opening_keeps_what_it_replaced(
    world: World, desk: Desk
) -> None:
    before = world.procedure()
    cases.change_facts(world.berivan, before, facts={"nationality": "ER"}, now=world.now)
    assert not Sealed.objects.filter(lock=before.lock, kind=FACTS).exists()
    assert address(before) not in desk("rawan").get(f"/cases/{before.id}/").content.decode()
    Procedure.objects.filter(id=before.id).update(identification="presumed")
    case = cases.open_case(
        world.rawan, Procedure.objects.get(id=before.id), manager_id=world.rawan.account, sections={},
        facts={"nationality": "SO", "exploitation": ["forced_labour"]}, now=world.now,
    )  # fmt: skip
    ((kept,), _unopened) = cases.open_earlier_facts(world.rawan, case, world.now)
    assert kept.fields == {"nationality": "ER"}


def test_the_keys_of_the_earlier_facts_follow_the_case(world: World) -> None:
    case = world.case()
    change(world, case, nationality="ER")
    third = trust.invite_made_up(
        world.sara, username="third", name="Third", first_password=PASSWORD, language="en",
        unit_id=world.units["protection"], roles=["case_manager"], now=world.now,
    ).user  # fmt: skip
    cases.hand_over(world.rawan, case, to=third, now=world.now)
    (text,) = texts_of_kind(case.lock, FACTS)
    assert Wrap.objects.filter(sealed=text, holder=third).exists()
    assert not Wrap.objects.filter(sealed=text, holder=world.rawan.account).exists()


def test_what_no_key_opens_is_said(world: World, desk: Desk) -> None:
    case = world.case()
    change(world, case, nationality="ER")
    Wrap.objects.filter(sealed=texts_of_kind(case.lock, FACTS)[0], holder=world.rawan.account).delete()
    rawan = desk("rawan")
    rawan.cookies["amana-language"] = "en"
    page = rawan.get(address(case)).content.decode()
    assert "do not open with your keys" in page and "No earlier value" not in page


def test_no_earlier_fact_is_in_clear_or_among_the_locked_facts(world: World) -> None:
    """The running server reads locked facts, and counts them; earlier ones it cannot read."""
    case, code = world.case(), "kanarya-code"
    change(world, case, nationality=code)
    change(world, case, minutes=1, nationality="ER")
    assert code in str(cases.open_earlier_facts(world.rawan, case, world.now))
    assert in_clear(code) == []
    kinds = ("case", "case_sources", "earlier", FACTS)
    assert code not in str([list(vault.facts.all_of_kind(kind)) for kind in kinds])
    vault.facts.put(case.lock, FACTS, case.id, {"nationality": code})
    assert code in str(list(vault.facts.all_of_kind(FACTS))), "the alarm"


def test_exports_of_the_file_and_of_the_list_hold_no_earlier_fact(world: World) -> None:
    case = world.case()
    change(world, case, governorate="kanarya-place")
    change(world, case, minutes=1, governorate="erbil")
    share(world, case, MONTH)
    chosen = {"case": case.number, "unit": str(world.units["relief_team"]), "purpose": "assistance"}
    for content in (one_file(world.rawan, chosen, now()), my_cases(world.rawan, {}, now())):
        assert str(case.number) in str(content) and "kanarya-place" not in str(content)


@pytest.mark.poppler
def test_her_own_copy_holds_no_earlier_fact(world: World, desk: Desk) -> None:
    case = world.case()
    change(world, case, nationality="ER")
    change(world, case, minutes=1, nationality="SO")
    words = read(desk("rawan").post(f"/cases/{case.id}/copy/", {"language": "en"}).content)
    assert "Somali" in words and not any(name in words for name in ("Eritrea", "Ethiopia"))
