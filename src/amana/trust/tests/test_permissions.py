"""Each permission that a command can carry refuses before anything happens, or says that nobody asked."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from amana.errors import NotAllowed, NotFound
from amana.trust import authorise as permissions
from amana.trust.actor import SYSTEM, Actor
from amana.trust.answers import DecisionNotAsked
from amana.trust.authorise import (
    Decision,
    anybody_signed_in,
    authorise,
    decides,
    needs,
    needs_on_record,
    needs_one_of,
    part_of_a_command,
    require,
)
from amana.trust.trail import record

_HOME = uuid4()


class Paper:
    """A record that is open to whoever it names."""

    def __init__(self, owner: UUID | None) -> None:
        self.owner = owner


def somebody(*roles: str) -> Actor:
    return Actor(uuid4(), "", frozenset(roles), _HOME, _HOME, frozenset())


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> Actor:
    def own(actor: Actor, verb: str, record: Any) -> Decision | None:
        return Decision(record.owner == actor.user_id, "own")

    monkeypatch.setitem(permissions._grounds, Paper, [("own", own)])
    return somebody("case_manager")


@pytest.fixture
def done() -> list[str]:
    return []


def test_needs_one_of_refuses_before_anything_happens(manager: Actor, done: list[str]) -> None:
    @needs_one_of("cases.read", "cases.review")
    def read(actor: Actor) -> None:
        done.append("read")

    with pytest.raises(NotAllowed):
        read(somebody("auditor"))
    assert not done
    read(manager)
    assert done == ["read"]


def test_the_refusal_of_needs_one_of_may_be_that_nothing_is_found(done: list[str]) -> None:
    @needs_one_of("cases.read", refusal=NotFound)
    def read(actor: Actor) -> None:
        done.append("read")

    with pytest.raises(NotFound):
        read(somebody())
    assert not done


def test_needs_on_record_refuses_a_stranger_before_anything_happens(manager: Actor, done: list[str]) -> None:
    @needs_on_record("cases.read")
    def read(actor: Actor, paper: Paper) -> None:
        done.append("read")

    for actor, paper in ((manager, Paper(uuid4())), (reader := somebody("auditor"), Paper(reader.user_id))):
        with pytest.raises(NotFound):
            read(actor, paper)
    assert not done
    read(manager, Paper(manager.user_id))
    assert done == ["read"]


def never(_actor: Actor, _paper: Paper) -> None:
    """Nobody is asked."""


def of_something_else(actor: Actor, paper: Paper) -> None:
    assert actor.can("cases.manage")


def of_somebody_else(_actor: Actor, paper: Paper) -> None:
    assert somebody("case_manager").can("cases.read")


def only_of_the_role(actor: Actor, _paper: Paper) -> None:
    assert actor.can("cases.read")


def answered_no(actor: Actor, _paper: Paper) -> None:
    assert not authorise(actor, "cases.read", Paper(uuid4())).allow


@pytest.mark.parametrize("ask", [never, of_something_else, of_somebody_else, only_of_the_role, answered_no])
def test_decides_on_a_record_raises_without_the_yes_it_declares(
    manager: Actor, ask: Callable[[Actor, Paper], None]
) -> None:
    @decides("cases.read", on_record=True)
    def read(actor: Actor, paper: Paper) -> None:
        ask(actor, paper)

    with pytest.raises(DecisionNotAsked, match=r"read: cases\.read"):
        read(manager, Paper(manager.user_id))


def test_decides_lets_through_what_was_asked_and_what_was_refused(manager: Actor) -> None:
    @decides("cases.review", "cases.read", on_record=True)
    def read(actor: Actor, paper: Paper) -> str:
        require(actor, "cases.read", paper)
        return "read"

    assert read(manager, Paper(manager.user_id)) == "read"
    with pytest.raises(NotFound):
        read(manager, Paper(uuid4()))


def test_decides_is_content_with_the_role_where_no_record_is_meant(manager: Actor) -> None:
    @decides("cases.read")
    def read(actor: Actor) -> bool:
        return actor.can("cases.read")

    assert read(manager)
    with pytest.raises(DecisionNotAsked):
        read(somebody("auditor"))


def test_a_line_before_the_question_is_stopped(manager: Actor, done: list[str]) -> None:
    @decides("cases.read")
    def read(actor: Actor) -> None:
        record(actor, "cases.read", None, datetime.now(UTC))
        done.append("written")
        assert actor.can("cases.read")

    with pytest.raises(DecisionNotAsked):
        read(manager)
    assert not done


def test_a_command_hears_what_a_command_inside_it_heard_and_nothing_of_the_one_before(manager: Actor) -> None:
    @needs("cases.read")
    def read(actor: Actor) -> None:
        pass

    @decides("cases.read")
    def read_all(actor: Actor, times: int) -> None:
        for _ in range(times):
            read(actor)

    read_all(manager, 2)
    with pytest.raises(DecisionNotAsked):
        read_all(manager, 0)


def test_anybody_signed_in_refuses_the_system_before_anything_happens(done: list[str]) -> None:
    @anybody_signed_in("it is their own language")
    def choose(actor: Actor) -> None:
        done.append("chosen")

    with pytest.raises(NotAllowed):
        choose(SYSTEM)
    assert not done
    choose(somebody())
    assert done == ["chosen"]


def test_a_part_of_a_command_stays_as_it_is() -> None:
    def part(actor: Actor) -> None:
        pass

    assert part_of_a_command(part) is part


@pytest.mark.parametrize("decorator", [needs, needs_one_of, needs_on_record, decides])
def test_a_capability_that_does_not_exist_is_refused_at_import(decorator: Callable[[str], object]) -> None:
    with pytest.raises(AssertionError):
        decorator("cases.raed")
