"""Somebody who may write into every table gives another account a second factor of his own. It lets nobody in."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from amana.signin import factor_rows
from amana.signin.factor_forms import SignInPasskey
from amana.trust.actor import Actor
from amana.trust.models import Line, User
from amana.vault import Broken, server_secrets
from tests.cast import PASSWORD, World, forget_states
from tests.world import Desk

pytestmark = pytest.mark.django_db
HIS = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
REFUSED = "was changed outside Amana"


def give(actor: Actor, secret: str) -> Authenticator:
    """An application with this secret, set up in the ordinary way."""
    Authenticator.objects.filter(user_id=actor.account).delete()
    with factor_rows.of(actor.account):
        data = {"secret": factor_rows.seal_secret(secret)}
    return Authenticator.objects.create(user_id=actor.account, type="totp", data=data)


def code_of(secret: str) -> str:
    """What an application with this secret shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())) + 1)))


def with_code(username: str, code: str) -> tuple[Client, str]:
    """A sign-in by the right password and this code, with its last page."""
    cache.clear()
    client = Client(headers={"Accept-Language": "en"})
    client.post("/sign-in/", {"login": username, "password": PASSWORD})
    return client, client.post("/sign-in/second/", {"code": code}).content.decode()


def is_in(client: Client) -> bool:
    return bool(client.get("/cases/").status_code == 200)


def contents_moved(his: Authenticator, hers: Authenticator) -> None:
    Authenticator.objects.filter(pk=hers.pk).update(data=his.data)


def secret_moved(his: Authenticator, hers: Authenticator) -> None:
    """Her mark stays, his secret comes."""
    Authenticator.objects.filter(pk=hers.pk).update(data=hers.data | {"secret": his.data["secret"]})


def row_moved(his: Authenticator, hers: Authenticator) -> None:
    Authenticator.objects.filter(pk=hers.pk).delete()
    Authenticator.objects.filter(pk=his.pk).update(user_id=hers.user_id)


def row_added(his: Authenticator, hers: Authenticator) -> None:
    """Her own stays, so that she notices nothing; recovery codes of his stand beside it."""
    Authenticator.objects.bulk_create([Authenticator(user_id=hers.user_id, type="recovery_codes", data=his.data)])


def mark_taken_off(his: Authenticator, hers: Authenticator) -> None:
    """As rows were before they had marks."""
    data = {name: value for name, value in his.data.items() if name != factor_rows.MARK}
    Authenticator.objects.filter(pk=hers.pk).update(data=data)


type Attack = Callable[[Authenticator, Authenticator], None]
ATTACKS: list[Attack] = [contents_moved, secret_moved, row_moved, row_added, mark_taken_off]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_factor_moved_to_her_account_lets_nobody_in_and_is_told(
    world: World, attack: Attack, caplog: pytest.LogCaptureFixture
) -> None:
    his = give(world.yusuf, HIS)
    attack(his, Authenticator.objects.get(user_id=world.rawan.account))
    client, page = with_code("rawan", code_of(HIS))
    assert not is_in(client) and REFUSED in page
    line = Line.objects.get(verb="trust.factor_moved")
    assert line.object == world.rawan.account
    assert "changed outside" in caplog.text and "rawan" not in caplog.text
    assert factor_rows.count_changed() == 1
    passkey = SignInPasskey({"credential": '{"id": "his"}'}, user=User.objects.get(id=world.rawan.account))
    assert not passkey.is_valid() and REFUSED in str(passkey.errors)


def test_the_same_way_in_is_open_where_nobody_asks_whose_it_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The alarm: with all three checks taken out, the attack succeeds."""
    his = give(world.yusuf, HIS)
    contents_moved(his, Authenticator.objects.get(user_id=world.rawan.account))
    monkeypatch.setattr(factor_rows, "is_genuine", lambda row: True)
    forget_states()
    assert not is_in(with_code("rawan", code_of(HIS))[0]), "the seal alone holds, too"
    monkeypatch.setattr(factor_rows, "_owner", lambda: world.yusuf.account)
    assert is_in(with_code("rawan", code_of(HIS))[0])


def test_his_own_factor_lets_him_in_as_before(world: World) -> None:
    give(world.yusuf, HIS)
    client, _page = with_code("yusuf", code_of(HIS))
    assert is_in(client) and not Line.objects.filter(verb="trust.factor_moved").exists()


def test_a_row_that_was_moved_is_not_made_genuine_by_whoever_renames_it(world: World) -> None:
    his = give(world.yusuf, HIS)
    contents_moved(his, Authenticator.objects.get(user_id=world.rawan.account))
    row = Authenticator.objects.get(user_id=world.rawan.account)
    row.data["name"] = "my telephone"
    with pytest.raises(Broken):
        row.save()
    assert factor_rows.count_changed() == 1


def test_her_recovery_codes_are_shown_to_nobody_to_whose_account_they_were_moved(world: World, desk: Desk) -> None:
    seed = {"seed": server_secrets.seal_secret(factor_rows.PURPOSE, world.rawan.account, "ab" * 40), "used_mask": 0}
    hers = Authenticator.objects.create(user_id=world.rawan.account, type="recovery_codes", data=seed)
    client = desk("yusuf")
    Authenticator.objects.filter(pk=hers.pk).update(user_id=world.yusuf.account)
    page = client.get("/second-factor/codes/")
    assert page.status_code >= 400
    Authenticator.objects.filter(pk=hers.pk).update(user_id=world.rawan.account)
    assert desk("rawan").get("/second-factor/codes/").status_code == 200, "the alarm"
