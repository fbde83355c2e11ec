"""Rotation of every kind of key: counted, gone on with after a kill, and everything opens all along."""

import time
from datetime import timedelta
from uuid import UUID

import pytest

from amana import vault
from amana.errors import CannotOpen
from amana.process_state import forget_cached_state
from amana.trust.models import Head, User
from amana.trust.trail import export_rows, log, record, sequence
from amana.upkeep import rotations
from amana.upkeep.errors import RotationByOfficers
from amana.upkeep.locks import keep_locks
from amana.vault import keystore, relocking, renewal, wraps
from amana.vault.models import Facts, Key, KeyRotation, Sealed, Wrap
from amana_methods.merkle import Frontier
from amana_methods.trail import Note, VerifierKey, is_signed_by, verify
from tests.cast import PASSWORD, World
from tests.world import Committing

STORY = {"fields": {"full_name": "Selam"}}


@pytest.fixture(autouse=True)
def fresh_look() -> None:
    forget_cached_state()


def texts(world: World, count: int) -> list[Sealed]:
    """Texts of as many locks, each with facts, wrapped to Rawan and to the unit that takes signs in."""
    found = []
    for number in range(count):
        lock = vault.keystore.new_lock()
        holders = [vault.texts.Holder("user", world.rawan.account), vault.texts.Holder("unit", world.units["intake"])]
        found.append(
            vault.texts.seal(lock=lock, kind="account", content=STORY, holders=holders, by=world.rawan, at=world.now)
        )
        vault.facts.put(lock, "rotation", found[-1].id, {"number": number})
    return found


def all_open(world: World, found: list[Sealed]) -> bool:
    facts = vault.facts.by_owner("rotation", [text.id for text in found])
    by_unit = {vault.texts.open_text(world.berivan, text.id) == STORY for text in found}
    by_user = {vault.texts.open_text(world.rawan, text.id) == STORY for text in found}
    return by_unit == by_user == {True} and len(facts) == len(found)


@pytest.mark.parametrize("kind", ["master", "lock", "unit", "user", "section"])
def test_everything_opens_before_during_and_after(world: World, kind: str) -> None:
    found = texts(world, 3)
    old, new = rotations.rotate(kind, now=world.now)
    assert all_open(world, found)
    if kind == "user":
        assert old == User.objects.filter(is_active=True).count()
        assert User.objects.get(id=world.rawan.account).must_change_password
        for actor in world.cast.actors.values():
            assert actor.keys is not None
            vault.keyring.renew_user_key(actor.keys, PASSWORD, world.now)
    elif kind in {"unit", "section"}:
        vault.catching_up.catch_up(world.berivan)
        for sealed in Sealed.objects.all():
            for actor in world.cast.actors.values():
                if vault.texts.can_open(actor, sealed):
                    vault.texts.open_text(actor, sealed.id)
    rotations.end_what_is_done(world.now)
    left, there = rotations.counts()[kind]
    assert (left, there > 0, new >= 0) == (0, True, True)
    assert not KeyRotation.objects.filter(kind=kind, ended_at=None).exists()


def test_lock_keys_go_on_where_the_process_was_killed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    found = texts(world, 6)
    total = rotations.counts()["lock"][1]
    whole, calls = relocking.relock, []

    def killed(lock: UUID) -> int:
        calls.append(lock)
        if len(calls) == 4:
            raise InterruptedError
        return whole(lock)

    with monkeypatch.context() as context:
        context.setattr(vault.relocking, "relock", killed)
        with pytest.raises(InterruptedError):
            rotations.rotate("lock", now=world.now)
    assert rotations.counts()["lock"] == (total - 3, 3)
    assert all_open(world, found)
    assert rotations.rotate("lock", now=world.now, resume=True) == (0, total)
    assert rotations.rotate("lock", now=world.now, resume=True) == (0, total)  # begins nothing
    assert len({each.lock for each in found if keystore.lock_key(each.lock)[0] == 2}) == 6
    assert all_open(world, found)


def test_a_copy_of_a_wrap_from_before_opens_nothing_afterwards(world: World, committed: Committing) -> None:
    (text,) = texts(world, 1)
    copy = Wrap.objects.filter(sealed=text).values("id", "blob", "lock_version")
    kept = {row["id"]: row for row in copy}
    with committed():
        rotations.rotate("lock", now=world.now)
    for id, row in kept.items():
        Wrap.objects.filter(id=id).update(blob=row["blob"], lock_version=row["lock_version"])
    with pytest.raises(CannotOpen):
        vault.texts.open_text(world.rawan, text.id)


