"""On PostgreSQL a copy holds every row, whoever the policies would show it to, and stands again in an empty database."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from amana import vault
from amana.backups import making, restoring
from amana.backups.format import BackupFault
from amana.cases.models import Procedure
from amana.row_security import owning
from amana.vault.models import Facts, Sealed, Wrap
from tests import databases
from tests.backups.scenes import Copies
from tests.cast import World
from tests.forgetting.scenes import somebody

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The name of an empty database; afterwards the tests work in their own again."""
    before = str(connection.settings_dict["NAME"])
    empty = f"{before}_restored"  # each process has its own
    databases.use(empty)
    owning.prepare(databases.address("postgres", databases.ADMINISTRATOR))
    databases.use(before, databases.ADMINISTRATOR)
    yield empty
    connection.close()
    with psycopg.connect(databases.address("postgres", databases.ADMINISTRATOR), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {empty} (FORCE)")
    databases.use(before, databases.ADMINISTRATOR)


def test_a_copy_holds_every_row_and_stands_again_elsewhere(
    world: World, copies: Copies, elsewhere: str, tmp_path: Path
) -> None:
    her = somebody(world)
    before = vault.texts.open_text(
        world.rawan, Sealed.objects.get(lock=her.case.lock, section="identity", kind="section")
    )
    assert before
    copies.make()
    manifest = restoring.check(copies.folder, copies.recovery[0])[1]
    counted = {"trust_sealed": Sealed, "trust_wrap": Wrap, "trust_facts": Facts, "cases_procedure": Procedure}
    assert {name: manifest.rows[name] for name in counted} == {
        name: rows._default_manager.count() for name, rows in counted.items()
    }
    assert min(manifest.rows[name] for name in counted) > 0

    databases.use(elsewhere)
    data = tmp_path / "elsewhere"
    data.mkdir()
    restoring.put_postgresql(data, copies.folder, manifest, copies.recovery[0], lambda *_: None)
    text = Sealed.objects.get(lock=her.case.lock, kind="section", section="identity")
    assert vault.texts.open_text(world.rawan, text) == before
    assert making.told_by_postgresql()["rows"] == manifest.rows


def test_a_database_that_is_not_empty_is_left_alone(world: World, copies: Copies, tmp_path: Path) -> None:
    somebody(world)
    copies.make()
    manifest = restoring.check(copies.folder, copies.recovery[0])[1]
    before = making.told_by_postgresql()
    with pytest.raises(BackupFault, match="not empty"):
        restoring.put_postgresql(tmp_path, copies.folder, manifest, copies.recovery[0], lambda *_: None)
    assert making.told_by_postgresql() == before


def test_a_dump_that_lacks_rows_is_found(world: World, copies: Copies, elsewhere: str, tmp_path: Path) -> None:
    """The alarm: a copy whose list names a row more than it holds does not pass for whole."""
    somebody(world)
    copies.make()
    manifest = restoring.check(copies.folder, copies.recovery[0])[1]
    manifest.rows["trust_sealed"] += 1
    databases.use(elsewhere)
    with pytest.raises(BackupFault, match="not complete"):
        restoring.put_postgresql(tmp_path, copies.folder, manifest, copies.recovery[0], lambda *_: None)
