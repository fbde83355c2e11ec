"""She says that something is wrong: both versions stay, or her objection does; whoever may open it is told."""

from datetime import timedelta

import pytest

from amana.cases import commands as cases
from amana.cases import queries
from amana.errors import NotFound
from amana.trust.models import Line
from amana.vault.models import Sealed, Wrap
from tests.access.test_withdrawal import share
from tests.cast import World
from tests.world import Desk


def test_a_correction_keeps_both_versions_and_tells_whoever_may_open_it(world: World, desk: Desk) -> None:
    case = world.case()
    share(world, case, timedelta(days=30))
    fields, revision = cases.open_section(world.rawan, case, "identity", world.now)
    address = f"/cases/{case.id}/sections/identity/corrections/"
    yusuf, rawan = desk("yusuf"), desk("rawan")
    cases.change_section(
        world.rawan, case, "identity", fields={**fields, "full_name": "Selam Tesfay"}, revision=revision,
        now=world.now, correction="the letter in her passport",
    )  # fmt: skip
    for name in ("yusuf", "nasrin"):
        assert address in desk(name).get("/").content.decode(), name
    assert address not in rawan.get("/").content.decode()
    page = yusuf.get(address).content.decode()
    for said in ("Selam Tesfaye", "Selam Tesfay<", "the letter in her passport"):
        assert said in page, said
    assert address not in yusuf.get("/").content.decode()
    assert Line.objects.filter(verb="cases.corrections_opened", object=case.id).count() == 1
    text = Sealed.objects.get(kind="correction")
    assert (text.section, text.lock) == ("identity", case.lock)


def test_her_objection_stands_beside_what_stays(world: World, desk: Desk) -> None:
    case, rawan = world.case(), desk("rawan")
    address = f"/cases/{case.id}/sections/contact/corrections/"
    assert rawan.post(address, {"words": "", "why": "no"}).status_code == 422
    assert rawan.post(address, {"words": "I never said that", "why": "the tape says so"}).status_code == 302
    page = rawan.get(address).content.decode()
    assert "I never said that" in page and "the tape says so" in page
    assert cases.open_section(world.rawan, case, "contact", world.now)[0]["safe_hours"] == "10:00-16:00"
    assert desk("yusuf").get(address).status_code == 404
    assert desk("nasrin").post(address, {"words": "a", "why": "b"}).status_code == 403


def test_an_ordinary_change_and_an_empty_correction_keep_nothing(world: World) -> None:
    case = world.case()
    fields, revision = cases.open_section(world.rawan, case, "identity", world.now)
    revision = cases.change_section(
        world.rawan, case, "identity", fields={**fields, "full_name": "Selam T."}, revision=revision, now=world.now
    )
    told = {**fields, "full_name": "Selam T."}
    cases.change_section(
        world.rawan, case, "identity", fields=told, revision=revision, now=world.now, correction="nothing differs"
    )
    assert not Sealed.objects.filter(kind="correction").exists()
    assert not queries.corrections_to_read(world.nasrin).exists()


def test_who_holds_no_key_of_a_section_objects_to_nothing_in_it(world: World) -> None:
    """The keys of the other sections do not open this one."""
    case = world.case()
    identity = queries.sealed_sections(case)["identity"]
    Wrap.objects.filter(sealed=identity.id, holder=world.rawan.account).delete()
    with pytest.raises(NotFound):
        cases.note_objection(world.rawan, case, "identity", words="made-up", why="made-up", now=world.now)
    assert not Sealed.objects.filter(kind="correction").exists()
    cases.note_objection(world.rawan, case, "contact", words="made-up", why="made-up", now=world.now)
