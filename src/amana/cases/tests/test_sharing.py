"""What she agreed to holds for what is written later, and ends when she takes it back."""

from datetime import timedelta

import pytest

from amana.cases import queries as cases
from amana.consent import commands as consents
from amana.errors import CannotOpen
from amana.trust import vault
from tests.cast import World

STORY = {"said": {"status": "made up"}}


def test_what_is_sealed_in_a_section_later_opens_to_whom_she_agreed(world: World) -> None:
    case = world.case()
    about, said = consents.About(case.id, case.lock), consents.Said(language="en", how="written")
    texts = cases.texts_of_section(case, {"legal"})
    given = consents.give_sections(
        world.rawan, about, said, type="assistance", purpose="assistance", unit_id=world.units["lawyers"],
        sections={"legal"}, sealeds=texts, expires_at=world.now + timedelta(days=3), now=world.now,
    )  # fmt: skip
    later = vault.seal(
        lock=case.lock, kind="step", section="legal", content=STORY, holders=cases.holders_of_file(case), by=world.rawan,
        at=world.now,
    )  # fmt: skip
    assert vault.open_sealed(world.amal, later) == STORY
    consents.withdraw(world.rawan, procedure_id=case.id, consent_id=given, now=world.now)
    with pytest.raises(CannotOpen):
        vault.open_sealed(world.amal, later)
