"""Every kind of key is renewed: all opens before, meanwhile and afterwards, and what lay under the earlier key opens no more."""

import json
import random
import shutil
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connections
from django.test import override_settings
from pytest_django import Settings

from amana import vault
from amana.cases import commands as cases
from amana.duplicates.queries import likeness
from amana.errors import CannotOpen
from amana.process_state import forget_cached_state
from amana.signin import factor_rows
from amana.signin.models import Session
from amana.signin.session_store import decode_row
from amana.trust.models import Line
from amana.upkeep import rotations
from amana.upkeep.errors import NothingToRetire, RotationByOfficers
from amana.vault import ciphers, glass, keystore, pepper, server_secrets
from amana.vault.clock import now
from amana.vault.models import Key, KeyRotation, LookupToken, Wrap
from amana.web.settings.earlier import earlier_secrets
from amana_methods.trail import Checkpoint, Note, cosigned_at
from tests.cast import World
from tests.keys.house import House, end_all
from tests.keys.rotating import Rotating
from tests.reliability.servers import environment_of_processes
from tests.world import Desk

KINDS = [kind.name for kind in rotations.all_kinds() if kind.name != "recovery"]
LATER = timedelta(minutes=11)


@pytest.fixture
def house(world: World, desk: Desk, settings: Settings, tmp_path: Path) -> House:
    forget_cached_state()
    shutil.copy(settings.AMANA_MASTER_KEY, tmp_path / "master.key")
    settings.AMANA_MASTER_KEY, settings.AMANA_DATA = tmp_path / "master.key", tmp_path
    (tmp_path / "secret.key").write_text("the first secret of this house")
    keystore.close()
    return House(world, desk("rawan"))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_everything_opens_before_meanwhile_and_afterwards(house: House, kind: str) -> None:
    assert house.shut() == []
    before = max(1, {row.kind: row.version for row in rotations.list_kinds()}[kind])
    rotations.rotate(kind, now=now())
    assert house.shut() == []
    house.holders_do()
    rotations.rotate(kind, now=now(), resume=True)
    assert house.shut() == []
    assert end_all(house.world) == {}
    assert house.shut() == []
    assert not KeyRotation.objects.filter(kind=kind, ended_at=None).exists()
    listed = {row.kind: row for row in rotations.list_kinds()}[kind]
    assert (listed.old, listed.version, listed.under_way) == (0, before + 1, False)
    assert listed.new > 0 or kind in {"letterbox", "exchange"}  # nothing waits there


@pytest.mark.django_db
def test_the_question_whether_all_opens_would_find_what_does_not(house: House) -> None:
    """The alarm: each key that is taken away too early shuts something."""
    taken = {server_secrets.name_of_key("factor"): "factors", server_secrets.name_of_key("session"): "sessions", pepper.NAME: "code",
             glass.KEYS[0]: "glass", "public keys": "proofs"}  # fmt: skip
    for name, shut in taken.items():
        keystore.new_named_version(name)
        keystore.destroy_named_versions_before(name, 2, now().isoformat())
        assert shut in house.shut()


# What lay under the earlier key opens no more -----------------------------------------------------------------


@pytest.mark.django_db
def test_earlier_copies_of_rows_are_worth_nothing_afterwards(house: House) -> None:
    session, factor = Session.objects.get(), Authenticator.objects.get(user_id=house.world.rawan.account)
    proof = dict(Key.objects.filter(holder_kind="unit").values_list("id", "proof"))
    wrap = Wrap.objects.get(sealed=house.contact, holder_kind=glass.KIND)
    for kind in ("sessions", "factors", "proofs", "glass"):
        rotations.rotate(kind, now=now())
    rotations.end_what_is_done(now() + LATER)
    with pytest.raises(CannotOpen):
        decode_row(session)
    assert not factor_rows.is_genuine(factor)
    with pytest.raises(CannotOpen), factor_rows.of(house.world.rawan.account):
        factor_rows.open_secret(factor.data["secret"])
    for id, before in proof.items():
        Key.objects.filter(id=id).update(proof=before)
    assert "proofs" in house.shut()
    with pytest.raises(CannotOpen):
        vault.texts.seal(
            lock=vault.keystore.new_lock(), kind="account", content={}, by=house.world.rawan, at=now(),
            holders=[vault.texts.Holder("unit", house.world.units["intake"])],
        )  # fmt: skip
    Wrap.objects.filter(pk=wrap.pk).update(blob=wrap.blob, holder_version=wrap.holder_version)
    with pytest.raises(CannotOpen):
        vault.glass.open_under_glass(house.world.yusuf, house.contact, house.grant)


