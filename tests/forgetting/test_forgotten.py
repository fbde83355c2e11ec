"""Two people agree, and a case is gone: its keys, its rows, its traces in files, and what older copies could open."""

import shutil
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from amana import vault
from amana.cases.models import Procedure
from amana.duplicates import commands as duplicates
from amana.earlier.queries import FACTS, NOTE
from amana.earlier.queries import SECTION as KIND
from amana.erasure import commands as erasure
from amana.erasure import queries as forgetting
from amana.erasure.errors import CaseOnHold, ForgottenByTwo, NoSuchReason
from amana.erasure.tests.scenes import agree_and_wait
from amana.errors import CannotOpen, NotAllowed, NotFound
from amana.trust.models import Erasure, LegalHold, Line, RoleGrant
from amana.vault import keystore
from amana.vault.models import Facts, Sealed, Wrap
from tests.canary.scan import found_in
from tests.cast import World
from tests.forgetting.scenes import WORD, Her, naming, screened, somebody

pytestmark = pytest.mark.django_db(transaction=True)


def forget(world: World, case: Procedure) -> Erasure:
    """Rawan asks because she was asked to, and Mina, the data-protection officer, agrees."""
    asked = erasure.ask_to_forget(world.rawan, case, reason="she_asked", language="ckb", now=world.now)
    return agree_and_wait(world.mina, asked, now=world.now)


def database_file() -> Path:
    """SQLite's file, for the tests that look into it."""
    return Path(str(connection.settings_dict["NAME"]))


def test_two_people_agree_and_nothing_leads_to_her(world: World) -> None:
    her = somebody(world)
    before = naming(her.ids)
    assert len(before) > 10, before
    assert Sealed.objects.filter(lock=her.case.lock, kind__startswith=KIND).count() == 2
    assert Sealed.objects.filter(lock=her.case.lock, kind=FACTS).count() == 2
    done = forget(world, her.case)
    assert (done.state, done.case, done.reason) == ("done", None, "she_asked")
    assert done.counts["texts"] > 5 and done.counts["rows"] > 10
    assert naming(her.ids) == {}
    assert Line.objects.filter(object=her.case.id, verb="cases.forgotten").exists()
    with pytest.raises(CannotOpen):
        keystore.lock_key(her.case.lock)


def test_a_row_that_was_left_behind_is_found(world: World) -> None:
    her = somebody(world)
    forget(world, her.case)
    LegalHold.objects.create(case=her.case.id, set_at=world.now)
    assert naming(her.ids) == {"trust.LegalHold": 1}


def test_somebody_without_a_case_is_forgotten_too(world: World) -> None:
    her = screened(world)
    assert Sealed.objects.filter(lock=her.case.lock, kind=NOTE).count() == 1
    asked = erasure.ask_to_forget(world.mina, her.case, reason="kept_long_enough", language="en", now=world.now)
    agree_and_wait(world.nasrin, asked, now=world.now)
    assert naming(her.ids) == {}


def test_one_person_alone_forgets_nobody(world: World) -> None:
    case = world.case()
    asked = erasure.ask_to_forget(world.rawan, case, reason="she_asked", language="en", now=world.now)
    for alone in (world.rawan, world.nasrin):  # the same one; another of the house, and no officer between them
        with pytest.raises(ForgottenByTwo):
            erasure.agree_to_forget(alone, asked, now=world.now)
    with pytest.raises(NotFound):
        erasure.agree_to_forget(world.yusuf, asked, now=world.now)
    with pytest.raises(NotAllowed):
        erasure.agree_to_forget(world.karwan, asked, now=world.now)
    assert Procedure.objects.filter(id=case.id).exists() and vault.keystore.is_living(case.lock)


def test_two_officers_and_nobody_of_the_house_forget_nobody(world: World) -> None:
    case = world.case()
    RoleGrant.objects.create(user_id=world.yusuf.account, role="data_protection_officer")
    second = replace(world.yusuf, roles=world.yusuf.roles | {"data_protection_officer"})
    asked = erasure.ask_to_forget(world.mina, case, reason="she_asked", language="en", now=world.now)
    with pytest.raises(ForgottenByTwo):
        erasure.agree_to_forget(second, asked, now=world.now)
    assert not forgetting.list_requests(second)[0].i_may_agree and forgetting.list_requests(world.nasrin)[0].i_may_agree
    assert agree_and_wait(world.nasrin, asked, now=world.now).state == "done"


