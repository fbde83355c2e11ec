"""Two sides find out whom both know: both agree, nobody tells a name, and nothing is left afterwards."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from amana.exchange import batch
from amana.exchange.batch import BatchFault
from amana_methods.linkage.registration import Registration

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SIDES = ("Hawa Centre", "Tigris Relief")
NAMES = ("Selam Tesfaye", "Ruth Kebede", "Hiwot Alemu", "Meron Bekele", "Sara Haile", "Liya Tadesse")


def person(number: int, name: str, **more: str) -> Registration:
    return Registration(
        f"r{number}", name, "f", f"199{number}-03-1{number}", nationality="ET", governorate="IQ-AR", **more
    )


def agreed() -> tuple[batch.Agreement, bytes]:
    agreement, secret = batch.begin(SIDES, "to count people once", NOON)
    for side, officer in zip(SIDES, ("Ali", "Noor"), strict=True):
        agreement = batch.approve(agreement, secret, side=side, officer=officer, at=NOON)
    return agreement, secret


def test_nothing_is_encoded_before_both_sides_approved() -> None:
    agreement, secret = batch.begin(SIDES, "to count people once", NOON)
    with pytest.raises(BatchFault, match="Hawa Centre and Tigris Relief has not approved"):
        batch.encode(agreement, secret, [])
    agreement = batch.approve(agreement, secret, side=SIDES[0], officer="Ali", at=NOON)
    with pytest.raises(BatchFault, match="Tigris Relief has not approved"):
        batch.encode(agreement, secret, [])


def test_one_person_does_not_approve_for_both_sides_and_no_side_twice() -> None:
    agreement, secret = batch.begin(SIDES, "to count people once", NOON)
    once = batch.approve(agreement, secret, side=SIDES[0], officer="Ali", at=NOON)
    for side, officer, said in (
        (SIDES[1], "Ali", "a person of its own"),
        (SIDES[1], " ", "a person of its own"),
        (SIDES[0], "Noor", "approved already"),
        ("Hope Clinic", "Jihan", "not a side"),
    ):
        with pytest.raises(BatchFault, match=said):
            batch.approve(once, secret, side=side, officer=officer, at=NOON)
    with pytest.raises(BatchFault, match="not the secret"):
        batch.approve(once, bytes(32), side=SIDES[1], officer="Noor", at=NOON)


def test_an_agreement_that_was_changed_binds_nobody(tmp_path: Path) -> None:
    agreement, secret = agreed()
    path = tmp_path / "agreement.json"
    batch.write_agreement(path, agreement)
    assert batch.read_agreement(path) == agreement
    changed = json.loads(path.read_text("utf-8")) | {"fewest_in_a_cell": 0}
    path.write_text(json.dumps(changed), "utf-8")
    with pytest.raises(BatchFault, match="was changed after Ali approved it"):
        batch.encode(batch.read_agreement(path), secret, [])


def test_a_comparison_that_is_over_is_not_taken_up_again() -> None:
    agreement, secret = agreed()
    with pytest.raises(BatchFault, match="is over"):
        batch.encode(batch.mark_finished(agreement, NOON), secret, [])


@pytest.mark.parametrize(("between", "purpose"), [(("A", "A"), "x"), (("A", " "), "x"), (("A", "B"), " ")])
def test_an_agreement_says_between_whom_and_what_for(between: tuple[str, str], purpose: str) -> None:
    with pytest.raises(BatchFault, match="two different sides and a purpose"):
        batch.begin(between, purpose, NOON)


def test_rare_people_and_records_that_say_too_little_stay_out() -> None:
    agreement, secret = agreed()
    many = [person(number, name) for number, name in enumerate(NAMES)]
    rare = Registration("rare", "Maya Gurung", "f", "1990", nationality="NP", governorate="IQ-MA")
    bare = [Registration(f"bare{number}", sex="f") for number in range(5)]
    encoded = batch.encode(agreement, secret, [*many, rare, *bare])
    assert (len(encoded.names), encoded.in_small_cells, encoded.too_little) == (6, 1, 5)
    assert set(encoded.records.values()) == {row.record_id for row in many}


def test_files_of_another_comparison_are_refused(tmp_path: Path) -> None:
    (one, secret), (other, _) = agreed(), agreed()
    path = tmp_path / "encoded"
    batch.write_encoded(path, one, SIDES[0], batch.encode(one, secret, []))
    assert batch.read_encoded(path, one)[0] == SIDES[0]
    with pytest.raises(BatchFault, match="another comparison"):
        batch.read_encoded(path, other)
    with pytest.raises(BatchFault, match="no secret"):
        batch.read_secret(path)


def test_the_unit_cannot_read_the_secret_from_the_agreement() -> None:
    agreement, secret = agreed()
    assert secret.hex() not in json.dumps(asdict(agreement))
    assert agreement.check != batch.begin(SIDES, "to count people once", NOON)[0].check
