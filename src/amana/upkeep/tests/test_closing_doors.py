"""A door that was closed stays closed: for whoever kept an old wrap, through crashes, and at the next writing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections

from amana import vault
from amana.errors import CannotOpen
from amana.upkeep import locks as upkeep
from amana.vault import ciphers, keystore, relocking, wraps
from amana.vault.acting import acting_as
from amana.vault.models import Facts, Sealed, Wrap
from tests.cast import World
from tests.world import Committing

STORY = {"fields": {"full_name": "سلام تسفاي"}}
CONSENT = UUID(int=7)


def holder(world: World, name: str) -> vault.texts.Holder:
    user = getattr(world, name).user_id
    return vault.texts.Holder("user", user)


def text(world: World, *names: str, lock: UUID | None = None) -> Sealed:
    people = [holder(world, name) for name in names or ("rawan", "nasrin")]
    return vault.texts.seal(
        lock=lock or vault.keystore.new_lock(), kind="section", section="identity", content=STORY, holders=people,
        by=world.rawan, at=world.now,
    )  # fmt: skip


def let_in(world: World, sealed: Sealed, consent: UUID = CONSENT) -> list[dict[str, Any]]:
    """Jihan's clinic may open the text; a copy of its wraps, as an old backup holds them."""
    clinic = vault.texts.Holder("unit", world.units["clinic"])
    vault.texts.share(world.rawan, [sealed], clinic, consent_id=consent, expires_at=world.now + timedelta(days=9))
    assert vault.texts.open_text(world.jihan, sealed) == STORY
    return [dict(row) for row in Wrap.objects.filter(sealed=sealed, consent=consent).values()]


def put_back(kept: Sequence[Mapping[str, Any]]) -> None:
    for row in kept:
        Wrap(**row).save(force_insert=True)


def opens(world: World, name: str, sealed: Sealed) -> bool:
    try:
        return vault.texts.open_text(getattr(world, name), sealed.id) == STORY
    except CannotOpen:
        return False


def test_a_wrap_that_somebody_kept_opens_nothing_after_the_door_was_closed(world: World, committed: Committing) -> None:
    sealed = text(world)
    kept = let_in(world, sealed)
    vault.facts.put(sealed.lock, "case", sealed.id, {"nationality": "KE"})
    with committed():
        assert vault.texts.unshare_consent(CONSENT) == 1
    put_back(kept)
    assert vault.texts.openable(world.jihan, [sealed])  # the row is there again, and says so
    assert not opens(world, "jihan", sealed)
    for version in (1, 2):
        Wrap.objects.filter(consent=CONSENT).update(lock_version=version)
        assert not opens(world, "jihan", sealed)
    assert opens(world, "rawan", sealed)
    assert opens(world, "nasrin", sealed)
    assert vault.facts.get("case", sealed.id) == {"nationality": "KE"}


