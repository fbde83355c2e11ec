"""A database administrator writes a key pair of his own into the account of a worker, with a password of his own.

He deletes her second factors as well, and signs in as her by the ordinary page. The lists, the coded facts and the emergency
opening would be his. The pair has no proof of the key store; and with her proof, its halves do not belong together.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client

from amana import vault
from amana.errors import CannotOpen
from amana.trust.models import Line, User
from amana.vault import ciphers, keyring
from amana.vault.errors import KeyExchanged
from amana.vault.models import Key
from tests.cast import PASSWORD, World

pytestmark = pytest.mark.django_db
HIS = "a password that he made up"


def keys_of(user: UUID) -> Key:
    key = Key.objects.filter(holder_kind="user", holder=user).order_by("-version").first()
    assert key is not None
    return key


def his_pair(key: Key, suite: int) -> tuple[bytes, bytes]:
    """Puts a private half of his, under his password, into the row. Returns (private, public)."""
    private, public = ciphers.new_pair(suite)
    key.suite = suite
    keyring._sealed_under(HIS, key, private)
    return private, public


def write_newer_row(world: World, suite: int) -> None:
    """A newer row with a false proof."""
    key = Key(holder_kind="user", holder=world.rawan.account, version=999, suite=suite, made_at=world.now)
    _private, key.public = his_pair(key, suite)
    key.proof = b"x" * 32
    key.save(force_insert=True)


def write_newer_row_with_a_true_proof(world: World, suite: int) -> None:
    """The proof of another true key does not fit."""
    write_newer_row(world, suite)
    Key.objects.filter(version=999).update(proof=keys_of(world.sara.account).proof)


def swap_both_halves(world: World, suite: int) -> None:
    key = keys_of(world.rawan.account)
    _private, key.public = his_pair(key, suite)
    key.save()


def swap_the_private_half(world: World, suite: int) -> None:
    """Her public half and its proof stay as they were."""
    key = keys_of(world.rawan.account)
    his_pair(key, key.suite)
    key.save()


def shorten_the_private_half(world: World, suite: int) -> None:
    """A half of a wrong length is no fault of the page, but somebody else's."""
    key = keys_of(world.rawan.account)
    keyring._sealed_under(HIS, key, b"x" * 31)
    key.save()


type Attack = Callable[[World, int], None]
ATTACKS: list[Attack] = [write_newer_row, write_newer_row_with_a_true_proof, swap_both_halves, swap_the_private_half,
                         shorten_the_private_half]  # fmt: skip


def take_over(world: World) -> None:
    """Her password hash is his, and her second factors are gone."""
    User.objects.filter(id=world.rawan.account).update(password=make_password(HIS))
    Authenticator.objects.filter(user_id=world.rawan.account).delete()
    cache.clear()


def sign_in(password: str) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.post("/sign-in/", {"login": "rawan", "password": password})
    return client


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("suite", [ciphers.X25519, ciphers.HYBRID])
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_key_pair_of_his_lets_him_in_nowhere_and_is_told(
    world: World, attack: Attack, suite: int, caplog: pytest.LogCaptureFixture
) -> None:
    case = world.case()
    attack(world, suite)
    take_over(world)
    with caplog.at_level(logging.ERROR, logger="amana.trust"):
        client = sign_in(HIS)
    assert not is_signed_in(client)
    for address in ("/cases/", f"/cases/{case.id}/", "/cases/emergency/", "/second-factor/"):
        assert client.get(address).status_code == 302, address
    assert Line.objects.filter(verb="trust.key_exchanged", object=world.rawan.account).count() == 1
    assert "was exchanged outside Amana" in caplog.text


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_key_ring_itself_is_refused(world: World, attack: Attack) -> None:
    attack(world, ciphers.X25519)
    with pytest.raises(KeyExchanged):
        vault.keyring.open_user_key(world.rawan.account, HIS)


def test_a_password_hash_alone_lets_him_in_nowhere(world: World) -> None:
    take_over(world)
    assert not is_signed_in(sign_in(HIS))
    with pytest.raises(CannotOpen):
        vault.keyring.open_user_key(world.rawan.account, HIS)


def test_with_her_own_password_and_keys_the_same_sign_in_goes_on(world: World) -> None:
    """The alarm: without his pair in the way, the sign-in of these tests is one that works."""
    Authenticator.objects.filter(user_id=world.rawan.account).delete()
    cache.clear()
    client = sign_in(PASSWORD)
    assert is_signed_in(client)
    assert settings.AMANA_KEY_COOKIE in client.cookies


def test_doctor_counts_key_pairs_that_nothing_proves(world: World) -> None:
    assert vault.keyring.count_exchanged() == 0
    write_newer_row(world, ciphers.X25519)
    assert vault.keyring.count_exchanged() == 1


def test_only_the_rehearsal_opens_a_pair_without_its_proof() -> None:
    code = {file: file.read_text() for file in Path("src/amana").rglob("*.py")}
    named = sorted(str(file) for file, text in code.items() if "open_unproven_key" in text)
    asked = sorted(str(file) for file, text in code.items() if "proven=" in text)
    assert named == ["src/amana/upkeep/backups.py", "src/amana/vault/keyring.py"]
    assert asked == ["src/amana/backups/turning.py"]