def test_a_reason_is_one_of_the_pack(world: World) -> None:
    with pytest.raises(NoSuchReason):
        erasure.ask_to_forget(world.rawan, world.case(), reason="tidy", language="en", now=world.now)


def test_what_a_court_needs_stays(world: World) -> None:
    case = world.case()
    asked = erasure.ask_to_forget(world.rawan, case, reason="she_asked", language="en", now=world.now)
    until = world.today + timedelta(days=30)
    hold = erasure.hold_case(world.nasrin, case, reason="court_asks", until=until, now=world.now)
    with pytest.raises(CaseOnHold):
        erasure.agree_to_forget(world.mina, asked, now=world.now)
    with pytest.raises(ForgottenByTwo):
        erasure.lift_hold(world.nasrin, hold, now=world.now)
    erasure.lift_hold(world.mina, hold, now=world.now)
    assert agree_and_wait(world.mina, asked, now=world.now).state == "done"


def test_a_hold_that_ran_out_holds_no_more(world: World) -> None:
    case = world.case()
    erasure.hold_case(world.mina, case, reason="complaint", until=world.today, now=world.now)
    later = world.now + timedelta(days=2)
    asked = erasure.ask_to_forget(world.rawan, case, reason="she_asked", language="en", now=later)
    assert agree_and_wait(world.mina, asked, now=later).state == "done"


def test_the_case_stays_when_the_second_person_says_no(world: World) -> None:
    case = world.case()
    asked = erasure.ask_to_forget(world.rawan, case, reason="she_asked", language="en", now=world.now)
    erasure.keep_after_all(world.mina, asked, now=world.now)
    with pytest.raises(NotFound):
        erasure.agree_to_forget(world.mina, asked, now=world.now)
    again = erasure.ask_to_forget(world.rawan, case, reason="she_asked", language="en", now=world.now)
    assert again.id == asked.id and again.state == "asked"


def test_files_that_pointed_to_hers_point_to_nobody(world: World) -> None:
    first, second = world.case(), world.case(full_name="Another Name", document_no="X1")
    link = duplicates.choose(world.rawan, second, first, now=world.now) if world.rawan.can("people.find") else None
    assert link is not None
    duplicates.decide_link(world.nasrin, link, "same", reason=WORD, revision=link.revision, now=world.now)
    points = Procedure.objects.get(linked_to__in=[first.id, second.id])
    kept = first if points.id == second.id else second
    forget(world, kept)
    assert Procedure.objects.get(id=points.id).linked_to is None
    assert not Sealed.objects.filter(kind="link").exists()


# What is left on the disk -----------------------------------------------------------------------------


def _pages_of(her: Her) -> list[bytes]:
    """Bytes that lie on pages of the database for her: envelopes, wraps, facts, and ids that no line of the trail holds."""
    texts = [bytes(row)[-24:] for row in Sealed.objects.filter(lock=her.case.lock).values_list("envelope", flat=True)]
    wraps = Wrap.objects.filter(sealed__lock=her.case.lock).values_list("blob", flat=True)
    facts = Facts.objects.filter(lock=her.case.lock).values_list("envelope", flat=True)
    number = str(her.case.number).encode()
    return [*texts, *(bytes(row)[-24:] for row in [*wraps, *facts]), her.case.lock.hex.encode(), number]


def _left_on_disk(needles: list[bytes]) -> int:
    content = b"".join(path.read_bytes() for path in database_file().parent.glob(f"{database_file().name}*"))
    return sum(needle in content for needle in needles)


@pytest.mark.sqlite
def test_no_page_of_the_database_holds_anything_of_hers(world: World) -> None:
    her = somebody(world)
    needles = _pages_of(her)
    assert len(needles) > 20 and _left_on_disk(needles) == len(needles)
    forget(world, her.case)
    assert _left_on_disk(needles) == 0
    words = [*her.words, str(her.case.number), "Selam Tesfaye"]
    assert not found_in(database_file().read_bytes(), words)


