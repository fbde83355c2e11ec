"""Each role that a test of access names exists: a misspelled one would be asked for nothing, and nobody would notice."""

import re
from pathlib import Path

import pytest

from amana.trust.capabilities import PRESETS
from tests.access import walk
from tests.access.people import INTAKE, RELATIONS, TEAM
from tests.access.test_desk import MEET_CASES
from tests.access.test_links import IN_FILES
from tests.rows.test_tenants import ROLES as OF_TENANTS

TESTS = Path(__file__).resolve().parents[1]
LISTS = {"TEAM": TEAM, "INTAKE": INTAKE, "MEET_CASES": MEET_CASES, "IN_FILES": IN_FILES, "ROLES of rows": OF_TENANTS}
ASKER = re.compile(rf"\b(?:{'|'.join(RELATIONS)}):([a-z_]+)")


def unknown_roles(text: str) -> set[str]:
    """Roles of askers ("own:case_manager") in this text that do not exist."""
    return set(ASKER.findall(text)) - PRESETS.keys()


def test_every_asker_in_the_tests_of_access_and_rows_has_a_role_that_exists() -> None:
    files = [
        path for room in ("access", "rows") for path in (TESTS / room).iterdir() if path.suffix in (".py", ".yaml")
    ]
    found = {path.name: unknown_roles(path.read_text()) for path in files if path != Path(__file__).resolve()}
    assert {name: roles for name, roles in found.items() if roles} == {}
    assert len(files) > 10
    assert unknown_roles('askers["own:provider"], askers["consent:service_provider"]') == {"provider"}


def test_every_list_of_roles_that_is_typed_by_hand_names_roles_that_exist() -> None:
    assert {name: set(roles) - PRESETS.keys() for name, roles in LISTS.items()} == {name: set() for name in LISTS}


def test_a_name_in_the_table_that_means_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="own:provider"):
        list(walk._people(["own:provider"], {}, "cases:one"))
