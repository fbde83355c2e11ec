"""The vault: who holds a wrap opens, nobody else; what was moved or changed stays shut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana import vault
from amana.errors import CannotOpen, Conflict
from amana.vault import ciphers
from amana.vault.models import Facts, Sealed, Wrap
from tests.cast import World

STORY = {"fields": {"full_name": "سلام تسفاي"}}


def sealed_for(world: World, *holders: vault.texts.Holder) -> Sealed:
    return vault.texts.seal(
        lock=vault.keystore.new_lock(), kind="section", content=STORY, holders=holders, by=world.rawan, at=world.now
    )


def to_rawan(world: World) -> vault.texts.Holder:
    assert world.rawan.user_id is not None
    return vault.texts.Holder("user", world.rawan.user_id)


def test_a_holder_opens_and_a_colleague_does_not(world: World) -> None:
    sealed = sealed_for(world, to_rawan(world))
    assert vault.texts.open_text(world.rawan, sealed) == STORY
    with pytest.raises(CannotOpen):
        vault.texts.open_text(world.shno, sealed)


def test_a_unit_opens_for_each_of_its_members(world: World) -> None:
    sealed = sealed_for(world, vault.texts.Holder("unit", world.units["intake"]))
    assert vault.texts.open_text(world.berivan, sealed) == STORY
    assert vault.texts.open_text(world.nasrin, sealed) == STORY
    with pytest.raises(CannotOpen):
        vault.texts.open_text(world.karwan, sealed)


def test_without_the_lock_key_nothing_opens(world: World) -> None:
    sealed = sealed_for(world, to_rawan(world))
    vault.keystore.destroy_lock(sealed.lock, "2026-01-01")
    with pytest.raises(CannotOpen):
        vault.texts.open_text(world.rawan, sealed)


def test_a_text_moved_to_another_row_stays_shut(world: World) -> None:
    one, other = sealed_for(world, to_rawan(world)), sealed_for(world, to_rawan(world))
    Sealed.objects.filter(id=one.id).update(envelope=other.envelope)
    with pytest.raises(ciphers.Broken):
        vault.texts.open_text(world.rawan, one.id)


def test_a_wrap_moved_to_another_text_stays_shut(world: World) -> None:
    one, other = (
        sealed_for(world, to_rawan(world)),
        sealed_for(world, vault.texts.Holder("unit", world.units["clinic"])),
    )
    Wrap.objects.filter(sealed=one, holder_kind="user").update(sealed=other)
    with pytest.raises(ciphers.Broken):
        vault.texts.open_text(world.rawan, other.id)


def test_two_writers_both_keep_their_text(world: World) -> None:
    sealed = sealed_for(world, to_rawan(world))
    vault.texts.reseal(world.rawan, sealed, {"fields": {"full_name": "first"}}, revision=1, at=world.now)
    with pytest.raises(Conflict) as stopped:
        vault.texts.reseal(world.rawan, sealed, {"fields": {"full_name": "second"}}, revision=1, at=world.now)
    assert stopped.value.theirs["fields"]["full_name"] == "first"
    assert stopped.value.mine["fields"]["full_name"] == "second"


def test_what_was_shared_and_taken_back_is_shut_again(world: World) -> None:
    sealed = sealed_for(world, to_rawan(world))
    clinic = vault.texts.Holder("unit", world.units["clinic"])
    vault.texts.share(world.rawan, [sealed], clinic)
    assert vault.texts.open_text(world.jihan, sealed) == STORY
    vault.texts.unshare([sealed], clinic)
    with pytest.raises(CannotOpen):
        vault.texts.open_text(world.jihan, sealed)


def test_facts_come_back_and_their_row_shows_nothing(world: World) -> None:
    lock, owner = vault.keystore.new_lock(), world.units["clinic"]
    vault.facts.put(lock, "case", owner, {"nationality": "KE"})
    assert vault.facts.get("case", owner) == {"nationality": "KE"}
    assert len(bytes(Facts.objects.get(owner=owner).envelope)) > 256
    with pytest.raises(ciphers.Broken):
        Facts.objects.filter(owner=owner).update(kind="delivery")
        vault.facts.get("delivery", owner)


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


LONG = b"a secret of another length that is longer than a block of the hash, 64"


@pytest.mark.parametrize(
    ("key", "label", "expected"),
    [
        (bytes(32), "facts", "3e575987a1fcdd9470d9a7bfc7ca98abc35647980dfe01943202398171dc78d7"),
        (bytes(32), "wraps", "b2f5e805d14f8c9454871b7b1ede0cdd436c68ec412683cc88dc6ab488f7f13d"),
        (bytes(32), "look-up|ئەمانە", "465eac71c920d242bda17121c260d74e6a0f6b825b848d5bfd5fc7984f372911"),
        (bytes(range(32)), "facts", "bb56977dd36b3f6e4d6427227936d597ed5d97e8f64590e5c75eae2702b96824"),
        (bytes(range(32)), "wraps", "001bcf7bfb2942db81d7dfa916960a924b7ada23feb937a86e4142326739750b"),
        (bytes(range(32)), "look-up|ئەمانە", "d41ac99265b2402bd4a1fc84429799ee1b3c988ec18b91b1221305cd421cd613"),
        (LONG, "facts", "fb36b65e5019e193a0f8f538ae9d3069d82a4a572abb0b9a6b8d0ffbcd5b4265"),
        (LONG, "wraps", "c5c40c50771ea625d0660ab181d9049cb20780c8016fe07e56602fdd210f9ae0"),
        (LONG, "look-up|ئەمانە", "8b1e66bfe610458d1c3a965da9859a2266ddf479150f063bc580843a33574c34"),
    ],
)
def test_a_derived_key_is_that_of_hkdf(key: bytes, label: str, expected: str) -> None:
    """As HKDF of the library `cryptography` gives them, without salt and with `amana|v1|label` as info."""
    assert ciphers.derive_key(key, label).hex() == expected


def test_many_keyed_hashes_are_those_of_each() -> None:
    texts = [b"", b"one", b"two"]
    assert ciphers.macs(bytes(32), texts) == [ciphers.mac(bytes(32), text) for text in texts]