def test_the_recovery_key_is_renewed_by_its_officers_alone(world: World) -> None:
    with pytest.raises(RotationByOfficers):
        rotations.rotate("recovery", now=world.now)


def test_the_worker_puts_away_what_nobody_needs_any_more(world: World) -> None:
    texts(world, 1)
    rotations.rotate("unit", now=world.now)
    before = renewal.in_several_versions().count()
    keep_locks(world.now)
    assert renewal.in_several_versions().count() == before  # a page that is being answered may still wrap to them
    keep_locks(world.now + timedelta(minutes=11))
    assert 0 < renewal.in_several_versions().count() < before  # units without texts are done


@pytest.mark.deep
def test_a_hundred_thousand_wraps_are_locked_anew(world: World) -> None:
    count = 100_000
    (text, *_), lock = texts(world, 1), vault.keystore.new_lock()
    Sealed.objects.filter(id=text.id).update(lock=lock)
    number, key = keystore.lock_key(lock)
    wrap = Wrap.objects.filter(sealed=text, holder_kind="user").get()
    old_lock = keystore.lock_key_version(text.lock, wrap.lock_version)
    contract, inner = wraps.unlock_inner(wrap, old_lock)
    rows = []
    for n in range(count):
        row = Wrap(
            sealed=text,
            holder_kind="user",
            holder=UUID(int=n + 10),
            holder_version=1,
            lock_version=number,
            key_version=1,
        )
        row.blob = wraps.lock_inner(contract, inner, row, key)
        rows.append(row)
    Wrap.objects.filter(sealed=text).delete()
    Facts.objects.filter(lock=text.lock).delete()
    Wrap.objects.bulk_create(rows, batch_size=1000)
    began = time.process_time()
    vault.relocking.relock(lock)
    spent = time.process_time() - began
    assert Wrap.objects.filter(lock_version=2).count() == count
    print(f"{count} wraps: {spent:.1f} s of one core")
    assert spent < 120


# The key of the trail ---------------------------------------------------------------------------------------


def grown(world: World) -> Note:
    """The trail has some more lines and a checkpoint, which somebody outside keeps."""
    for _ in range(3):
        record(world.sara, "trust.enabled", world.sara.user_id, world.now)
    sequence()
    return log.sign_note(Head.objects.get(id=1).size, frontier_of_all().root())


def frontier_of_all() -> Frontier:
    return log.frontier_at(Head.objects.get(id=1).size)


def test_old_checkpoints_are_checked_after_the_trail_has_a_new_key(world: World) -> None:
    first, early = vault.signing.trail_key(), grown(world)
    assert rotations.rotate("trail", now=world.now) == (1, 1)
    assert rotations.rotate("trail", now=world.now) == (1, 1)  # one at a time
    second, both = vault.signing.trail_key(), grown(world)
    assert second.name == first.name and second != first
    assert is_signed_by(both, first) and is_signed_by(both, second)  # witnesses have time to note the new one
    assert rotations.rotate("trail", now=world.now, resume=True) == (0, 1)
    alone = grown(world)
    assert not is_signed_by(alone, first) and is_signed_by(alone, second)
    rows = list(export_rows())
    for key, kept in ((None, [early, both, alone]), (first, [early, both, alone]), (second, [both, alone])):
        verdict = verify(iter(rows), kept, key=key)
        assert (verdict.faults, verdict.witnessed) == ((), alone.checkpoint.size), verdict.faults
    assert verify(iter(rows), [early], key=second).faults  # who knows the later key believes no earlier one


def test_a_new_key_that_nobody_signed_is_found(world: World) -> None:
    early = grown(world)
    rotations.rotate("trail", now=world.now)
    grown(world)
    forged = VerifierKey(early.checkpoint.origin, bytes(range(32)))
    rows = list(export_rows())
    at = next(n for n, row in enumerate(rows) if row.startswith(b"renewed "))
    signed = rows[at].rstrip(b"\n").split(b" ")[2]
    rows[at] = f"renewed {forged} ".encode() + signed + b"\n"
    assert any("not signed by the key before" in fault.what for fault in verify(iter(rows), [early]).faults)
    Key.objects.filter(holder_kind="trail").update(public=bytes(32))
    with pytest.raises(CannotOpen):
        vault.signing.trail_key()
