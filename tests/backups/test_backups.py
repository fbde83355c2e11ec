"""A copy is made and restored elsewhere: whole or not at all, with everything that was taken back since taken back again."""

import json
import shutil
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client, override_settings
from pytest_django import Settings

from amana import vault
from amana.backups import format, making, restoring
from amana.backups.format import BackupFault, Index
from amana.backups.restoring import MARKER
from amana.consent import commands as consents
from amana.drafts import commands as drafts
from amana.drafts.models import Draft
from amana.drafts.places import FormPlace
from amana.erasure import commands as cases
from amana.erasure.tests.scenes import agree_and_wait
from amana.errors import CannotOpen
from amana.trust.models import Line
from amana.trust.trail import sequence
from amana.trust.trail.log import sign_now
from amana.upkeep import backups, rotations
from amana.upkeep.locks import destroy_old_versions
from amana.upkeep.models import Backup
from amana.vault import keystore
from amana.vault.chunks import new_identity, open_chunk, seal_chunk
from amana.vault.clock import now
from amana.vault.models import Key, Sealed
from amana_methods.canary import found_on_disk
from tests.backups.scenes import Copies, amana, ask, told
from tests.cast import World
from tests.forgetting.scenes import WORD, somebody

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


def test_what_was_agreed_in_the_copy_and_stopped_since_waits_for_its_second_person(
    world: World, copies: Copies, tmp_path: Path
) -> None:
    asked = cases.ask_to_forget(world.rawan, world.case(), reason="she_asked", language="en", now=world.now)
    agreed = cases.agree_to_forget(world.mina, asked, now=world.now)
    copies.make()
    cases.stop_forgetting(world.nasrin, agreed, reason="not_explained", now=world.now)
    copies.make_keys()
    copies.restore(place := tmp_path / "elsewhere")
    assert ask(place, "SELECT state, agreed_by FROM trust_erasure") == [("asked", None)]
    assert ask(place, "SELECT count(*) FROM trust_line WHERE verb = 'cases.forgetting_put_back'") == [(1,)]


def test_people_of_a_copy_sign_in_although_keys_were_rotated_since(
    world: World, copies: Copies, tmp_path: Path
) -> None:
    world.case()
    copies.make()
    for kind in ("proofs", "factors", "glass"):
        rotations.rotate(kind, now=now())
    rotations.end_what_is_done(now() + timedelta(minutes=11))
    copies.make_keys()
    told(copies.restore(place := tmp_path / "elsewhere"))
    renewed = {bytes(proof or b"") for proof in Key.objects.filter(holder_kind="user").values_list("proof", flat=True)}
    assert {proof for (proof,) in ask(place, "SELECT proof FROM trust_key WHERE holder_kind = 'user'")} == renewed
    found = amana(place, "doctor").stdout
    assert " green, " in found and "keys of people" not in found and "factors in place" not in found


def test_a_copy_is_restored_beside_its_own_keys_although_factors_were_rotated_since(
    world: World, copies: Copies, tmp_path: Path, settings: Settings
) -> None:
    """The key store survived and knows the factors under the new key; those of the copy are under the one before."""
    copies.make()
    rotations.rotate("factors", now=now())
    rotations.end_what_is_done(now() + timedelta(minutes=11))
    keystore.close()
    (place := tmp_path / "elsewhere").mkdir()
    shutil.copy(settings.AMANA_KEY_STORE, place / "keystore.sqlite3")
    shutil.copy(settings.AMANA_MASTER_KEY, place / "master.key")
    restored = copies.restore(place, with_keys=False)
    assert restored.returncode == 0, restored.stderr
    found = amana(place, "doctor").stdout
    assert " green, " in found and "accounts" not in found and "factors in place" not in found


