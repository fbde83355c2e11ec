"""An ordinary change of a section keeps what it said: for the team and its supervisors, and for nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps

from amana import vault
from amana.accounts import commands as trust
from amana.cases import commands as cases
from amana.cases import queries
from amana.cases.leaving import one_file
from amana.cases.models import Procedure
from amana.earlier.queries import SECTION as KIND
from amana.earlier.queries import texts_of_kind
from amana.errors import CannotOpen, Conflict, NotFound
from amana.trust.actor import Actor
from amana.trust.models import Line
from amana.vault.clock import now
from amana.vault.models import Sealed, Wrap
from tests.access.test_withdrawal import share
from tests.cast import PASSWORD, World
from tests.world import Desk

WRONG = "Selam Tesfaye"


def change(
    world: World, case: Procedure, by: Actor | None = None, correction: str = "", minutes: int = 0, **said: Any
) -> None:
    """Somebody changes these fields of the identity section, so many minutes after the world began."""
    actor = by or world.rawan
    fields, revision = cases.open_section(actor, case, "identity", world.now)
    cases.change_section(
        actor, case, "identity", fields={**fields, **said}, revision=revision, correction=correction,
        now=world.now + timedelta(minutes=minutes),
    )  # fmt: skip


def kept_texts(case: Procedure) -> list[Sealed]:
    return texts_of_kind(case.lock, KIND + "identity")


def address(case: Procedure, page: str = "earlier") -> str:
    return f"/cases/{case.id}/sections/identity/{page}/"


def assert_kept_from(world: World, actor: Actor, case: Procedure) -> None:
    """Neither the command nor any key of the actor opens an earlier value of the identity section."""
    with pytest.raises(NotFound):
        cases.open_earlier(actor, case, "identity", world.now)
    texts = kept_texts(case)
    assert texts and not vault.texts.openable(actor, texts)
    for text in texts:
        with pytest.raises(CannotOpen):
            vault.texts.open_text(actor, text)


def test_the_value_before_a_change_is_read_by_the_team_and_its_supervisors(world: World, desk: Desk) -> None:
    case = world.case()
    change(world, case, full_name="Selam T.")
    change(world, case, minutes=1, full_name="Selam")
    for name in ("rawan", "nasrin"):
        page = desk(name).get(address(case)).content.decode()
        assert page.index("Selam T.") < page.index(WRONG), name
        assert world.rawan.name in page
    (newest, oldest), shut = cases.open_earlier(world.rawan, case, "identity", world.now)
    assert (newest.fields, oldest.fields, shut) == ({"full_name": "Selam T."}, {"full_name": WRONG}, 0)
    assert (oldest.by, oldest.at) == (world.rawan.account, world.now)
    assert Line.objects.filter(verb="cases.earlier_opened", object=case.id).count() == 3


def test_the_pages_of_the_section_lead_to_its_earlier_values(world: World, desk: Desk) -> None:
    case, rawan = world.case(), desk("rawan")
    assert address(case) in rawan.get(address(case, "change")).content.decode()
    assert address(case) in rawan.post(address(case, "open")).content.decode()
    assert address(case) not in rawan.get(f"/cases/{case.id}/").content.decode()
    assert "No earlier value" in rawan.get(address(case)).content.decode()
    assert rawan.get(address(case).replace("identity", "nothing")).status_code == 404


def test_a_change_that_changes_nothing_and_one_that_came_second_keep_nothing(world: World) -> None:
    case = world.case()
    fields, revision = cases.open_section(world.rawan, case, "identity", world.now)
    change(world, case)
    with pytest.raises(Conflict):
        cases.change_section(
            world.rawan, case, "identity", fields={**fields, "full_name": "x"}, revision=revision, now=world.now
        )
    assert not Sealed.objects.filter(kind__startswith=KIND).exists()


def test_a_recipient_by_consent_reads_no_earlier_value(world: World, desk: Desk) -> None:
    """Whether the consent came before or after the change, while it lives and when it is withdrawn."""
    case, yusuf = world.case(), desk("yusuf")
    change(world, case, full_name="Selam T.")
    consent = share(world, case, timedelta(days=30))
    change(world, case, full_name="Selam")
    assert b"Selam" in yusuf.post(address(case, "open")).content
    assert address(case) not in yusuf.post(address(case, "open")).content.decode()
    assert yusuf.get(address(case)).status_code == 404
    assert_kept_from(world, world.yusuf, case)
    cases.withdraw_consent(world.rawan, case, consent_id=consent, now=world.now)
    assert yusuf.get(address(case)).status_code == 404
    assert_kept_from(world, world.yusuf, case)


def test_an_earlier_value_sealed_in_the_section_would_be_found(world: World) -> None:
    """The alarm of the test above: sealed as a correction is, the text would open to the recipient."""
    case = world.case()
    share(world, case, timedelta(days=30))
    change(world, case, full_name="Selam T.")
    assert_kept_from(world, world.yusuf, case)
    vault.texts.seal(
        lock=case.lock, kind=KIND + "identity", section="identity", content={"fields": {"full_name": WRONG}},
        holders=queries.holders_of_file(case), by=world.rawan, at=world.now,
    )  # fmt: skip
    with pytest.raises(AssertionError):
        assert_kept_from(world, world.yusuf, case)


def test_the_keys_of_the_earlier_values_follow_the_case(world: World) -> None:
    case = world.case()
    change(world, case, full_name="Selam T.")
    third = trust.invite_made_up(
        world.sara, username="third", name="Third", first_password=PASSWORD, language="en",
        unit_id=world.units["protection"], roles=["case_manager"], now=world.now,
    ).user  # fmt: skip
    cases.hand_over(world.rawan, case, to=third, now=world.now)
    (text,) = kept_texts(case)
    assert Wrap.objects.filter(sealed=text, holder=third).exists()
    assert not Wrap.objects.filter(sealed=text, holder=world.rawan.account).exists()


def test_whoever_holds_no_key_of_the_section_reads_no_earlier_value(world: World) -> None:
    case = world.case()
    change(world, case, full_name="Selam T.")
    identity = queries.sealed_sections(case)["identity"]
    Wrap.objects.filter(sealed=identity.id, holder=world.rawan.account).delete()
    with pytest.raises(NotFound):
        cases.open_earlier(world.rawan, case, "identity", world.now)


def test_what_no_key_opens_is_said_and_not_left_out_in_silence(world: World, desk: Desk) -> None:
    case, rawan = world.case(), desk("rawan")
    change(world, case, full_name="Selam T.")
    (text,) = kept_texts(case)
    Wrap.objects.filter(sealed=text, holder=world.rawan.account).delete()
    page = rawan.get(address(case)).content.decode()
    assert "do not open with your keys" in page and "No earlier value" not in page


def test_a_value_that_she_had_corrected_stands_with_the_correction_alone(world: World, desk: Desk) -> None:
    case = world.case()
    change(world, case, full_name="Selam T.")
    change(world, case, full_name=WRONG)
    assert WRONG in desk("rawan").get(address(case)).content.decode()
    change(world, case, correction="it endangers her", full_name="Selam")
    assert len(kept_texts(case)) == 2
    page = desk("rawan").get(address(case)).content.decode()
    assert WRONG not in page and "Selam T." in page
    assert address(case, "corrections") in page
    assert WRONG in desk("rawan").get(address(case, "corrections")).content.decode()


def test_a_recipient_who_changes_the_section_keeps_the_value_for_the_team(world: World) -> None:
    case, partner = world.case(), world.yusuf
    share(world, case, timedelta(days=30))
    change(world, case, by=partner, full_name="Selam T.")
    assert_kept_from(world, partner, case)
    ((kept,), shut) = cases.open_earlier(world.rawan, case, "identity", world.now)
    assert (kept.fields, kept.by, shut) == ({"full_name": WRONG}, partner.account, 0)


def in_clear(word: str) -> list[str]:
    """The tables that hold the word as it is, in a text or in bytes."""
    found = []
    for model in apps.get_models():
        for row in model._base_manager.values_list():
            if any(word in _as_text(value) for value in row):
                found.append(model._meta.label)
    return found


def _as_text(value: object) -> str:
    return bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)


def test_no_earlier_value_is_in_clear_in_the_database(world: World) -> None:
    case, word = world.case(), "Kanarya-Selam"
    change(world, case, full_name=word)
    change(world, case, minutes=1, full_name="Selam")
    assert word in str(cases.open_earlier(world.rawan, case, "identity", world.now))
    assert in_clear(word) == []
    text = kept_texts(case)[0]
    assert text.lock == case.lock
    Sealed.objects.filter(id=text.id).update(envelope=word.encode())
    assert in_clear(word) == ["trust.Sealed"]


def test_an_export_of_the_file_holds_no_earlier_value(world: World) -> None:
    case = world.case()
    change(world, case, full_name="Selam T.")
    share(world, case, timedelta(days=30))
    chosen = {"case": case.number, "unit": str(world.units["relief_team"]), "purpose": "assistance"}
    content = str(one_file(world.rawan, chosen, now()))
    assert "Selam T." in content and WRONG not in content
