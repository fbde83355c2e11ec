"""A backup is stolen from where it is kept: without its key, with its key, and after the person in it was forgotten."""

from pathlib import Path

import pytest

from amana_methods.canary import found_on_disk
from tests.backups.scenes import Copies, copies  # noqa: F401  (a fixture)
from tests.cast import World

HERS = ["Selam Tesfaye", "EP1234567", "+9647500000142"]

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_files_of_a_backup_and_of_the_keys_copy_show_no_word(world: World, copies: Copies) -> None:  # noqa: F811
    world.case()
    copies.make()
    copies.make_keys()
    assert any(path.is_file() for path in copies.folder.rglob("*"))
    assert not found_on_disk([copies.folder, copies.keys.parent], HERS)
    (copies.folder / "left-behind").write_text(HERS[0])
    assert found_on_disk([copies.folder], HERS), "the alarm"


def test_with_the_backup_s_key_and_without_the_key_store_it_is_restored_to_nothing_readable(
    world: World,
    copies: Copies,  # noqa: F811
    tmp_path: Path,
) -> None:
    world.case()
    copies.make()
    place = tmp_path / "thief"
    copies.restore(place, with_keys=False)
    assert not found_on_disk([place] if place.exists() else [], HERS)
