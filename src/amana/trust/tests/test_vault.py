"""The vault: who holds a wrap opens, nobody else; what was moved or changed stays shut."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from amana.errors import CannotOpen, Conflict
from amana.trust import vault
from amana.trust.models import Facts, Sealed, Wrap
from amana.trust.vault import ciphers
from tests.cast import World

STORY = {"fields": {"full_name": "سلام تسفاي"}}


def sealed_for(world: World, *holders: vault.Holder) -> Sealed:
    return vault.seal(
        lock=vault.new_lock(), kind="section", content=STORY, holders=holders, by=world.rawan, at=world.now
    )


def to_rawan(world: World) -> vault.Holder:
    assert world.rawan.user_id is not None
    return vault.Holder("user", world.rawan.user_id)


def test_a_holder_opens_and_a_colleague_does_not(world: World) -> None:
    sealed = sealed_for(world, to_rawan(world))
    assert vault.open_sealed(world.rawan, sealed) == STORY
    with pytest.raises(CannotOpen):
        vault.open_sealed(world.shno, sealed)


def test_a_unit_opens_for_each_of_its_members(world: World) -> None:
    sealed = sealed_for(world, vault.Holder("unit", world.units["intake"]))
    assert vault.open_sealed(world.berivan, sealed) == STORY
    assert vault.open_sealed(world.nasrin, sealed) == STORY
    with pytest.raises(CannotOpen):
        vault.open_sealed(world.karwan, sealed)


def test_without_the_lock_key_nothing_opens(world: World) -> None:
    sealed = sealed_for(world, to_rawan(world))
    vault.destroy_lock(sealed.lock, "2026-01-01")
    with pytest.raises(CannotOpen):
        vault.open_sealed(world.rawan, sealed)


def test_a_text_moved_to_another_row_stays_shut(world: World) -> None:
    one, other = sealed_for(world, to_rawan(world)), sealed_for(world, to_rawan(world))
    Sealed.objects.filter(id=one.id).update(envelope=other.envelope)
    with pytest.raises(ciphers.Broken):
        vault.open_sealed(world.rawan, one.id)


def test_a_wrap_moved_to_another_text_stays_shut(world: World) -> None:
    one, other = sealed_for(world, to_rawan(world)), sealed_for(world, vault.Holder("unit", world.units["clinic"]))
    Wrap.objects.filter(sealed=one, holder_kind="user").update(sealed=other)
    with pytest.raises(ciphers.Broken):
        vault.open_sealed(world.rawan, other.id)


def test_two_writers_both_keep_their_text(world: World) -> None:
    sealed = sealed_for(world, to_rawan(world))
    vault.reseal(world.rawan, sealed, {"fields": {"full_name": "first"}}, revision=1, at=world.now)
    with pytest.raises(Conflict) as stopped:
        vault.reseal(world.rawan, sealed, {"fields": {"full_name": "second"}}, revision=1, at=world.now)
    assert stopped.value.theirs["fields"]["full_name"] == "first"
    assert stopped.value.mine["fields"]["full_name"] == "second"


def test_what_was_shared_and_taken_back_is_shut_again(world: World) -> None:
    sealed = sealed_for(world, to_rawan(world))
    clinic = vault.Holder("unit", world.units["clinic"])
    vault.share(world.rawan, [sealed], clinic)
    assert vault.open_sealed(world.jihan, sealed) == STORY
    vault.unshare([sealed], clinic)
    with pytest.raises(CannotOpen):
        vault.open_sealed(world.jihan, sealed)


def test_facts_come_back_and_their_row_shows_nothing(world: World) -> None:
    lock, owner = vault.new_lock(), world.units["clinic"]
    vault.put_facts(lock, "case", owner, {"nationality": "KE"})
    assert vault.get_facts("case", owner) == {"nationality": "KE"}
    assert len(bytes(Facts.objects.get(owner=owner).envelope)) > 256
    with pytest.raises(ciphers.Broken):
        Facts.objects.filter(owner=owner).update(kind="delivery")
        vault.get_facts("delivery", owner)


@given(st.binary(max_size=5000))
def test_padding_hides_the_length_and_gives_the_text_back(text: bytes) -> None:
    padded = ciphers.pad(text)
    assert ciphers.unpad(padded) == text
    assert len(padded) in (256, 1024, 4096, 16_384)


@pytest.mark.parametrize("suite", [ciphers.X25519, ciphers.HYBRID])
def test_a_wrap_opens_in_its_place_only(suite: int) -> None:
    private, public = ciphers.new_pair(suite)
    blob = ciphers.wrap_to(suite, public, b"key", b"here")
    key = ciphers.private_key(suite, private)
    assert ciphers.unwrap(key, blob, b"here") == b"key"
    with pytest.raises(ciphers.Broken):
        ciphers.unwrap(key, blob, b"there")
    with pytest.raises(ciphers.Broken):
        ciphers.unwrap(key, blob[:-1] + bytes([blob[-1] ^ 1]), b"here")


@pytest.mark.parametrize("label", ["facts", "wraps", "look-up|ئەمانە"])
def test_a_derived_key_is_that_of_hkdf(label: str) -> None:
    for key in (bytes(32), bytes(range(32)), b"a secret of another length that is longer than a block of the hash, 64"):
        info = f"amana|v1|{label}".encode()
        expected = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(key)
        assert ciphers.derive(key, label) == expected


def test_many_keyed_hashes_are_those_of_each() -> None:
    texts = [b"", b"one", b"two"]
    assert ciphers.macs(bytes(32), texts) == [ciphers.mac(bytes(32), text) for text in texts]
