"""Somebody may write into every table, and has no key. He moves, lengthens, empties, inserts and puts back.

Each act either opens nothing, or is named afterwards; the last scenes say which page he does get, and how it is seen.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from amana import vault
from amana.cases import commands as cases
from amana.cases import queries
from amana.cases.models import Assignment, Procedure
from amana.errors import CannotOpen, NotFound
from amana.trust.actor import Actor, actor_for
from amana.trust.models import Line, Membership, RoleGrant, User
from amana.trust.trail import export_rows, sequence, watch
from amana.trust.trail.log import sign_now
from amana.vault import ciphers
from amana.vault.models import Facts, Key, Sealed, Wrap
from amana_methods.trail import checkpoints_in, verify
from tests.cast import World

# What a text that was tampered with is refused with; an empty text or another one would be an answer.
REFUSED = (CannotOpen, ciphers.Broken, NotFound)

pytestmark = pytest.mark.django_db


def identity(case: Procedure) -> Sealed:
    """The sealed identity of a case, as it stands in the database now."""
    return Sealed.objects.get(id=queries.sealed_sections(case)["identity"].id)


def reads(actor: Actor, case: Procedure) -> str:
    """The name that this actor reads, by the keys alone."""
    return str(vault.texts.open_text(actor, identity(case))["fields"]["full_name"])


def again(actor: Actor) -> Actor:
    """The actor at her next request, with roles and units as the tables say now."""
    return actor_for(User.objects.get(id=actor.account), actor.keys)


def given(world: World, case: Procedure, days: int = 9) -> Wrap:
    """A lawyer's unit got the identity by a consent; its wrap."""
    consent = world.share(case, "lawyers", "identity", lasting=timedelta(days=days))
    return Wrap.objects.get(sealed=identity(case).id, consent=consent)


# Moving and putting back --------------------------------------------------------------------------------


def test_texts_that_change_places_open_nowhere(world: World) -> None:
    one, other = identity(world.case()), identity(world.case(full_name="Abeba"))
    Sealed.objects.filter(id=one.id).update(envelope=bytes(other.envelope))
    with pytest.raises(REFUSED):
        vault.texts.open_text(world.rawan, one.id)
    Sealed.objects.filter(id=one.id).update(envelope=bytes(one.envelope))
    assert vault.texts.open_text(world.rawan, one.id)["fields"]["full_name"] == "Selam Tesfaye", "the alarm"


def test_a_wrap_that_was_moved_to_another_text_or_holder_opens_nothing(world: World) -> None:
    case, other = world.case(), world.case(full_name="Abeba")
    mine = Wrap.objects.get(sealed=identity(case).id, holder_kind="user", holder=world.rawan.account)
    Wrap.objects.filter(sealed=identity(other).id, holder_kind="user").update(blob=bytes(mine.blob))
    with pytest.raises(REFUSED):
        reads(world.rawan, other)
    Wrap.objects.filter(id=mine.id).update(holder=world.berivan.user_id)
    with pytest.raises(REFUSED):
        reads(world.berivan, case)


def test_texts_that_were_put_into_another_section_or_case_open_nowhere(world: World) -> None:
    """What a consent for her health opens would have been her identity."""
    case, other = world.case(), world.case(full_name="Abeba")
    mine = identity(case)
    Sealed.objects.filter(id=mine.id).update(section="health")
    with pytest.raises(REFUSED):
        vault.texts.open_text(world.rawan, mine.id)
    with pytest.raises(REFUSED):
        world.share(case, "lawyers", "health")
    Sealed.objects.filter(id=mine.id).update(section="identity", lock=other.lock)
    with pytest.raises(REFUSED):
        vault.texts.open_text(world.rawan, mine.id)
    Sealed.objects.filter(id=mine.id).update(lock=case.lock)
    assert reads(world.rawan, case) == "Selam Tesfaye", "the alarm"


def test_an_older_text_under_the_present_revision_does_not_open(world: World) -> None:
    case = world.case()
    older = bytes(identity(case).envelope)
    cases.change_section(world.rawan, case, "identity", fields={"full_name": "Abeba"}, revision=1, now=world.now)
    assert reads(world.rawan, case) == "Abeba"
    Sealed.objects.filter(id=identity(case).id).update(envelope=older)
    with pytest.raises(REFUSED):
        reads(world.rawan, case)


def test_a_whole_row_that_was_put_back_opens_and_is_named(world: World) -> None:
    """Text and revision together are as authentic as they were. The trail knows that there was a later one."""
    case = world.case()
    older = Sealed.objects.values("envelope", "revision").get(id=identity(case).id)
    cases.change_section(world.rawan, case, "identity", fields={"full_name": "Abeba"}, revision=1, now=world.now)
    Sealed.objects.filter(id=identity(case).id).update(**older)
    assert reads(world.rawan, case) == "Selam Tesfaye"
    assert watch.put_back() == [identity(case).id]


