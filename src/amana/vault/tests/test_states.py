"""A state is true from the change that wrote it; one that was before it, or was rolled back, is not true any more."""

from uuid import UUID, uuid4

import pytest
from django.db import transaction

from amana.vault import states

pytestmark = pytest.mark.django_db(transaction=True)
WHAT = "test"


class TakenBack(Exception):
    """The change is rolled back."""


@pytest.fixture(name="row")
def row_with_a_state(world: object) -> UUID:
    """Something in the state `one`."""
    row = uuid4()
    states.begin(WHAT)
    with transaction.atomic():
        states.keep(WHAT, {row: b"one"})
    return row


def true_of(row: UUID) -> frozenset[bytes]:
    found = states.find_known(WHAT, [row])
    assert found is not None
    return found[row]


def test_before_it_begins_nothing_is_known(world: object) -> None:
    assert states.find_known("another", [uuid4()]) is None and not states.has_begun("another")
    row = uuid4()
    states.begin("another")
    assert states.find_known("another", [row]) == {row: frozenset()}


def test_until_the_commit_both_are_true_and_then_the_new_one_alone(row: UUID) -> None:
    with transaction.atomic():
        states.keep(WHAT, {row: b"two"})
        states.keep(WHAT, {row: b"three"})
        assert true_of(row) == {b"one", b"two", b"three"}
    assert true_of(row) == {b"three"}


def test_one_that_was_rolled_back_is_past_with_the_next(row: UUID) -> None:
    with pytest.raises(TakenBack), transaction.atomic():
        states.keep(WHAT, {row: b"two"})
        raise TakenBack
    assert true_of(row) == {b"one", b"two"}
    with transaction.atomic():
        states.keep(WHAT, {row: b"three"})
    assert true_of(row) == {b"three"}


def test_one_that_another_process_writes_meanwhile_stays(row: UUID) -> None:
    with transaction.atomic():
        states.keep(WHAT, {row: b"two"})
        states._write(states._store(), WHAT, {str(row): b"of another process"}, sure=False)
    assert true_of(row) == {b"two", b"of another process"}


def test_what_no_commit_made_sure_is_found_an_hour_later(row: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    states._write(states._store(), WHAT, {str(row): b"two"}, sure=False)
    assert states.find_unsettled(WHAT) == []
    monkeypatch.setattr(states, "SETTLES_AFTER", -states.SETTLES_AFTER)
    assert states.find_unsettled(WHAT) == [row]
    states.accept(WHAT, {row: b"two"})
    assert states.find_unsettled(WHAT) == [] and true_of(row) == {b"two"}