@pytest.mark.django_db
def test_a_restored_copy_from_before_is_renewed_as_long_as_a_backup_needs_it(house: House) -> None:
    """An older database beside today's key store: without the renewal nobody of it would sign in."""
    keys, wraps = dict(Key.objects.values_list("id", "proof")), list(Wrap.objects.filter(holder_kind=glass.KIND))
    factors = dict(Authenticator.objects.values_list("pk", "data"))

    def put_back() -> None:
        for id, proof in keys.items():
            Key.objects.filter(id=id).update(proof=proof)
        for pk, data in factors.items():
            Authenticator.objects.filter(pk=pk).update(data=data)
        for wrap in wraps:
            Wrap.objects.filter(pk=wrap.pk).update(blob=wrap.blob, holder_version=wrap.holder_version)

    for kind in ("proofs", "factors", "glass"):
        rotations.rotate(kind, now=now())
    rotations.end_what_is_done(now() + LATER)
    put_back()
    assert {"proofs", "factors", "glass"} <= set(house.shut())
    rotations.renew_copy()
    assert house.shut() == [] and all(rotations.counts()[kind][0] == 0 for kind in ("proofs", "factors", "glass"))
    keystore.destroy_retired((now() + timedelta(days=1)).isoformat(), now().isoformat())
    put_back()
    rotations.renew_copy()
    assert {"proofs", "factors", "glass"} <= set(house.shut())


@pytest.mark.django_db
def test_an_earlier_key_stays_as_long_as_a_page_may_write_under_it(house: House) -> None:
    rotations.rotate("sessions", now=now())
    name = server_secrets.name_of_key("session")
    assert set(keystore.named_key_versions(name)) == {1, 2}
    row = Session.objects.get()
    text, place = json.dumps({}), ciphers.build_associated_data("small", "session", row.session_key, 1)
    envelope = ciphers.encrypt(keystore.named_key_of_version(name, 1), text.encode(), place)
    Session.objects.update(session_data=b64encode(envelope).decode())  # written by a page that began before
    assert rotations.counts()["sessions"] == (1, 0)
    rotations.end_what_is_done(now() + LATER)
    assert set(keystore.named_key_versions(name)) == {2}
    assert server_secrets.open_secret("session", row.session_key, Session.objects.get().session_data) == text


# Kinds that holders, reporters and witnesses finish ------------------------------------------------------------


@pytest.mark.django_db
def test_people_are_found_by_the_earlier_key_until_everybody_is_indexed_under_both(house: House) -> None:
    other = house.world.case(full_name="Abeba Girma", phone="+9647500000999")
    tokens = LookupToken.objects.count()
    old, new = rotations.rotate("index", now=now())
    assert (old, new) == (2, 0) and house.finds()
    cases.open_section(house.world.rawan, house.file, "identity", now())
    assert rotations.counts()["index"] == (2, 0), "half of what is known of her is not all"
    cases.open_section(house.world.rawan, house.file, "contact", now())
    assert rotations.counts()["index"] == (1, 1)
    assert LookupToken.objects.count() > tokens and house.finds()
    third = house.world.case(full_name="Rahel Haile")
    assert likeness.all_of(third).keys() == {1, 2}
    rotations.end_what_is_done(now() + LATER)
    assert vault.index.keys_of(house.file.organisation).version == 1
    for code in ("identity", "contact"):
        cases.open_section(house.world.rawan, other, code, now())
    rotations.end_what_is_done(now() + LATER)
    assert vault.index.keys_of(house.file.organisation).version == 2 and house.finds()
    assert likeness.all_of(other).keys() == {2}
    assert LookupToken.objects.count() == sum(
        len(entries) for owner in (house.file, other, third)
        for entries in vault.facts.get("index", owner.id)["by_key"].values()
    )  # fmt: skip


@pytest.mark.django_db
def test_an_index_that_is_ended_by_the_operator_finds_the_rest_when_they_are_opened(house: House) -> None:
    rotations.rotate("index", now=now())
    rotations.rotate("index", now=now(), retire=True)
    assert not house.finds() and LookupToken.objects.count() == 0
    assert rotations.counts()["index"] == (1, 0)
    for code in ("identity", "contact"):
        cases.open_section(house.world.rawan, house.file, code, now())
    assert house.finds() and rotations.counts()["index"] == (0, 1)
    assert Line.objects.get(verb="trust.index_keys_retired").ids == {"count": 1}


@pytest.mark.django_db
def test_a_code_follows_when_its_reporter_comes_back_and_else_ends_by_the_operators_word(house: House) -> None:
    assert rotations.rotate("codes", now=now()) == (1, 0)
    rotations.end_what_is_done(now() + timedelta(days=400))
    assert house.follows(), "nobody's code ends by itself"
    assert house.follows() and rotations.counts()["codes"] == (0, 1)
    rotations.end_what_is_done(now() + LATER)
    assert set(keystore.named_key_versions(pepper.NAME)) == {2} and house.follows()
    rotations.rotate("codes", now=now())
    rotations.rotate("codes", now=now(), retire=True)
    assert not house.follows()


