"""The same letter in an invented country: nothing of one country hides in the code."""

import pytest
from django.conf import LazySettings

from amana.countrypacks import pack
from amana.justice import commands, queries
from amana.justice.pack_sections import WAIVER
from amana.justice.tests.scenes import case_with_lawyer, given, sign
from amana.printing.tests.reading import read
from tests.cast import World, make_world

pytestmark = pytest.mark.poppler  # letters are read back with it


@pytest.fixture
def elsewhere(db: None, settings: LazySettings) -> World:
    """The cast at work in an invented country."""
    settings.AMANA_PACK = "example"
    return make_world("example")


def test_a_letter_is_signed_in_an_invented_country(elsewhere: World) -> None:
    territory = next(iter(WAIVER.of(pack()).addressee))
    letter = sign(elsewhere, given(elsewhere, case_with_lawyer(elsewhere), territory=territory))
    assert letter.number == f"{pack().country.iso2}-W-{elsewhere.year}-0001"
    assert "SELAM TESFAYE" in read(commands.page_of(elsewhere.amal, letter, elsewhere.now)[1])
    assert queries.letter_facts(letter)["territory"] == territory
