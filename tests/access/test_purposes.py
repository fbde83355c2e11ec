"""What a person agreed to for one purpose opens nothing for another: a table of purposes and roles, read by people.

Everybody of the unit has the unit's key, so the wraps open to all of them: it is the ground that says for whose work it is.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path
from uuid import UUID

import pytest
import yaml

from amana import vault
from amana.cases import commands as cases
from amana.cases import queries
from amana.consent import commands as consents
from amana.consent.errors import PurposeOpensNothing
from amana.consent.models import Consent
from amana.countrypacks import pack
from amana.errors import NotAllowed, NotFound
from amana.trust.actor import Actor
from amana.trust.capabilities import CAPABILITIES, PRESETS
from amana.vault.clock import now as clock
from tests.cast import World

pytestmark = pytest.mark.django_db
READERS = sorted(role for role, verbs in PRESETS.items() if "cases.read" in verbs)


@cache
def table() -> dict[str, list[str]]:
    """Which roles open a section by a consent for each purpose."""
    rows: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("purposes.yaml").read_text())
    return rows


def agree(world: World, purpose: str) -> Consent:
    """She lets the lawyers see her identity, for this purpose, as it could be recorded before this table was."""
    case = world.case()
    consent = world.share(case, "lawyers", "identity")
    vault.facts.put(case.lock, "consent", consent, vault.facts.get("consent", consent) | {"purpose": purpose})
    return Consent.objects.get(id=consent)


def of_the_unit(world: World, role: str) -> Actor:
    """Amal, who has the unit's key, in another role."""
    return replace(world.amal, roles=frozenset({role}))


def opens(actor: Actor, case_id: UUID) -> bool:
    case = queries.Procedure.objects.get(id=case_id)
    try:
        cases.open_section(actor, case, "identity", clock())
    except (NotFound, NotAllowed):
        return False
    return True


def test_the_table_has_every_purpose_and_capabilities_that_exist() -> None:
    assert table().keys() == pack().consent.opens_for.keys() == pack().purposes.keys()
    assert {verb for verbs in pack().consent.opens_for.values() for verb in verbs} <= CAPABILITIES.keys()


@pytest.mark.parametrize("purpose", list(table()))
def test_a_section_opens_for_the_purpose_that_she_agreed_to(world: World, purpose: str) -> None:
    consent = agree(world, purpose)
    found = [role for role in READERS if opens(of_the_unit(world, role), consent.procedure)]
    assert found == sorted(table()[purpose])
    for role in READERS:
        visible = queries.visible_to(of_the_unit(world, role)).filter(id=consent.procedure).exists()
        assert visible == (role in found), (role, "a list shows what the page opens, and nothing else")


@pytest.mark.parametrize("purpose", [name for name, roles in table().items() if not roles])
def test_a_consent_that_opens_nothing_shares_nothing(world: World, purpose: str) -> None:
    case = world.case()
    with pytest.raises(PurposeOpensNothing):
        consents.give_sections(
            world.rawan, consents.About(case.id, case.lock), consents.Said(language="am", how="written"), type="assistance",
            purpose=purpose, unit_id=world.units["lawyers"], sections={"identity"},
            sealeds=queries.texts_of_section(case, {"identity"}), expires_at=None, now=world.now,
        )  # fmt: skip
    assert not Consent.objects.exists()


def test_the_page_offers_no_purpose_that_opens_nothing(world: World) -> None:
    from amana.cases.forms import AgreementForm

    offered = {code for code, _name in AgreementForm(own_units=set(), actor=world.rawan).fields["purpose"].choices}  # type: ignore[attr-defined]
    assert offered - {""} == {name for name, roles in table().items() if roles}
