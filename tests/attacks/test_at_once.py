"""Somebody sends at once, many times over, what is counted or what waits for another: a race instead of a guess."""

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections

from amana.cases.models import Procedure
from amana.countrypacks import pack
from amana.drafts import commands as drafts
from amana.drafts.places import FormPlace
from amana.emergencies import commands as emergencies
from amana.emergencies import queries as glass
from amana.emergencies.errors import TooManyNumbers
from amana.erasure import commands as cases
from amana.erasure.commands import erasing as forgetting
from amana.erasure.tests.scenes import agree_and_wait
from amana.errors import NotFound
from amana.oversight import pace
from amana.trust.models import LegalHold, Line
from amana.upkeep.pack_sections import RETENTION
from amana.vault.clock import now
from tests.cast import World

pytestmark = pytest.mark.django_db(transaction=True)


def at_once[T](deeds: Iterable[Callable[[], T]]) -> list[T | Exception]:
    """What each deed came to, all begun at the same moment, each in a thread with a connection of its own."""
    waiting = list(deeds)
    came_to: list[T | Exception] = []
    start = threading.Barrier(len(waiting))

    def run(deed: Callable[[], T]) -> None:
        try:
            start.wait(30)
            came_to.append(deed())
        except (NotFound, TooManyNumbers) as refused:
            came_to.append(refused)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(came_to) == len(waiting), "one of them ended in an error that nobody expected"
    return came_to


def let_through(world: World, look: Callable[[], object]) -> int:
    """How many of twice as many look-ups as an hour allows, all at once, were answered."""
    most = pack().glass.look_ups_an_hour
    came_to = at_once([look] * (2 * most))
    assert len(came_to) == 2 * most
    return sum(not isinstance(each, Exception) for each in came_to)


def test_case_numbers_tried_at_once_in_an_emergency_are_counted_one_by_one(world: World) -> None:
    assert let_through(world, lambda: emergencies.find_in_emergency(world.yusuf, "NO-SUCH", now=now())) == (
        pack().glass.look_ups_an_hour
    )
    assert Line.objects.filter(verb=glass.LOOKED).count() == pack().glass.look_ups_an_hour
    assert Line.objects.filter(verb=glass.TOO_MANY).count() == pack().glass.look_ups_an_hour


def test_a_count_that_looks_first_and_writes_later_would_be_found(world: World) -> None:
    """The alarm: everybody looks how many are left before anybody has written down a try."""
    most = pack().glass.look_ups_an_hour
    all_looked = threading.Barrier(2 * most)

    def unguarded() -> None:
        left = glass.looks_left(world.yusuf, now())
        all_looked.wait(30)
        if not left:
            raise TooManyNumbers(hour=most, day=most, month=most)

    assert let_through(world, unguarded) > most


def test_tries_at_once_get_a_number_each_and_the_one_beyond_the_limit_is_told(world: World) -> None:
    numbers: list[int] = []
    at, user = now(), world.yusuf.account
    came_to = at_once([lambda: numbers.append(pace.count(user, pace.MISSING, at))] * 12)
    assert came_to == [None] * 12
    assert sorted(numbers) == list(range(1, 13)), "no two got the same number, so none of them was passed by"


def test_a_hold_that_comes_while_the_case_is_being_forgotten_is_told_that_it_is_gone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not kept for a case that is gone, and not overlooked: whoever comes first decides."""
    assert _forgotten_while(world, monkeypatch, lambda case: cases.hold_case(
        world.nasrin, case, reason=next(iter(RETENTION.of(pack()).hold_reasons)), until=None, now=world.now
    )) == [NotFound]  # fmt: skip
    assert not LegalHold.objects.exists()


def test_a_hold_without_the_lock_would_stand_on_a_case_that_is_gone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The alarm: the row alone, written as before."""
    _forgotten_while(
        world, monkeypatch, lambda case: LegalHold.objects.create(case=case.id, set_by=None, set_at=world.now)
    )
    assert LegalHold.objects.exists()


def _forgotten_while(world: World, monkeypatch: pytest.MonkeyPatch, deed: Callable[[Procedure], object]) -> list[type]:
    """What became of a deed that began after the case was found free to be forgotten and before it was gone."""
    case = world.case()
    asked = cases.ask_to_forget(world.mina, case, reason="she_asked", language="en", now=world.now)
    came_to: list[type] = []
    begun, forget = threading.Event(), forgetting._forget

    def other() -> None:
        begun.set()
        came_to.extend(type(each) for each in at_once([lambda: deed(case)]))

    aside = threading.Thread(target=other)

    def meanwhile(*given: object) -> object:
        done = forget(*given)  # type: ignore[arg-type]
        aside.start()
        assert begun.wait(60)
        aside.join(0.5)  # long enough to get in before the end of the transaction, if anything lets it
        return done

    with monkeypatch.context() as patch:
        patch.setattr(forgetting, "_forget", meanwhile)
        agree_and_wait(world.nasrin, asked, now=world.now)
    aside.join(60)
    connection.close()
    return came_to


def test_of_two_windows_that_keep_a_draft_first_at_once_one_is_told_of_the_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both found nothing; what is kept opens, and the late window gets the text of the other one."""
    both_looked, seal = threading.Barrier(2), drafts.keeping._fill

    def after_both_looked(*given: Any) -> None:
        with suppress(threading.BrokenBarrierError):  # SQLite lets the second one look when the first has written
            both_looked.wait(0.5)
        seal(*given)

    monkeypatch.setattr(drafts.keeping, "_fill", after_both_looked)
    texts = [[("text", f"Kanarya-{number}")] for number in range(2)]
    came_to: list[drafts.Kept | drafts.KeptElsewhere] = []

    def keep(text: list[tuple[str, str]]) -> None:
        try:
            came_to.append(drafts.keep(world.rawan, FormPlace("/notes/"), fields=text, revision=0, now=world.now))
        except drafts.KeptElsewhere as other:
            came_to.append(other)

    at_once([partial(keep, text) for text in texts])
    kept = drafts.open_draft(world.rawan, FormPlace("/notes/"), now=world.now)
    assert kept is not None and [*kept.fields] in texts and kept.revision == 1
    told = [each.kept for each in came_to if isinstance(each, drafts.KeptElsewhere)]
    assert [[*each.fields] for each in told] == [[*kept.fields]], came_to