@pytest.mark.django_db
def test_only_what_can_be_ended_is_ended_by_a_word(house: House) -> None:
    for kind in ("proofs", "factors", "unit", "index"):
        with pytest.raises(NothingToRetire):
            rotations.rotate(kind, now=now(), retire=True)
    rotations.rotate("proofs", now=now())
    with pytest.raises(NothingToRetire):
        rotations.rotate("proofs", now=now(), retire=True)
    with pytest.raises(RotationByOfficers):
        rotations.rotate("recovery", now=now())
    with pytest.raises(ValueError, match="nothing"):
        rotations.rotate("nothing", now=now())


@pytest.mark.django_db
def test_a_witness_signs_with_both_keys_until_the_new_one_is_noted(world: World, desk: Desk) -> None:
    text = Checkpoint("amana.trail/elsewhere", 1, bytes(32)).text
    first = vault.signing.witness_key()
    rotations.rotate("witness", now=now())
    second = vault.signing.witness_key()
    both = Note(text, vault.signing.cosign_checkpoint(text, 1_770_000_000))
    assert cosigned_at(both, first) == cosigned_at(both, second) == 1_770_000_000
    rotations.rotate("witness", now=now(), resume=True)
    alone = Note(text, vault.signing.cosign_checkpoint(text, 1_770_000_001))
    assert (cosigned_at(alone, first), cosigned_at(alone, second)) == (None, 1_770_000_001)
    assert [key for key, _signed in vault.signing.witness_keys()] == [first, second]
    page = desk("sara").get("/trust/witnesses/").content.decode()
    assert page.index(str(second)) < page.index(str(first)), "the earlier one still checks what it signed"
    Key.objects.filter(holder_kind="witness", version=1).update(public=bytes(32))
    with pytest.raises(CannotOpen):
        vault.signing.witness_keys()


@pytest.mark.django_db
def test_the_secret_of_django_is_taken_for_a_day_after_it_was_changed(house: House) -> None:
    file = Path(settings.AMANA_DATA) / "secret.key"
    before, began = file.read_text(), now()
    with override_settings(SECRET_KEY=before):
        house.signed_in = Desk()("rawan")
    assert rotations.rotate("secret", now=began) == (1, 1)
    assert file.stat().st_mode & 0o777 == 0o600 and file.read_text() != before
    earlier = file.with_name("secret.earlier")
    assert earlier_secrets(earlier) == [before]
    with override_settings(SECRET_KEY=file.read_text(), SECRET_KEY_FALLBACKS=earlier_secrets(earlier)):
        assert house.signed_in.get("/trust/me/").status_code == 200
    with override_settings(SECRET_KEY="another one", SECRET_KEY_FALLBACKS=[]):
        assert house.signed_in.get("/trust/me/").status_code == 302, "the alarm"
    rotations.end_what_is_done(began + timedelta(hours=23))
    assert earlier.exists()
    told = json.loads(earlier.read_text())
    earlier.write_text(json.dumps([[(began - timedelta(days=2)).isoformat(), text] for _at, text in told]))
    assert earlier_secrets(earlier) == []
    rotations.end_what_is_done(began + timedelta(hours=25))
    assert not earlier.exists()


# Killed anywhere ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rotating(django_db_setup: None) -> Iterator[Rotating]:
    """The process in which keys are rotated and which is killed meanwhile."""
    process = Rotating(environment_of_processes())
    yield process
    process.end()


KILLED = [kind for kind in KINDS if kind not in {"user", "section", "trail", "witness"}]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", KILLED)
def test_killed_at_any_statement_it_goes_on_and_everything_opens(
    house: House, kind: str, rotating: Rotating, settings: Settings, deep: bool
) -> None:
    """A real process is killed by the system, at statements by chance over the whole of its way; then it goes on."""

    def rotate(at: int | None, *, resume: bool) -> int | None:
        connections.close_all()
        keystore.close()
        return rotating.rotate(kind, at, resume=resume, settings=settings)

    chance, tries, killed = random.Random(kind), 40 if deep else 2, 0  # noqa: S311  (no secret: which statement)
    way = rotate(None, resume=False)
    assert way
    for number in range(tries):
        at = 1 + way * number // tries + chance.randrange(max(1, way // tries))
        killed += rotate(at, resume=False) is None
        forget_cached_state()
        assert house.shut() == [], f"killed at {at} of {way}"
        assert rotate(None, resume=True) is not None
        forget_cached_state()  # for half a minute a process believes what it saw of rotations, here that none was under way
        assert house.shut() == [], f"gone on after {at} of {way}"
        if kind in {"unit", "index", "codes"}:
            house.holders_do()
        assert end_all(house.world) == {}
    assert killed >= tries - 1
    assert house.shut() == []