def test_what_was_taken_back_since_is_taken_back_again(world: World, copies: Copies, tmp_path: Path) -> None:
    """The whole way: a copy, then an erasure and a withdrawal, then a fire, then a restore with the newest keys."""
    her, other = somebody(world), world.case(full_name="Somebody Else", document_no="Z9")
    consent = world.share(other, "lawyers", "legal")
    index = copies.make()
    assert len(index.pieces) >= 3 and Index.read(copies.folder) == index
    asked = cases.ask_to_forget(world.rawan, her.case, reason="she_asked", language="en", now=world.now)
    erasure = agree_and_wait(world.mina, asked, now=world.now)
    consents.withdraw(world.rawan, procedure_id=other.id, consent_id=consent, now=world.now)
    copies.make_keys()
    sequence()
    witnessed = tmp_path / "witness.txt"
    witnessed.write_text(sign_now().note)  # type: ignore[union-attr]

    place = tmp_path / "elsewhere"
    done = told(copies.restore(place))
    assert (done["erasures"], done["withdrawals"]) == (1, 1) and done["relocked"] > 0
    assert not (place / MARKER).exists()
    assert ask(place, "SELECT count(*) FROM cases_procedure WHERE id = ?", her.case.id.hex) == [(0,)]
    assert ask(place, "SELECT number FROM trust_erasure") == [(erasure.number,)]
    assert ask(place, "SELECT count(*) FROM trust_sealed WHERE lock = ?", her.case.lock.hex) == [(0,)]
    assert ask(place, "SELECT withdrawn_at IS NULL FROM consent_consent WHERE id = ?", consent.hex) == [(0,)]
    assert ask(place, "SELECT count(*) FROM trust_wrap WHERE consent = ?", consent.hex) == [(0,)]
    assert ask(place, "SELECT count(*) FROM trust_session") == [(0,)]
    assert ask(place, "SELECT count(*) FROM trust_line WHERE verb = 'backups.restored'") == [(1,)]
    assert not found_on_disk([place, copies.folder], [WORD, "Selam Tesfaye", str(her.case.number)][:2])
    # The gap is told by whoever saw more: the trail that came back is shorter than what a witness holds.
    gap = amana(place, "trail", "verify", "--checkpoint", str(witnessed))
    assert gap.returncode == 1 and "not as it was written" in gap.stdout


def _texts(lock: UUID) -> list[Sealed]:
    return list(Sealed.objects.filter(lock=lock))


def test_wrong_or_missing_parts_are_refused_and_nothing_is_written(
    world: World, copies: Copies, tmp_path: Path
) -> None:
    world.case()
    copies.make()
    copies.make_keys()
    place = tmp_path / "elsewhere"

    def refused(because: str, identity: str = copies.recovery[0]) -> None:
        with pytest.raises(BackupFault, match=because):
            restoring.check(copies.folder, identity)

    refused("does not open the backup", copies.officers[0])
    piece = copies.folder / "database.00000.age"
    content = piece.read_bytes()
    piece.write_bytes(content[:-9] + b"x" + content[-8:])
    refused("not as it was written")
    piece.unlink()
    refused("is missing")
    done = copies.restore(place)  # the verb refuses it in the same words, and leaves nothing behind
    assert done.returncode == 2 and "is missing" in done.stderr and "Nothing was restored" in done.stderr
    assert not {"amana.sqlite3", "keystore.sqlite3", restoring.MARKER} & {path.name for path in place.iterdir()}
    piece.write_bytes(content)
    index = (copies.folder / format.INDEX).read_bytes()
    (copies.folder / format.INDEX).unlink()
    refused("holds no complete backup")
    (copies.folder / format.INDEX).write_bytes(index)
    (place / "amana.sqlite3").touch()
    with pytest.raises(BackupFault, match="an instance lives in"):
        restoring.begin(place, copies.folder, Index.read(copies.folder))
    (place / "amana.sqlite3").unlink()
    # Whoever can write to the place where copies lie can seal to a public key, but not sign.
    forged = json.loads(index)
    forged_piece = seal_chunk(open_chunk(content, copies.recovery[0]), [copies.recovery[1]])
    piece.write_bytes(forged_piece)
    forged["pieces"][0] = [piece.name, len(forged_piece), sha256(forged_piece).hexdigest()]
    (copies.folder / format.INDEX).write_text(json.dumps(forged))
    done = copies.restore(place)
    assert done.returncode == 2 and "was not made by the instance" in done.stderr
    assert (place / MARKER).exists()  # shut, so nobody signs in to what was put together by somebody else


