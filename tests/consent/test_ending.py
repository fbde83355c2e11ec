"""A yes ends: taken back or run out. Its doors are closed whole or not at all, and the recipient is told what to destroy."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from amana import vault
from amana.cases import commands as cases
from amana.cases import queries
from amana.cases.models import Procedure
from amana.consent import commands as consents
from amana.consent import queries as agreed
from amana.consent.commands import copies, ending
from amana.consent.errors import ConsentEnded
from amana.consent.models import ClosedDoor, Consent
from amana.errors import CannotOpen, NotFound
from amana.trust.duties import SomeFailed
from amana.trust.models import Line
from amana.vault import keystore, relocking
from amana.vault.models import Sealed, Wrap
from tests.cast import World
from tests.world import Committing, Desk

SECTIONS = frozenset({"identity", "legal"})
NAME = "Selam Tesfaye"


def share(world: World, case: Procedure, days: int = 30) -> UUID:
    """She lets Yusuf's team into two sections."""
    return world.share(case, "relief_team", *SECTIONS, lasting=timedelta(days=days))


def withdraw(world: World, case: Procedure, consent: UUID) -> None:
    cases.withdraw_consent(world.rawan, case, consent_id=consent, now=world.now)


def opens(world: World, name: str, case: Procedure) -> bool:
    try:
        fields, _ = cases.open_section(getattr(world, name), case, "identity", world.now)
    except (CannotOpen, NotFound):
        return False
    return bool(fields["full_name"] == NAME)


BREAKS: dict[str, tuple[Any, str]] = {
    "the wraps": (vault.texts, "unshare_consent"),
    "the new version": (keystore, "new_lock_version"),
    "moving the rows": (relocking, "_move"),
    "putting the old version away": (keystore, "retire_versions_before"),
    "what to destroy": (ending, "notify_recipient"),
    "the line": (ending, "record"),
    "the tombstone": (vault.keystore, "tombstone"),
}