def test_without_a_new_lock_version_the_kept_wrap_would_open(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The alarm of the test above: it is the renewed lock that keeps the door shut, not the deleted row."""
    monkeypatch.setattr(relocking, "relock", lambda lock: 0)
    sealed = text(world)
    kept = let_in(world, sealed)
    vault.texts.unshare_consent(CONSENT)
    assert not opens(world, "jihan", sealed)
    put_back(kept)
    assert opens(world, "jihan", sealed)


def test_the_key_of_a_text_changes_when_somebody_who_may_opens_it(world: World, committed: Committing) -> None:
    sealed, other = text(world), uuid4()
    let_in(world, sealed)
    shelter = vault.texts.Holder("unit", world.units["shelter"])
    vault.texts.share(world.rawan, [sealed], shelter, consent_id=other, expires_at=world.now + timedelta(days=2))
    with committed():
        vault.texts.unshare_consent(CONSENT)
    row = Sealed.objects.get(id=sealed.id)
    assert (row.to_be_rotated, row.key_version) == (True, 1)
    before = bytes(row.envelope)
    assert opens(world, "nasrin", sealed)
    row.refresh_from_db()
    assert (row.to_be_rotated, row.key_version, row.revision) == (False, 2, 1)
    assert bytes(row.envelope) != before
    assert opens(world, "rawan", sealed)
    assert not opens(world, "jihan", sealed)
    kept = Wrap.objects.get(sealed=sealed, consent=other)  # a living consent goes on, as long as it was given for
    assert kept.expires_at == world.now + timedelta(days=2)


def test_nothing_is_written_under_a_marked_key(world: World, committed: Committing) -> None:
    sealed, unread = text(world), text(world)
    kept = let_in(world, sealed)
    let_in(world, unread)
    assert world.jihan.keys is not None
    wrap = Wrap(**kept[0])
    lock = keystore.lock_key_version(sealed.lock, 1)
    known = wraps.open_wrap(
        wrap, lock, world.jihan.keys.private_key(wrap.holder_kind, wrap.holder, wrap.holder_version)
    )
    with committed():
        vault.texts.unshare_consent(CONSENT)
    vault.texts.reseal(world.rawan, sealed, {"fields": {"full_name": "new"}}, revision=1, at=world.now)
    row = Sealed.objects.get(id=sealed.id)
    for version in (1, 2):
        with pytest.raises(CannotOpen):  # whoever knew the key reads nothing that was written after
            ciphers.decrypt(known, row.envelope, ciphers.build_associated_data("sealed", row.kind, row.id, version))
    vault.texts.share(world.rawan, [unread], holder(world, "shno"))
    assert not Sealed.objects.filter(to_be_rotated=True).exists()
    assert opens(world, "shno", unread)


def test_a_wrap_that_nobody_gave_is_given_no_new_key(world: World, committed: Committing) -> None:
    sealed = text(world)
    let_in(world, sealed)
    with committed():
        vault.texts.unshare_consent(CONSENT)
    shno = holder(world, "shno").id
    forged = dict(Wrap.objects.filter(sealed=sealed, holder_kind="user").values()[0])
    forged |= {"id": None, "holder": shno, "consent": None}
    put_back([forged])
    assert opens(world, "rawan", sealed)
    assert not Wrap.objects.filter(sealed=sealed, holder=shno).exists()
    assert not opens(world, "shno", sealed)
    # nor what is sealed later in the same section
    put_back([forged | {"consent": uuid4(), "sealed_id": sealed.id}])
    later = text(world, lock=sealed.lock)
    assert not Wrap.objects.filter(sealed=later, holder=shno).exists()


def test_several_doors_at_once_make_one_new_version(world: World, committed: Committing) -> None:
    one = text(world)
    other = text(world, lock=one.lock)
    kept = [*let_in(world, one), *let_in(world, other, uuid4())]
    with committed(), vault.relocking.closing_together():
        for row in kept:
            vault.texts.unshare_consent(row["consent_id"] if "consent_id" in row else row["consent"])
    assert keystore.lock_key(one.lock)[0] == 2
    put_back(kept)
    assert not opens(world, "jihan", one)
    assert not opens(world, "jihan", other)
    assert opens(world, "rawan", one)
    assert opens(world, "rawan", other)


@pytest.mark.parametrize("step", ["before the new version", "rows moved", "putting away", "nothing"])
def test_wherever_it_breaks_off_who_may_goes_on_reading(
    world: World, committed: Committing, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    sealed = text(world)
    kept = let_in(world, sealed)
    vault.facts.put(sealed.lock, "case", sealed.id, {"nationality": "KE"})
    broken = {
        "before the new version": (keystore, "new_lock_version"),
        "rows moved": (relocking, "_put_away_later"),
        "putting away": (keystore, "retire_versions_before"),
    }

    def fail(*_: object) -> None:
        raise OSError("the power went")

    with monkeypatch.context() as patch:
        if step in broken:
            patch.setattr(*broken[step], fail)
        try:
            with committed():
                vault.texts.unshare_consent(CONSENT)
            done = True
        except OSError:
            done = False
    assert done == (step in ("putting away", "nothing"))
    assert opens(world, "rawan", sealed)
    assert vault.facts.get("case", sealed.id) == {"nationality": "KE"}
    assert opens(world, "jihan", sealed) == (not done)  # what was not acknowledged did not happen
    with committed():
        assert vault.relocking.finish_relocking() == (step in ("rows moved", "putting away"))
    assert vault.relocking.finish_relocking() == 0
    if done:
        put_back(kept)
        assert not opens(world, "jihan", sealed)
    else:
        with committed():
            vault.texts.unshare_consent(CONSENT)
        put_back(kept)
        assert not opens(world, "jihan", sealed)
    assert opens(world, "rawan", sealed)
    assert vault.facts.get("case", sealed.id) == {"nationality": "KE"}


def test_what_has_run_out_is_closed_like_a_withdrawal(world: World, committed: Committing) -> None:
    sealed = text(world)
    kept = let_in(world, sealed)
    with committed():
        assert vault.relocking.close_expired(world.now + timedelta(days=8)) == 0
        assert vault.relocking.close_expired(world.now + timedelta(days=9)) == 1
    put_back(kept)
    assert not opens(world, "jihan", sealed)
    assert Sealed.objects.get(id=sealed.id).to_be_rotated


def test_who_leaves_holds_nothing_of_any_case(world: World, committed: Committing) -> None:
    texts = [text(world, "rawan", "nasrin") for _ in range(3)]
    nasrin = holder(world, "nasrin")
    kept = list(Wrap.objects.filter(holder=nasrin.id).values())
    with committed():
        assert vault.relocking.close_for("user", nasrin.id) == 3
    put_back(kept)
    for sealed in texts:
        assert not opens(world, "nasrin", sealed)
        assert opens(world, "rawan", sealed)


def test_wraps_made_before_are_bound_without_a_key(world: World, committed: Committing) -> None:
    sealed = text(world)
    let_in(world, sealed)
    wrap = Wrap.objects.get(sealed=sealed, consent=CONSENT)
    lock = keystore.lock_key_version(sealed.lock, 1)
    contract, inner = wraps.unlock_inner(wrap, lock)
    assert contract == wraps.CONTRACT
    place = ciphers.build_associated_data("wrap", f"{wrap.holder_kind}|{wrap.holder}", sealed.id, 1)
    Wrap.objects.filter(pk=wrap.pk).update(blob=ciphers.encrypt(ciphers.derive_key(lock, "wraps"), inner, place))
    with committed():
        assert vault.relocking.bind_earlier() == 1
    assert vault.relocking.bind_earlier() == 0
    assert {wraps.contract_of(each) for each in Wrap.objects.all()} == {wraps.OUTER}
    put_back([Wrap.objects.filter(pk=wrap.pk).values()[0] | {"id": None, "consent": uuid4()}])
    assert opens(world, "rawan", sealed)


def test_wraps_made_before_section_and_lock_were_bound_are_bound_without_a_key(
    world: World, committed: Committing
) -> None:
    sealed = text(world)
    wrap = Wrap.objects.get(sealed=sealed, holder=world.rawan.account)
    lock = keystore.lock_key_version(sealed.lock, wrap.lock_version)
    contract, inner = wraps.unlock_inner(wrap, lock)
    place = wraps.inner_place(wrap, wraps.CONTRACT) + f"|locked by {wrap.lock_version}".encode()
    blob = ciphers.encrypt(ciphers.derive_key(lock, "wraps"), bytes([contract]) + inner, place, contract=wraps.CONTRACT)
    Wrap.objects.filter(pk=wrap.pk).update(blob=blob)
    assert opens(world, "rawan", sealed), "until then it opens as before"
    with committed():
        assert vault.relocking.bind_earlier() == 1
    assert {wraps.contract_of(each) for each in Wrap.objects.all()} == {wraps.OUTER}
    assert opens(world, "rawan", sealed)


def test_a_wrap_that_does_not_open_is_not_tried_for_ever(world: World, committed: Committing) -> None:
    sealed = text(world)
    wrap = Wrap.objects.get(sealed=sealed, holder=world.rawan.account)
    Wrap.objects.filter(pk=wrap.pk).update(blob=bytes([wraps.CONTRACT]) + bytes(wrap.blob)[1:])
    with committed():
        assert vault.relocking.bind_earlier() == 0


def test_a_restored_database_is_moved_to_the_newest_version(world: World, committed: Committing) -> None:
    sealed = text(world)
    vault.facts.put(sealed.lock, "case", sealed.id, {"nationality": "KE"})
    backup: list[tuple[Any, list[Any]]] = [
        (Wrap, list(Wrap.objects.values())),
        (Facts, list(Facts.objects.values())),
    ]
    with committed():
        vault.relocking.relock(sealed.lock)
    for model, rows in backup:
        model.objects.all().delete()
        for row in rows:
            model(**row).save(force_insert=True)
    assert not opens(world, "rawan", sealed)
    assert vault.facts.get("case", sealed.id) == {}
    assert vault.relocking.relock_restored(sealed.lock) == sum(
        len(rows) for _, rows in backup
    )  # its wraps and its facts
    assert opens(world, "rawan", sealed)
    assert vault.facts.get("case", sealed.id) == {"nationality": "KE"}
    assert vault.keystore.destroy_retired((world.now + timedelta(days=1)).isoformat(), world.now.isoformat()) == 1
    assert opens(world, "rawan", sealed)


def test_what_was_erased_is_not_renewed(world: World) -> None:
    sealed = text(world)
    let_in(world, sealed)
    vault.keystore.destroy_lock(sealed.lock, "2026-01-01")
    assert vault.texts.unshare_consent(CONSENT) == 1
    assert not opens(world, "rawan", sealed)
    assert connections["default"].in_atomic_block


def saying(moment: datetime | None) -> Callable[[], datetime | None]:
    return lambda: moment


def test_old_versions_are_destroyed_when_no_backup_needs_them(
    world: World, committed: Committing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "_oldest_backup", [])
    sealed, moments = text(world), []
    with committed():
        vault.relocking.relock(sealed.lock)
    hour = timedelta(hours=1)
    for days, oldest in ((0, None), (1, world.now - hour), (29, None), (1, world.now + hour), (31, world.now - hour)):
        if days == 31:
            with committed():
                vault.relocking.relock(sealed.lock)
        upkeep.register_oldest_backup(saying(oldest))
        moments.append(upkeep.destroy_old_versions(world.now + timedelta(days=days)))
    assert moments == [0, 0, 0, 1, 1]


def test_the_worker_closes_what_ran_out_and_binds_what_was_made_before(world: World, committed: Committing) -> None:
    sealed = text(world)
    let_in(world, sealed)
    with committed():
        assert upkeep.keep_locks(world.now + timedelta(days=10)) == 1
    assert not Wrap.objects.filter(consent=CONSENT).exists()


def test_whoever_may_not_see_the_rows_of_others_moves_all_of_them(world: World, committed: Committing) -> None:
    """A provider gives back what it got: where a database keeps rows by policy, the team's own wraps move as well."""
    sealed = text(world)
    let_in(world, sealed)
    with acting_as(world.jihan.user_id or UUID(int=0)), committed():
        vault.texts.unshare_consent(CONSENT)
    newest = keystore.lock_key(sealed.lock)[0]
    assert {wrap.lock_version for wrap in Wrap.objects.filter(sealed=sealed)} == {newest}
    assert opens(world, "rawan", sealed)