def test_an_interrupted_copy_and_an_interrupted_restore_go_on(
    world: World, copies: Copies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.case()
    monkeypatch.setattr(format, "PIECE_BYTES", 256 * 1024)
    made: list[str] = []
    real = seal_chunk

    def stops_at_the_third(content: bytes, recipients: list[str]) -> bytes:
        if content and len(made) == 2:
            raise KeyboardInterrupt
        if content:
            made.append("piece")
        return real(content, recipients)

    monkeypatch.setattr(making, "seal_chunk", stops_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        copies.make()
    first = {path.name: path.stat().st_mtime_ns for path in copies.folder.glob("*.age")}
    assert len(first) == 2 and not (copies.folder / format.INDEX).exists()
    monkeypatch.setattr(making, "seal_chunk", real)
    world.case(full_name="Later", document_no="L1")  # not in the copy: it goes on with the same moment
    index = copies.make()
    assert {name: (copies.folder / name).stat().st_mtime_ns for name in first} == first
    assert len(index.pieces) > 4 and not (copies.folder / format.BEGUN).exists()
    assert Backup.objects.count() == 1 and Line.objects.filter(verb="backups.made").count() == 1
    copies.make_keys()
    # A restore that stopped after some pieces: what is there stays, and it ends as if nothing had been.
    place = tmp_path / "elsewhere"
    place.mkdir()
    half = b"".join(
        open_chunk((copies.folder / f"database.{number:05d}.age").read_bytes(), copies.recovery[0])
        for number in range(2)
    )
    (place / "amana.sqlite3.restoring").write_bytes(half + b"torn")
    (place / MARKER).write_text(json.dumps({"id": str(index.id), "folder": str(copies.folder)}))
    shut = amana(place, "worker")
    assert shut.returncode == 2 and "has not ended" in shut.stderr
    told(copies.restore(place))
    assert ask(place, "SELECT count(*) FROM cases_procedure") == [(1,)]
    assert ask(place, "SELECT count(*) FROM cases_procedure WHERE id = ?", case.id.hex) == [(1,)]


def test_nobody_comes_in_while_it_is_restored(world: World, copies: Copies, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / MARKER).write_text("{}")
    with override_settings(AMANA_DATA=tmp_path / "data"):
        answer = Client().get("/sign-in/", headers={"accept-language": "ckb"})
        assert (answer.status_code, answer["Retry-After"]) == (503, "300")
        assert Client().post("/sign-in/", {"login": "rawan"}).status_code == 503
    (tmp_path / "data" / MARKER).unlink()
    assert Client().get("/sign-in/").status_code == 200


def test_the_ledger_says_which_copies_are_left_and_lets_old_keys_go(
    world: World, copies: Copies, tmp_path: Path
) -> None:
    case = world.case()
    copies.make()
    copies.make_keys()
    [keys, everything] = backups.copies_left()
    assert (keys.kind, everything.kind) == ("keys", "all") and everything.finished_at
    assert backups.oldest_left() == everything.made_at
    vault.relocking.relock(case.lock)
    vault.relocking.finish_relocking()
    assert keystore.lock_key_version(case.lock, 1, retired=True)
    later = world.now + timedelta(days=2)
    assert destroy_old_versions(later) == 0  # a copy made under version 1 is left
    for row in (keys, everything):
        assert backups.say_gone(row.id, later)
    assert not backups.say_gone(keys.id, later)
    assert destroy_old_versions(world.now + timedelta(days=31)) == 1
    with pytest.raises(CannotOpen):
        keystore.lock_key_version(case.lock, 1, retired=True)


def test_no_copy_outlives_its_month(world: World, copies: Copies) -> None:
    copies.make()
    copies.make_keys()
    assert backups.clear_overdue(world.now + timedelta(days=29)) == 0 and copies.keys.exists()
    month = world.now + timedelta(days=31)
    assert len(backups.overdue(month)) == 2
    assert backups.clear_overdue(month) == 2
    assert not copies.keys.exists() and not copies.folder.exists() and backups.copies_left() == []


def test_a_copy_is_sealed_to_somebody(world: World, copies: Copies) -> None:
    for recipients in ([], ["age1nobody"]):
        with pytest.raises(BackupFault):
            making.make(copies.folder, recipients)
    assert not copies.folder.exists()
    with pytest.raises(CannotOpen):
        open_chunk(seal_chunk(b"something", [new_identity()[1]]), new_identity()[0])


def test_what_was_typed_and_which_form_was_sent_is_in_no_copy(world: World, copies: Copies, tmp_path: Path) -> None:
    somebody(world)
    drafts.keep(world.rawan, FormPlace("/x/"), fields=[("text", WORD)], revision=0, now=world.now)
    form = drafts.sent_forms.read_form(world.rawan.account, "token", "/x/", [])
    assert form is not None
    drafts.sent_forms.begin(world.rawan.account, form, world.now)
    sealed = bytes(Draft.objects.get().sealed)
    copies.make()
    copies.make_keys()
    place = tmp_path / "elsewhere"
    told(copies.restore(place))
    assert (
        ask(place, "SELECT count(*) FROM drafts_draft") == ask(place, "SELECT count(*) FROM drafts_sentform") == [(0,)]
    )
    assert ask(place, "SELECT count(*) FROM trust_user") != [(0,)]
    base = (place / "amana.sqlite3").read_bytes()
    assert sealed[:64] not in base and form.mark.encode() not in base
    assert bytes(Sealed.objects.earliest("changed_at").envelope)[:64] in base, "what is in a copy would be found"