@pytest.mark.parametrize("step", BREAKS)
def test_a_withdrawal_happens_whole_or_not_at_all(
    world: World, committed: Committing, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    case = world.case()
    consent = share(world, case)
    assert opens(world, "yusuf", case)
    kept = [dict(row) for row in Wrap.objects.filter(consent=consent).values()]

    def fail(*_: object, **__: object) -> None:
        raise OSError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(*BREAKS[step], fail)
        try:
            with committed():
                withdraw(world, case, consent)
            done = True
        except OSError:
            done = False
    assert done == (step == "putting the old version away")
    assert opens(world, "rawan", case)
    assert opens(world, "nasrin", case)
    assert opens(world, "yusuf", case) == (not done)
    assert (Consent.objects.get(id=consent).withdrawn_at is not None) == done
    with committed():
        if not done:
            withdraw(world, case, consent)
        vault.relocking.finish_relocking()
    assert not opens(world, "yusuf", case)
    Consent.objects.filter(id=consent).update(withdrawn_at=None)  # and a database administrator turns it all back
    for row in kept:
        Wrap(**row).save(force_insert=True)
    assert not opens(world, "yusuf", case)
    assert opens(world, "rawan", case)


def test_nobodys_key_is_needed(world: World, committed: Committing) -> None:
    """Nobody who holds a key is online: the actor has none, and the door is shut all the same."""
    case = world.case()
    consent = share(world, case)
    keyless = {name: getattr(world, name) for name in ("rawan",)}["rawan"]
    object.__setattr__(keyless, "keys", None)
    with pytest.raises(CannotOpen):
        cases.open_section(keyless, case, "identity", world.now)
    with committed():
        cases.withdraw_consent(keyless, case, consent_id=consent, now=world.now)
    assert not opens(world, "yusuf", case)
    assert set(Sealed.objects.filter(lock=case.lock, to_be_rotated=True).values_list("section", flat=True)) == SECTIONS
    assert opens(world, "nasrin", case)


def test_two_withdrawals_at_once_end_it_once(
    world: World, committed: Committing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one comes while the first is at its last step: it is told that nothing is left to end."""
    case = world.case()
    second: list[int] = []
    consent, other = share(world, case), share(world, case)
    tombstone = vault.keystore.tombstone

    def meanwhile(*given: Any) -> None:
        tombstone(*given)
        if not second:
            second.append(1)
            with pytest.raises(ConsentEnded):
                withdraw(world, case, consent)
            withdraw(world, case, other)

    monkeypatch.setattr(vault.keystore, "tombstone", meanwhile)
    with committed():
        withdraw(world, case, consent)
    assert second
    assert not opens(world, "yusuf", case)
    assert opens(world, "rawan", case)
    assert Line.objects.filter(verb="consent.withdrawn").count() == 2
    assert vault.relocking.finish_relocking() == 0


def test_a_withdrawal_during_a_writing_loses_nothing(
    world: World, committed: Committing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rawan's page was open before; what she writes is kept, under a key that the recipient never had."""
    case = world.case()
    consent = share(world, case)
    fields, revision = cases.open_section(world.rawan, case, "identity", world.now)
    with committed():
        withdraw(world, case, consent)
    told = {**fields, "full_name": NAME, "notes": "written after"}
    cases.change_section(world.rawan, case, "identity", fields=told, revision=revision, now=world.now)
    row = queries.sealed_sections(case)["identity"]
    assert (row.to_be_rotated, row.key_version, row.revision) == (False, 2, revision + 1)
    assert cases.open_section(world.nasrin, case, "identity", world.now)[0] == told
    assert not opens(world, "yusuf", case)


def test_what_ran_out_is_closed_by_the_worker(world: World, committed: Committing) -> None:
    case = world.case()
    consent = share(world, case, days=3)
    assert opens(world, "yusuf", case)
    with committed():
        assert consents.close_what_ran_out(world.now + timedelta(days=2)) == 0
        assert consents.close_what_ran_out(world.now + timedelta(days=3)) == 1
        assert consents.close_what_ran_out(world.now + timedelta(days=3)) == 0
    assert not Wrap.objects.filter(consent=consent).exists()
    row = Consent.objects.get(id=consent)
    assert (row.withdrawn_at, row.closed_at) == (None, world.now + timedelta(days=3))
    assert Line.objects.get(verb="consent.expired").object == consent
    assert ClosedDoor.objects.get().openings == 1
    assert opens(world, "rawan", case)


def test_one_door_that_does_not_close_hinders_no_other(
    world: World, committed: Committing, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    case = world.case()
    first, second = share(world, case, days=2), share(world, case, days=3)
    close = vault.texts.unshare_consent

    def breaks(consent: UUID) -> None:
        if consent == first:
            raise RuntimeError(NAME)
        close(consent)

    late = world.now + timedelta(days=4)
    with committed(), monkeypatch.context() as patch, pytest.raises(SomeFailed):
        patch.setattr(vault.texts, "unshare_consent", breaks)
        consents.close_what_ran_out(late)
    assert not Wrap.objects.filter(consent=second).exists()
    assert Consent.objects.get(id=first).closed_at is None
    assert "RuntimeError" in caplog.text and NAME not in caplog.text
    with committed():
        assert consents.close_what_ran_out(late) == 1, "it is tried again"


def test_the_recipient_is_told_what_to_destroy_and_not_whose_file_it_was(world: World, desk: Desk) -> None:
    case = world.case()
    consent = share(world, case)
    yusuf, rawan = desk("yusuf"), desk("rawan")
    assert yusuf.post(f"/cases/{case.id}/sections/identity/open/").status_code == 200
    withdrawing = rawan.get(f"/cases/{case.id}/consents/{consent}/withdraw/").content.decode()
    assert "Yusuf" in withdrawing  # what was seen is said
    rawan.post(f"/cases/{case.id}/consents/{consent}/withdraw/")
    door = ClosedDoor.objects.get()
    reference = agreed.door_reference(door.id)
    for address in ("/", "/cases/closed/"):
        page = yusuf.get(address).content.decode()
        assert reference in page, address
        assert str(case.number) not in page and NAME not in page and str(case.id) not in page
    assert reference not in desk("jihan").get("/").content.decode()
    assert desk("jihan").post("/cases/closed/", {"door": str(door.id)}).status_code == 404
    assert yusuf.post("/cases/closed/", {"door": "nonsense"}).status_code == 404
    assert yusuf.post("/cases/closed/", {"door": str(door.id)}).status_code == 302
    assert reference not in yusuf.get("/").content.decode()
    assert Line.objects.get(verb="consent.destroyed").object == consent


def test_who_opened_nothing_is_asked_nothing(world: World) -> None:
    case = world.case()
    withdraw(world, case, share(world, case))
    assert not ClosedDoor.objects.exists()


def test_copies_that_were_taken_out_are_named(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    case = world.case()
    consent = share(world, case)
    card = SimpleNamespace(number="E-2026-000012")
    recalled: list[UUID] = []

    def recall(*, consent_id: UUID, at: object) -> list[SimpleNamespace]:
        recalled.append(consent_id)
        return [card]

    monkeypatch.setattr(copies, "recall", recall)
    monkeypatch.setattr("amana.cases.views.closed.exports_concerning", lambda *, consent_id: [card])
    withdraw(world, case, consent)
    assert recalled == [consent]
    assert "E-2026-000012" in desk("yusuf").get("/cases/closed/").content.decode()


def test_a_withdrawal_is_remembered_beside_the_keys_and_holds_again_after_a_restore(world: World) -> None:
    case = world.case()
    consent, other = share(world, case), share(world, case)
    withdraw(world, case, consent)
    stones = vault.keystore.tombstones_since(world.now - timedelta(seconds=1))
    assert [(stone.kind, stone.concerns, stone.detail) for stone in stones] == [
        ("withdrawal", consent, {"lock": str(case.lock)})
    ]
    Consent.objects.filter(id=consent).update(withdrawn_at=None, closed_at=None)  # an older database
    assert consents.withdraw_again(consent, world.now)
    assert not consents.withdraw_again(consent, world.now)
    assert not consents.withdraw_again(UUID(int=9), world.now)
    assert agreed.agreement(case.id, other).withdrawn_at is None


def test_all_of_a_persons_consents_end_under_one_new_version(world: World) -> None:
    case = world.case()
    share(world, case)
    share(world, case)
    before = keystore.lock_key(case.lock)[0]
    assert consents.withdraw_all(world.rawan, procedure_id=case.id, now=world.now) == 2
    assert keystore.lock_key(case.lock)[0] == before + 1
