"""Breaking the glass: the key store's own list opens, a row in the database does not; two clocks end it."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings

from amana import vault
from amana.errors import CannotOpen
from amana.vault import ciphers, glass, keystore
from amana.vault.clock import now
from amana.vault.models import Key, Sealed, Wrap
from tests.cast import World

pytestmark = pytest.mark.django_db


def text(world: World, code: str = "contact") -> Sealed:
    """A section of a case of Rawan's."""
    return Sealed.objects.get(lock=world.case().lock, section=code, kind="section")


def granted(world: World, sealed: Sealed, *, hours: float = 4, sections: tuple[str, ...] = ("contact",)) -> UUID:
    """Yusuf of another house may open these sections for some hours."""
    grant = uuid4()
    until = now() + timedelta(hours=hours)
    vault.glass.write_grant(grant, lock=sealed.lock, user=world.yusuf.account, sections=sections, until=until)
    return grant


def test_a_grant_opens_what_it_names_and_to_whom_it_was_given(world: World) -> None:
    sealed = text(world)
    grant = granted(world, sealed)
    assert vault.glass.open_under_glass(world.yusuf, sealed, grant)["fields"]["phone"] == "+9647500000142"
    for actor, what, by in [
        (world.noor, sealed, grant),
        (world.yusuf, Sealed.objects.get(lock=sealed.lock, section="identity", kind="section"), grant),
        (world.yusuf, text(world), grant),
        (world.yusuf, sealed, uuid4()),
    ]:
        with pytest.raises(CannotOpen):
            vault.glass.open_under_glass(actor, what, by)


def test_only_sections_that_the_pack_names_are_wrapped_for_emergencies(world: World) -> None:
    lock = text(world).lock
    wrapped = Wrap.objects.filter(sealed__lock=lock, holder_kind="breakglass").values_list("sealed__section", flat=True)
    assert sorted(wrapped) == ["contact", "health", "identity"]
    account = Sealed.objects.get(lock=lock, section="account", kind="section")
    with pytest.raises(CannotOpen):
        vault.glass.open_under_glass(world.yusuf, account, granted(world, account, sections=("account",)))


def test_it_ends_after_its_hours_by_either_clock(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = text(world)
    grant = granted(world, sealed)
    later = now() + timedelta(hours=4, seconds=1)
    for clocks in ((later, now()), (now(), later), (now() - timedelta(hours=1), now())):
        with monkeypatch.context() as patched:
            patched.setattr(glass, "_clocks", lambda clocks=clocks: clocks)
            with pytest.raises(CannotOpen):
                vault.glass.open_under_glass(world.yusuf, sealed, grant)
    assert vault.glass.open_under_glass(world.yusuf, sealed, grant)
    vault.glass.end_grant(grant)
    with pytest.raises(CannotOpen):
        vault.glass.open_under_glass(world.yusuf, sealed, grant)


def test_nobody_is_given_longer(world: World) -> None:
    sealed = text(world)
    for hours in (4.01, 0, -1):
        with pytest.raises(ValueError, match=r"\d"):
            granted(world, sealed, hours=hours)


@pytest.mark.parametrize(
    ("column", "value"),
    [("until", "2999-01-01T00:00:00+00:00"), ("user", str(UUID(int=7))), ("sections", "contact,health")],
)
def test_a_line_changed_in_the_file_of_the_key_store_is_found(
    world: World, settings: LazySettings, column: str, value: Any
) -> None:
    sealed = text(world)
    grant = granted(world, sealed)
    with closing(sqlite3.connect(Path(settings.AMANA_KEY_STORE))) as base, base:
        base.execute(f"UPDATE glass SET {column} = ?", (value,))  # noqa: S608
    with pytest.raises(ciphers.Broken):
        vault.glass.open_under_glass(world.yusuf, sealed, grant)


def test_a_public_key_put_into_the_database_gets_no_wrap(world: World) -> None:
    text(world)
    Key.objects.filter(holder_kind="breakglass").update(public=ciphers.new_pair(ciphers.HYBRID)[1])
    with pytest.raises(ciphers.Broken):
        world.case()


def test_a_text_from_before_is_wrapped_when_a_holder_opens_it(world: World) -> None:
    sealed = text(world)
    Wrap.objects.filter(holder_kind="breakglass").delete()
    grant = granted(world, sealed)
    with pytest.raises(CannotOpen):
        vault.glass.open_under_glass(world.yusuf, sealed, grant)
    vault.texts.keep_for_emergencies(world.rawan, sealed)
    assert vault.glass.open_under_glass(world.yusuf, sealed, grant)


def test_it_still_opens_after_a_door_was_closed_and_the_text_has_another_key(world: World) -> None:
    sealed = text(world)
    vault.texts.share(world.rawan, [sealed], vault.texts.Holder("user", world.shno.account))
    vault.texts.unshare([sealed], vault.texts.Holder("user", world.shno.account))
    vault.texts.open_text(world.rawan, sealed.id)
    assert Sealed.objects.get(id=sealed.id).key_version > sealed.key_version
    assert vault.glass.open_under_glass(world.yusuf, sealed, granted(world, sealed))


def test_an_erased_case_stays_shut(world: World) -> None:
    sealed = text(world)
    grant = granted(world, sealed)
    keystore.destroy_lock(sealed.lock, now().isoformat())
    with pytest.raises(CannotOpen):
        vault.glass.open_under_glass(world.yusuf, sealed, grant)