def test_facts_that_changed_places_or_were_put_back_alone_are_refused(world: World) -> None:
    one, other = world.case(), world.case()
    mine, theirs = (Facts.objects.get(kind="case", owner=each.id) for each in (one, other))
    Facts.objects.filter(id=mine.id).update(envelope=bytes(theirs.envelope))
    with pytest.raises(REFUSED):
        queries.facts_of(one)
    Facts.objects.filter(id=mine.id).update(envelope=bytes(mine.envelope), revision=mine.revision + 1)
    with pytest.raises(REFUSED):
        queries.facts_of(one)


# Lengthening, emptying, inserting -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "forged",
    [
        lambda wrap: {"expires_at": wrap.expires_at + timedelta(days=365)},
        lambda wrap: {"expires_at": None},
        lambda wrap: {"consent": None},
        lambda wrap: {"consent": None, "expires_at": None},
        lambda wrap: {"consent": uuid4()},
    ],
    ids=["longer", "for ever", "by right", "by right for ever", "another consent"],
)
def test_a_wrap_opens_only_as_it_was_given(world: World, forged: Callable[[Wrap], dict[str, Any]]) -> None:
    case = world.case()
    wrap = given(world, case)
    assert reads(world.amal, case) == "Selam Tesfaye", "the alarm"
    Wrap.objects.filter(id=wrap.id).update(**forged(wrap))
    with pytest.raises(REFUSED):
        reads(world.amal, case)


@pytest.mark.django_db(transaction=True)  # the old version of the lock is put away when the withdrawal is committed
def test_a_wrap_that_was_kept_and_put_back_after_the_withdrawal_opens_nothing(world: World) -> None:
    case = world.case()
    wrap = given(world, case)
    kept = Wrap.objects.values().get(id=wrap.id)
    cases.withdraw_consent(world.rawan, case, consent_id=wrap.consent, now=world.now)  # type: ignore[arg-type]
    Wrap.objects.create(**kept)
    with pytest.raises(REFUSED):
        reads(world.amal, case)


def test_membership_in_a_unit_is_no_share_of_its_key(world: World) -> None:
    case = world.case()
    Membership.objects.create(user_id=world.karwan.account, unit_id=world.units["supervisors"], admitted_at=world.now)
    Wrap.objects.filter(sealed=identity(case).id, holder=world.units["supervisors"]).get()
    with pytest.raises(REFUSED):
        reads(again(world.karwan), case)
    assert reads(again(world.nasrin), case) == "Selam Tesfaye", "the alarm"


def test_a_role_and_a_place_in_the_team_give_the_page_and_no_text(world: World) -> None:
    """Door one falls with the tables that it asks. The key does not."""
    case = world.case()
    RoleGrant.objects.filter(user=world.yusuf.account).delete()
    RoleGrant.objects.create(user_id=world.yusuf.account, role="case_manager")
    assert not queries.visible_to(again(world.yusuf)).filter(id=case.id).exists()
    Assignment.objects.create(procedure=case, user=world.yusuf.account, role="case_manager", since=world.now)
    yusuf = again(world.yusuf)
    assert queries.visible_to(yusuf).filter(id=case.id).exists(), "he sees that there is a case, and its states"
    with pytest.raises(REFUSED):
        cases.open_section(yusuf, case, "identity", world.now)
    with pytest.raises(REFUSED):
        reads(yusuf, case)


def test_his_own_public_key_in_place_of_a_unit_s_gets_no_text(world: World) -> None:
    """What is given to the unit from now on would be his: a key that nobody vouched for is refused."""
    case = world.case()
    _private, public = ciphers.new_pair(ciphers.HYBRID)
    Key.objects.filter(holder_kind="unit", holder=world.units["lawyers"]).update(public=public)
    with pytest.raises(REFUSED):
        given(world, case)


# The trail ----------------------------------------------------------------------------------------------


def _tamper(statement: str, *values: int) -> None:
    """A statement past our code, and past the triggers, as whoever owns the tables can."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'trust_line'"
            if connection.vendor == "sqlite"
            else "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'trust_line'::regclass AND NOT tgisinternal"
        )
        triggers = cursor.fetchall()
        for name, _definition in triggers:
            cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else " ON trust_line"))
        cursor.execute(statement, values)
        for _name, definition in triggers:
            cursor.execute(definition)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trust_line SET verb = 'trust.signed_in' WHERE number = %s",
        "UPDATE trust_line SET actor = NULL WHERE number = %s",
        "DELETE FROM trust_line WHERE number = %s",
    ],
    ids=["another deed", "another actor", "no line"],
)
def test_a_line_that_was_changed_or_removed_is_named(world: World, statement: str) -> None:
    if connection.vendor != "sqlite":
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
        ):  # the server's role may not; its owner's deed is the other run's
            _tamper(statement, 0)
        return
    cases.open_section(world.rawan, world.case(), "identity", world.now)
    sequence()
    point = sign_now()
    assert point is not None
    outside = checkpoints_in(point.note.encode())
    assert verify(export_rows(), outside).faults == (), "the alarm: before, nothing is wrong"
    victim = Line.objects.get(verb="cases.section_opened").number or 0
    _tamper(statement, victim)
    verdict = verify(export_rows(), outside)
    assert verdict.faults
    bad = verdict.first_bad
    assert bad is not None and bad.first is not None and bad.last is not None
    assert victim is not None and bad.first <= victim <= bad.last
