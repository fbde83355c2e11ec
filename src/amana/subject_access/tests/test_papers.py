"""What the person herself gets: a receipt she can read, hear and carry, who opened her file, and a copy of it."""

from datetime import timedelta
from uuid import UUID

import pytest

from amana.cases import commands as cases
from amana.cases import openings
from amana.cases.models import Procedure
from amana.consent import commands as consents
from amana.printing.tests.reading import read
from amana.trust.models import Line
from tests.access.test_withdrawal import share
from tests.cast import World
from tests.world import Desk


def agreed(world: World, language: str = "ckb") -> tuple[Procedure, UUID]:
    case = world.case()
    consent = consents.give_sections(
        world.rawan, consents.About(case.id, case.lock), consents.Said(language=language, how="written"),
        type="assistance", purpose="assistance", unit_id=world.units["relief_team"],
        sections=frozenset({"identity"}), sealeds=[], expires_at=world.now + timedelta(days=30), now=world.now,
    )  # fmt: skip
    return case, consent


@pytest.mark.parametrize(("language", "title"), [("ar", "ما وافقت عليه"), ("ckb", "ئەوەی ڕازی بوویت لەسەری")])
def test_the_receipt_is_in_her_language_to_read_hear_and_carry(
    world: World, desk: Desk, language: str, title: str
) -> None:
    case, consent = agreed(world, language)
    address = f"/cases/{case.id}/consents/{consent}/receipt/"
    page = desk("rawan").get(address).content.decode()
    assert title in page
    assert f'lang="{language}"' in page
    assert page.count("<rect") > 100
    assert "Selam" not in page
    printed = desk("rawan").post(address)
    assert printed["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")
    assert Line.objects.filter(verb="cases.printed_for_her", object=case.id).count() == 1


@pytest.mark.poppler
def test_who_opened_her_file_names_work_and_no_worker(world: World, desk: Desk) -> None:
    case, _consent = agreed(world)
    share(world, case, timedelta(days=30))
    rawan, yusuf = desk("rawan"), desk("yusuf")
    assert yusuf.post(f"/cases/{case.id}/sections/identity/open/").status_code == 200
    assert rawan.post(f"/cases/{case.id}/sections/contact/open/").status_code == 200
    page = rawan.get(f"/cases/{case.id}/openings/").content.decode()
    assert "Yusuf" in page and "Rawan" in page
    rows = openings.openings_of(case)
    assert [(row.who, bool(row.ground)) for row in rows[:2]] == [("Rawan", True), ("Yusuf", True)]
    paper = rawan.post(f"/cases/{case.id}/openings/", {"language": "en"})
    words = read(paper.content)
    assert "Case manager" in words
    assert "Yusuf" not in words and "Rawan" not in words
    assert yusuf.post(f"/cases/{case.id}/openings/").status_code == 404


def test_an_emergency_and_a_look_up_stand_in_the_list(world: World) -> None:
    case, _ = agreed(world)
    assert world.shno.user_id is not None
    for verb in (openings.EMERGENCY, openings.LOOKED_UP, "cases.assigned"):
        Line.objects.create(
            happened_at=world.now, recorded_at=world.now, actor=world.shno.user_id, verb=verb, object=case.id, ids={}
        )
    assert [row.who for row in openings.openings_of(case)] == ["Shno", "Shno"]


@pytest.mark.poppler
def test_her_own_copy_says_what_is_written_and_what_is_left_out(world: World, desk: Desk) -> None:
    case, _consent = agreed(world)
    cases.write_note(world.rawan, case, text="a working note", now=world.now)
    fields, revision = cases.open_section(world.rawan, case, "identity", world.now)
    for name in ("Name Before", fields["full_name"]):
        told = {**fields, "full_name": name}
        revision = cases.change_section(world.rawan, case, "identity", fields=told, revision=revision, now=world.now)
    rawan, address = desk("rawan"), f"/cases/{case.id}/copy/"
    assert rawan.get(address).status_code == 200
    words = read(rawan.post(address, {"language": "en"}).content)
    for said in ("Selam Tesfaye", "+9647500000142", "10:00-16:00", str(case.number), "What is not on this paper"):
        assert said in words, said
    assert not any(kept in words for kept in ("a working note", "Rawan", "Name Before"))
    assert "What was written before it was changed" in words
    assert Line.objects.filter(verb="cases.section_opened", object=case.id).count() == 1 + 5
    assert Line.objects.get(verb="cases.printed_for_her", object=case.id).ids["paper"] == "copy"
    for name in ("yusuf", "nasrin", "jihan"):
        assert desk(name).post(address, {"language": "en"}).status_code in (403, 404), name
