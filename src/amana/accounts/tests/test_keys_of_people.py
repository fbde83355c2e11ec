"""Keys of people and units: a new password, leaving, being shut out, a password that was lost."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction
from pytest_django import Settings

from amana import vault
from amana.accounts import commands, joining
from amana.accounts.errors import LastOfUnit, NotADemo
from amana.errors import CannotOpen, NotFound
from amana.process_state import forget_cached_state
from amana.signin.commands import ask_for_new_password
from amana.signin.models import ForgottenPassword
from amana.trust.actor import Actor
from amana.trust.models import Membership, User
from amana.vault import catching_up, ciphers, keystore, renewal, wraps
from amana.vault.acting import SYSTEM, acting_as
from amana.vault.models import Instance, Key, Sealed, UnitShare, Wrap
from tests.cast import PASSWORD, World

STORY = {"fields": {"full_name": "سلام تسفاي"}}


@pytest.fixture(autouse=True)
def fresh_look() -> None:
    forget_cached_state()


def sealed_for(world: World, *holders: vault.texts.Holder) -> Sealed:
    return vault.texts.seal(
        lock=vault.keystore.new_lock(), kind="account", content=STORY, holders=holders, by=world.rawan, at=world.now
    )


def holder(actor: Actor) -> vault.texts.Holder:
    return vault.texts.Holder("user", actor.account)


def unit(world: World, key: str) -> vault.texts.Holder:
    return vault.texts.Holder("unit", world.units[key])


def members(world: World, key: str) -> list[Actor]:
    ids = set(Membership.objects.filter(unit=world.units[key]).values_list("user", flat=True))
    return [actor for actor in world.cast.actors.values() if actor.account in ids]


def again(actor: Actor, password: str) -> Actor:
    """The same person, signed in anew with this password."""
    units = frozenset(
        Membership.objects.filter(user=actor.account, admitted_at__isnull=False).values_list("unit", flat=True)
    )
    return replace(actor, keys=vault.keyring.open_user_key(actor.account, password), unit_ids=units)


def with_old_keys(actor: Actor) -> Actor:
    """Somebody who kept her private key and every share, and whom no row of the database stops."""
    assert actor.keys is not None
    return replace(actor, keys=vault.keyring.KeyRing(actor.account, actor.keys.private))


# Public keys --------------------------------------------------------------------------------------------


def test_a_public_key_that_somebody_put_into_the_database_is_not_wrapped_to(world: World) -> None:
    _private, public = ciphers.new_pair(ciphers.HYBRID)
    assert sealed_for(world, unit(world, "intake"))
    Key.objects.filter(holder_kind="unit", holder=world.units["intake"]).update(public=public)
    with pytest.raises(ciphers.Broken):
        sealed_for(world, unit(world, "intake"))
    Key.objects.create(
        holder_kind="user",
        holder=world.rawan.account,
        version=2,
        suite=ciphers.HYBRID,
        public=public,
        made_at=world.now,
    )
    with pytest.raises(ciphers.Broken):
        sealed_for(world, holder(world.rawan))


@pytest.mark.parametrize("kind", ["unit", "recovery", "code"])
def test_what_lives_for_decades_is_wrapped_by_lattice_and_curve_together(world: World, kind: str) -> None:
    if kind == "code":
        keys = vault.codes.keys_of(vault.codes.new_code())
        vault.codes.keep_mailbox(vault.codes.new_mailbox(keys, uuid4()), keys.version, world.now)
    assert set(Key.objects.filter(holder_kind=kind).values_list("suite", flat=True)) == {ciphers.HYBRID}


# A new password -------------------------------------------------------------------------------------------


def test_a_new_password_comes_with_a_new_key_and_everything_opens(world: World, settings: Settings) -> None:
    settings.AMANA_USER_KEYS = "hybrid"
    own, shared = sealed_for(world, holder(world.berivan)), sealed_for(world, unit(world, "intake"))
    assert world.berivan.keys is not None
    vault.keyring.renew_user_key(world.berivan.keys, "another-one-42", world.now)
    berivan = again(world.berivan, "another-one-42")
    assert berivan.keys is not None
    assert (berivan.keys.version, berivan.keys.suite) == (2, ciphers.HYBRID)
    assert vault.texts.open_text(berivan, own) == vault.texts.open_text(berivan, shared) == STORY
    for shut in (own, shared):
        with pytest.raises(CannotOpen):
            vault.texts.open_text(with_old_keys(world.berivan), shut)
    with pytest.raises(CannotOpen):
        vault.keyring.open_user_key(world.berivan.account, PASSWORD)
    secret, kept = vault.keyring.session_key(berivan.keys)
    carried = vault.keyring.unlock_from_session(berivan.account, secret, kept)
    assert carried is not None
    assert vault.texts.open_text(replace(berivan, keys=carried), own) == STORY
    renewal.forget_earlier_keys(world.now + renewal.GRACE)
    assert Key.objects.get(holder_kind="user", holder=berivan.account).version == 2


# Leaving --------------------------------------------------------------------------------------------------


def leave(world: World, who: Actor, key: str) -> None:
    joining.leave_unit(world.sara, user_id=who.account, unit_id=world.units[key], now=world.now)
    forget_cached_state()


def test_who_left_a_unit_opens_nothing_new_and_nothing_that_was_renewed(world: World) -> None:
    stays, leaves = members(world, "intake")[:2]
    before = sealed_for(world, unit(world, "intake"))
    kept = {share.key_id: bytes(share.blob) for share in UnitShare.objects.filter(user=leaves.account)}
    leave(world, leaves, "intake")
    after = sealed_for(world, unit(world, "intake"))
    for share in Key.objects.filter(id__in=kept):  # she kept a copy of her shares, and puts them back
        UnitShare.objects.get_or_create(key=share, user=leaves.account, defaults={"blob": kept[share.id]})
    assert vault.texts.open_text(with_old_keys(leaves), before) == STORY  # until somebody opens it
    with pytest.raises(CannotOpen):
        vault.texts.open_text(with_old_keys(leaves), after)
    assert vault.texts.open_text(stays, after) == vault.texts.open_text(stays, before) == STORY
    with pytest.raises(CannotOpen):
        vault.texts.open_text(with_old_keys(leaves), before)
    assert Membership.objects.filter(user=leaves.account, unit=world.units["intake"]).count() == 0


def test_the_only_holder_of_a_unit_does_not_leave_it(world: World) -> None:
    first, *others = members(world, "intake")
    for other in others:
        leave(world, other, "intake")
    with pytest.raises(LastOfUnit):
        leave(world, first, "intake")
    sealed = sealed_for(world, unit(world, "intake"))
    assert vault.texts.open_text(again(first, PASSWORD), sealed) == STORY
    with pytest.raises(NotFound):
        leave(world, others[0], "intake")


def test_renewing_is_broken_off_and_goes_on_until_nothing_is_left(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stays, leaves = members(world, "intake")[:2]
    texts = [sealed_for(world, unit(world, "intake")) for _ in range(5)]
    leave(world, leaves, "intake")
    assert renewal.count_wraps("unit")[0] == 5
    assert renewal.forget_earlier_keys(world.now + renewal.GRACE) == 0  # five wraps still need it
    whole = renewal.renew_wraps_of
    calls: list[int] = []

    def broken(row: Sealed, key: bytes) -> int:
        calls.append(1)
        if len(calls) == 3:
            raise InterruptedError
        return whole(row, key)

    with monkeypatch.context() as context:
        context.setattr(renewal, "renew_wraps_of", broken)
        with pytest.raises(InterruptedError):
            vault.catching_up.catch_up(stays)
    assert renewal.count_wraps("unit")[0] == 3
    assert all(vault.texts.can_open(stays, text) for text in texts)
    assert vault.catching_up.catch_up(stays) == 3
    assert renewal.count_wraps("unit")[0] == 0
    assert renewal.forget_earlier_keys(world.now + renewal.GRACE) == 1
    assert {vault.texts.open_text(stays, text) == STORY for text in texts} == {True}
    assert not renewal.is_under_way()


def test_a_forged_wrap_is_not_renewed(world: World) -> None:
    stays, leaves = members(world, "intake")[:2]
    sealed = sealed_for(world, unit(world, "intake"), holder(world.rawan))
    Wrap.objects.filter(sealed=sealed, holder_kind="user").update(holder=leaves.account)
    vault.keyring.make_user_key(leaves.account, PASSWORD, world.now)
    forget_cached_state()
    assert vault.texts.open_text(stays, sealed) == STORY
    assert Wrap.objects.get(sealed=sealed, holder_kind="user").holder_version == 1
    with pytest.raises(CannotOpen):
        vault.texts.open_text(again(leaves, PASSWORD), sealed)


def test_who_is_shut_out_holds_nothing_but_what_nobody_else_could_open(world: World) -> None:
    team = sealed_for(world, holder(world.berivan), holder(world.nasrin))
    alone = sealed_for(world, holder(world.berivan))
    of_unit = sealed_for(world, unit(world, "intake"))
    commands.disable(world.sara, user_id=world.berivan.account, now=world.now)
    forget_cached_state()
    assert vault.catching_up.only_they_can_open(world.berivan.account) == 1
    with acting_as(world.sara.account):  # who shuts the account sees no row of them, and is told all the same
        assert vault.catching_up.only_they_can_open(world.berivan.account) == 1
    for shut in (team, of_unit):
        with pytest.raises(CannotOpen):
            vault.texts.open_text(with_old_keys(world.berivan), shut)
    assert vault.texts.open_text(world.nasrin, team) == STORY
    commands.enable(world.sara, user_id=world.berivan.account, now=world.now)
    berivan = again(world.berivan, PASSWORD)
    assert world.units["intake"] not in berivan.unit_ids
    assert vault.texts.open_text(berivan, alone) == STORY


# A lost password --------------------------------------------------------------------------------------------


def asked_by(actor: Actor, world: World) -> UUID:
    name = User.objects.get(id=actor.account).username
    ask_for_new_password(name, now=world.now)
    ask_for_new_password(name, now=world.now)
    return ForgottenPassword.objects.get(user=actor.account).id


def test_a_colleague_gives_a_new_password_and_her_unit_opens_at_once(world: World) -> None:
    colleague, lost = members(world, "intake")[:2]
    shared, both = sealed_for(world, unit(world, "intake")), sealed_for(world, holder(colleague), holder(lost))
    alone = sealed_for(world, holder(lost))
    request = asked_by(lost, world)
    assert [each.id for each in joining.forgotten_for(colleague)] == [request]
    joining.give_new_password(colleague, request_id=request, first_password="said-in-person-7", now=world.now)
    back = again(lost, "said-in-person-7")
    assert vault.texts.open_text(back, shared) == vault.texts.open_text(back, both) == STORY
    with pytest.raises(CannotOpen):
        vault.texts.open_text(back, alone)
    with pytest.raises(CannotOpen):
        vault.keyring.open_user_key(lost.account, PASSWORD)
    with pytest.raises(CannotOpen):
        vault.texts.open_text(with_old_keys(lost), shared)
    assert catching_up.only_they_can_open(lost.account) == 1
    assert User.objects.get(id=lost.account).must_change_password
    with pytest.raises(NotFound):  # answered once
        joining.give_new_password(colleague, request_id=request, first_password="again-and-again", now=world.now)


def test_a_stranger_answers_no_request_and_nobody_their_own(world: World) -> None:
    lost = world.berivan
    request = asked_by(lost, world)
    for wrong in (lost, world.yusuf):
        with pytest.raises(NotFound):
            joining.give_new_password(wrong, request_id=request, first_password="said-in-person-7", now=world.now)
    ask_for_new_password("nobody-has-this-name", now=world.now)
    assert ForgottenPassword.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_leave_a_unit_at_once_renew_its_key_one_after_the_other(world: World) -> None:
    """Each renewal gets a number of its own; with one number for both, one of the two would stay a member."""
    unit_id, member = unit(world, "intake").id, members(world, "intake")[0].account

    def renew(_number: int) -> int:
        try:
            with transaction.atomic(), acting_as(SYSTEM):
                return vault.keyring.renew_unit_key(unit_id, [member], world.now)
        finally:
            connections.close_all()
            keystore.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(renew, range(4))) == [2, 3, 4, 5]


def test_an_earlier_key_stays_while_a_page_may_still_wrap_to_it(world: World) -> None:
    """A page reads the unit's key, somebody leaves, the worker tidies up, and only then the page writes its wrap."""
    stays, leaves = members(world, "intake")[:2]
    before = Key.objects.filter(holder_kind="unit", holder=unit(world, "intake").id).latest("version")
    leave(world, leaves, "intake")
    assert renewal.forget_earlier_keys(world.now + timedelta(minutes=1)) == 0
    late = sealed_for(world, holder(world.rawan))
    wrap = Wrap(sealed=late, holder_kind="unit", holder=unit(world, "intake").id, holder_version=before.version)
    wrap.key_version, (wrap.lock_version, lock) = late.key_version, keystore.lock_key(late.lock)
    row = Wrap.objects.get(sealed=late, holder_kind="user", holder=world.rawan.account)
    assert world.rawan.keys is not None
    text_key = wraps.open_wrap(row, lock, world.rawan.keys.private_key("user", world.rawan.account, row.holder_version))
    wrap.blob = wraps.sealed_to(before, text_key, wrap, lock)
    wrap.save()
    assert vault.texts.open_text(stays, late) == STORY
    assert renewal.forget_earlier_keys(world.now + renewal.GRACE) == 1, "the opening led it to the newest"
    assert vault.texts.open_text(stays, late) == STORY


def test_the_one_password_of_a_demonstration_is_stretched_once_and_in_no_other_instance(world: World) -> None:
    people = [world.rawan.account, world.yusuf.account]
    assert len({bytes(key.salt or b"") for key in Key.objects.filter(holder__in=people)}) == 1
    for user in User.objects.filter(id__in=people):
        assert user.check_password(PASSWORD) and not user.check_password(f"{PASSWORD}x")
        assert vault.keyring.open_user_key(user.id, PASSWORD).user == user.id
        with pytest.raises(CannotOpen):
            vault.keyring.open_user_key(user.id, f"{PASSWORD}x")
    Instance.objects.update(demo=False)
    with pytest.raises(NotADemo):
        commands.shared_password(PASSWORD)
