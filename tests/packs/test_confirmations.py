"""Values that the pack is not sure of, and administrators who vouch for them."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from amana.countrypacks import pack
from amana.countrypacks.commands import confirm_value
from amana.countrypacks.errors import NoSuchValue, ReasonMissing
from amana.countrypacks.loader import PACKS
from amana.countrypacks.models import Confirmation
from amana.countrypacks.queries import confirmation_of, declared_unconfirmed, is_confirmed, unconfirmed_values

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
LAW = "waiver.wording.law"
DINARS = "tariffs.FED-MOI-BASE-DAILY.amounts.IQD"
SARA = uuid4()


def test_a_value_says_what_it_rests_on() -> None:
    iraq = pack("iraq")
    assert iraq.value("tariffs.KRI-LATE-DAILY").confidence == "confirmed"
    assert iraq.value(f"{DINARS}.daily").value == 10_000
    assert iraq.value(f"{DINARS}.daily").confidence == "unconfirmed"
    assert iraq.value("tariffs.FED-MOI-BASE-DAILY.amounts.USD.daily").confidence == "confirmed"
    start = iraq.value("laws.IQ-RES-76-2017.valid_from")
    assert (start.confidence, iraq.value("laws.IQ-RES-76-2017").confidence) == ("unconfirmed", "confirmed")


@pytest.mark.parametrize("path", ["tariffs.NONE", "pack.name", "nothing", "waiver.fields.99"])
def test_a_path_without_a_sure_or_unsure_value_is_no_value(path: str) -> None:
    with pytest.raises(KeyError):
        pack("iraq").value(path)


@pytest.mark.django_db
def test_an_unconfirmed_value_waits_for_somebody_to_vouch_for_it() -> None:
    iraq = pack("iraq")
    assert not is_confirmed(LAW, iraq)
    assert is_confirmed("waiver.wording.closing", iraq)
    confirmation = confirm_value(SARA, LAW, "Read the gazette, article 40", NOW, pack_id="iraq", made_up=True)
    assert is_confirmed(LAW, iraq)
    assert confirmation_of(LAW, iraq) == confirmation
    assert LAW in {value.path for value in declared_unconfirmed(iraq)}
    assert LAW not in {value.path for value in unconfirmed_values(iraq)}
    assert not is_confirmed(LAW, pack("iraq-kurdistan"))


@pytest.mark.django_db
def test_a_confirmation_changes_no_file() -> None:
    before = {path: path.read_bytes() for path in Path(PACKS).rglob("*.yaml")}
    confirm_value(SARA, DINARS, "Asked the directorate", NOW, pack_id="iraq")
    assert before == {path: path.read_bytes() for path in Path(PACKS).rglob("*.yaml")}


@pytest.mark.django_db
def test_a_changed_value_needs_a_new_confirmation() -> None:
    iraq = pack("iraq")
    confirm_value(SARA, DINARS, "Asked the directorate", NOW, pack_id="iraq")
    Confirmation.objects.update(value_digest="0" * 64)
    assert not is_confirmed(DINARS, iraq)
    assert confirmation_of(DINARS, iraq) is None


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_vouching_takes_words(reason: str) -> None:
    with pytest.raises(ReasonMissing):
        confirm_value(SARA, LAW, reason, NOW, pack_id="iraq")
    assert not Confirmation.objects.exists()


@pytest.mark.django_db
def test_nothing_can_be_vouched_for_that_is_not_there() -> None:
    with pytest.raises(NoSuchValue):
        confirm_value(SARA, "tariffs.NONE", "because", NOW, pack_id="iraq")


@pytest.mark.django_db
def test_the_invented_country_leaves_nothing_unconfirmed_of_its_own() -> None:
    own = {"laws", "tariffs", "hotlines", "authorities", "territories", "waiver", "reporting_duties"}
    assert not [value.path for value in unconfirmed_values(pack("example")) if value.path.split(".")[0] in own]
