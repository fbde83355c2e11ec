"""The look-up index: found by a value, by nobody else's key, and gone without a trace; its entries tell nothing."""

from collections import Counter
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest

from amana import vault
from amana.vault import ciphers, index, keystore
from amana.vault.models import Facts, IndexToken, LookupToken
from amana_methods import names
from tests.cast import World

pytestmark = pytest.mark.django_db


def indexed(organisation: UUID, *values: str, owner: UUID | None = None, **more: Any) -> UUID:
    owner = owner or uuid4()
    before = Facts.objects.filter(kind=index.KIND, owner=owner).first()
    lock = before.lock if before else vault.keystore.new_lock()
    macs = {keys.version: [keys.mac(value) for value in values] for keys in vault.index.all_keys_of(organisation)}
    vault.index.put_values(organisation, lock=lock, owner=owner, macs=macs, **more)
    return owner


def found(organisation: UUID, value: str) -> list[UUID]:
    keys = vault.index.keys_of(organisation)
    return vault.index.look_up(keys, [keys.mac(value)]).get(keys.mac(value), [])


def test_an_organisation_finds_its_own_records_only() -> None:
    here, there = uuid4(), uuid4()
    owner = indexed(here, "selam tesfaye")
    assert found(here, "selam tesfaye") == [owner]
    assert found(here, "selam") == []
    assert found(there, "selam tesfaye") == []


def test_what_is_written_anew_replaces_what_stood_before() -> None:
    here = uuid4()
    owner = indexed(here, "old name", "0750")
    kept = {bytes(row.token) for row in LookupToken.objects.all()}
    indexed(here, "new name", "0750", owner=owner)
    assert (found(here, "old name"), found(here, "new name"), found(here, "0750")) == ([], [owner], [owner])
    assert len(kept & {bytes(row.token) for row in LookupToken.objects.all()}) == 1  # what stays is not written again


def test_however_many_share_a_value_all_are_found_and_no_token_stands_out() -> None:
    here = uuid4()
    many = {indexed(here, "mohammed 1990") for _ in range(37)}
    one = indexed(here, "seldom 1971")
    assert set(found(here, "mohammed 1990")) == many
    assert found(here, "seldom 1971") == [one]
    frequencies = Counter(bytes(token) for token in LookupToken.objects.values_list("token", flat=True))
    assert max(frequencies.values()) == index.BIN


def test_a_place_that_became_free_is_taken_and_hides_nobody() -> None:
    here = uuid4()
    owners = [indexed(here, "mohammed 1990") for _ in range(30)]
    for gone in owners[:11]:
        vault.index.forget(gone)
    late = indexed(here, "mohammed 1990")
    assert set(found(here, "mohammed 1990")) == {*owners[11:], late}


def test_two_entries_of_one_person_share_nothing() -> None:
    indexed(uuid4(), *(f"value {number}" for number in range(20)))
    rows = list(LookupToken.objects.order_by("id"))
    assert len({bytes(row.owner) for row in rows}) == len({bytes(row.token) for row in rows}) == 20
    assert min(later.id - row.id for row, later in pairwise(rows)) > 2**32  # nor does their number join them


def test_who_is_forgotten_leaves_no_entry() -> None:
    here = uuid4()
    owner, other = indexed(here, "selam tesfaye", "selam 1994"), indexed(here, "selam tesfaye")
    vault.index.forget(owner)
    assert found(here, "selam tesfaye") == [other]
    assert LookupToken.objects.count() == 1
    assert not Facts.objects.filter(kind=index.KIND, owner=owner).exists()
    vault.index.forget(owner)  # once more does no harm


def test_who_stands_in_the_earlier_index_is_found_there_until_indexed_anew(world: World) -> None:
    here, owner = world.rawan.organisation_id, uuid4()
    before = {"name": "selam tesfaye", "phone": names.fold_phone("0750 000 0142")}
    for field, text in before.items():
        token = ciphers.mac(keystore.named_key(f"index|{here}|{field}"), text.encode())
        IndexToken.objects.create(organisation=here, field=field, token=token, owner=owner)
    assert vault.index.find_before(here, "name", "Tesfaye, Selam") == {owner}
    indexed(here, "selam tesfaye", owner=owner, replaces=("name", "document"))
    assert vault.index.find_before(here, "name", "Tesfaye, Selam") == set()
    assert vault.index.find_before(here, "phone", "0750 000 0142") == {owner}
    indexed(here, "selam tesfaye", "0750", owner=owner)
    assert not IndexToken.objects.exists()


def test_the_earlier_index_ends_with_the_key_of_this_one(world: World) -> None:
    here, owner = world.rawan.organisation_id, uuid4()
    token = ciphers.mac(keystore.named_key(f"index|{here}|name"), b"selam tesfaye")
    IndexToken.objects.create(organisation=here, field="name", token=token, owner=owner)
    assert vault.index.find_before(here, "name", "Tesfaye, Selam") == {owner} and index.count_owners()[0] == 1
    index.forget_earlier(world.now)
    assert vault.index.find_before(here, "name", "Tesfaye, Selam") == set() and index.count_owners()[0] == 0
    assert not keystore.named_key_versions(f"index|{here}|name")