@pytest.mark.sqlite
def test_a_page_that_was_left_behind_would_be_found(world: World) -> None:
    her = somebody(world)
    needles = _pages_of(her)
    forget(world, her.case)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE planted (what BLOB)")
        cursor.execute("INSERT INTO planted VALUES (%s)", [b"before " + needles[0] + b" after"])
    try:
        assert _left_on_disk(needles) == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE planted")


# What an older copy could still open ------------------------------------------------------------------


def _copy(to: Path) -> None:
    with sqlite3.connect(database_file()) as source, sqlite3.connect(to) as target:
        source.backup(target)
    source.close()
    target.close()


def _put_back(copy: Path) -> None:
    with sqlite3.connect(copy) as source, sqlite3.connect(database_file()) as target:
        source.backup(target)
    source.close()
    target.close()


@pytest.mark.sqlite
def test_an_older_database_beside_the_new_key_store_opens_nothing_of_hers(world: World, tmp_path: Path) -> None:
    her, other = somebody(world), world.case(full_name="Somebody Else", document_no="Z9")
    copy = tmp_path / "older.sqlite3"
    _copy(copy)
    done = forget(world, her.case)
    later = forget_count = Erasure.objects.count()
    assert later == forget_count == 1
    connections.close_all()
    _put_back(copy)
    texts = list(Sealed.objects.filter(lock=her.case.lock))
    assert len(texts) > 5
    for text in texts:
        with pytest.raises(CannotOpen):
            vault.texts.open_bytes(world.rawan, text)
    assert vault.facts.get("case", her.case.id) == {}
    kept = Sealed.objects.filter(lock=other.lock).first()
    assert kept is not None and vault.texts.open_bytes(world.rawan, kept)
    # And the worker, or a restore, does again what the tombstone says.
    assert erasure.finish_forgetting(world.now) == 1
    assert naming(her.ids) == {}
    again = Erasure.objects.get()
    assert (again.number, again.counts, again.state) == (done.number, done.counts, "done")
    assert erasure.finish_forgetting(world.now) == 0
    next_one = forget(world, other)
    assert next_one.number != done.number


@pytest.mark.sqlite
def test_an_older_database_beside_the_old_key_store_would_open_everything(world: World, tmp_path: Path) -> None:
    """The alarm of the test above: with the old key store beside it, the same copy opens."""
    her = somebody(world)
    keystore.close()
    shutil.copy(settings.AMANA_KEY_STORE, tmp_path / "old-keys")
    _copy(tmp_path / "older.sqlite3")
    forget(world, her.case)
    connections.close_all()
    _put_back(tmp_path / "older.sqlite3")
    keystore.close()
    settings.AMANA_KEY_STORE = tmp_path / "old-keys"
    text = Sealed.objects.filter(lock=her.case.lock, kind="section").first()
    assert text is not None and vault.texts.open_bytes(world.rawan, text)


# A machine that stops in between ----------------------------------------------------------------------


def test_what_broke_off_after_the_tombstone_is_finished(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    her = somebody(world)
    asked = erasure.ask_to_forget(world.rawan, her.case, reason="she_asked", language="en", now=world.now)

    def stops(*_: object) -> None:
        raise KeyboardInterrupt

    real = vault.keystore.tombstone

    def buries_and_stops(*args: object, **kwargs: object) -> None:
        real(*args, **kwargs)  # type: ignore[arg-type]
        stops()

    monkeypatch.setattr(vault.keystore, "tombstone", buries_and_stops)
    with pytest.raises(KeyboardInterrupt):
        agree_and_wait(world.mina, asked, now=world.now)
    monkeypatch.undo()
    assert Procedure.objects.filter(id=her.case.id).exists() and vault.keystore.is_living(her.case.lock)
    assert erasure.finish_forgetting(world.now) == 1
    assert naming(her.ids) == {} and not vault.keystore.is_living(her.case.lock)


def test_what_broke_off_before_the_key_went_is_finished(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    her = somebody(world)
    monkeypatch.setattr(vault.keystore, "destroy_lock", lambda *_: None)
    forget(world, her.case)
    monkeypatch.undo()
    assert vault.keystore.is_living(her.case.lock)
    assert erasure.finish_forgetting(world.now) == 1
    assert not vault.keystore.is_living(her.case.lock)
