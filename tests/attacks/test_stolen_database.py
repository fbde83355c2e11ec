"""A copy of the database is stolen, with its log; the key store is not. The thief has our code and time."""

from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password

from amana import vault
from amana.cases import queries as cases
from amana.duplicates.queries import finding
from amana.errors import CannotOpen
from amana.public_reports import commands as letterbox
from amana.public_reports.models import PublicReport
from amana.trust.models import User
from amana.vault import ciphers, keyring
from amana.vault.errors import KeyExchanged
from amana.vault.models import Key, LookupToken
from tests.attacks.booty import files_of_the_database, tables, without_the_key_store, words_in
from tests.canary.scan import found_in
from tests.cast import PASSWORD, World

HERS = ["Selam Tesfaye", "EP1234567", "+9647500000142", "10:00-16:00"]
CODED = ['"domestic_servitude"', '"nationality"', '"exploitation"', '"urgency"']

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_no_word_of_hers_and_no_code_about_her_lies_in_the_tables_or_their_log(world: World) -> None:
    world.case()
    dump = tables()
    assert len(dump["trust_sealed"]) > 1000 and len(dump["trust_facts"]) > 200
    assert words_in(dump, [*HERS, *CODED]) == set()
    for file in files_of_the_database():
        assert found_in(file.read_bytes(), HERS) == [], file.name


def test_a_name_that_somebody_kept_in_the_clear_would_be_found(world: World) -> None:
    User.objects.filter(username="rawan").update(phone_at_work=HERS[0])
    assert words_in(tables(), HERS) == {("trust_user", HERS[0])}


def test_a_weak_password_that_the_thief_guessed_opens_no_text_without_the_key_store(
    world: World, tmp_path: Path
) -> None:
    case = world.case()
    texts = cases.sealed_sections(case)
    assert vault.texts.open_text(world.rawan, texts["identity"])["fields"]["full_name"] == "Selam Tesfaye"
    with without_the_key_store(tmp_path / "thief"):
        stored = User.objects.get(username="rawan")
        assert check_password(PASSWORD, stored.password), "the guess is right"
        with pytest.raises(KeyExchanged):  # our sign-in lets nobody in beside another key store
            vault.keyring.open_user_key(stored.id, PASSWORD)
        key = Key.objects.get(holder_kind="user", holder=stored.id)
        opened = ciphers.from_password(PASSWORD, bytes(key.salt or b""))
        private = ciphers.decrypt(opened, bytes(key.private or b""), keyring._private_place(key.id))
        assert world.rawan.keys is not None and private == world.rawan.keys.private, "by his own code he has her key"
        for text in texts.values():
            with pytest.raises(CannotOpen):
                vault.texts.open_text(world.rawan, text)


def test_facts_stay_shut(world: World, tmp_path: Path) -> None:
    case = world.case()
    assert cases.facts_of(case)["nationality"] == "ET"
    with without_the_key_store(tmp_path / "thief"):
        assert cases.facts_of(case) == {}
        assert list(vault.facts.all_of_kind("case")) == []


def test_no_guess_of_a_reporter_s_code_can_be_tried_even_the_right_one(world: World, tmp_path: Path) -> None:
    sign, code = letterbox.receive_public_sign(text="zanbaq", governorate="", danger="no", language="en", now=world.now)
    stolen = bytes(PublicReport.objects.get(sign=sign).lookup or b"")
    assert vault.codes.keys_of(code).lookup == stolen
    with without_the_key_store(tmp_path / "thief"):
        assert vault.codes.keys_of(code).lookup != stolen


def test_a_name_cannot_be_tried_against_the_look_up_index(world: World, tmp_path: Path) -> None:
    case, house = world.case(), world.cast.organisations["hawa"]
    assert LookupToken.objects.exists()
    assert finding.found_by_text(house, "Selam Tesfaye") == [case.id]
    with without_the_key_store(tmp_path / "thief"):
        assert finding.found_by_text(house, "Selam Tesfaye") == []


def test_what_the_database_does_tell_is_what_the_threat_model_says(world: World) -> None:
    """States by id, deadlines as moments, who works where, numbers of cases: the working drawer."""
    case = world.case()
    dump = tables()
    assert words_in({"": dump["cases_procedure"]}, [str(case.number)])
    assert b"rawan" in dump["trust_user"]
