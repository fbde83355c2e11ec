"""The rehearsal of all rotations: on a restored copy every kind of key is renewed, all opens, and earlier keys open nothing."""

import tempfile
from pathlib import Path

import pytest

from amana.backups import rotating
from amana.backups.rotating import BY_OTHERS
from amana.backups.verbs import keys as verb
from amana.trust.models import Line
from amana.vault import keystore
from amana.vault.models import Instance, KeyRotation
from tests.backups.scenes import Copies, copies
from tests.cast import PASSWORD, World
from tests.keys.house import NAME

__all__ = ["copies"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


@pytest.fixture
def place(world: World, copies: Copies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup of a world with a file in it, and the folder in which rehearsals restore."""
    world.case(full_name=NAME)
    Instance.objects.update(demo=True, demo_password=PASSWORD)
    copies.make()
    copies.make_keys()
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.backups.elsewhere")
    return folder


def test_every_kind_is_renewed_on_a_copy_and_nothing_of_it_is_left(
    copies: Copies, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = verb.run(["rehearse", str(copies.folder), "--identity", str(copies.identity()), "--keys", str(copies.keys),
                     "--keys-identity", str(copies.identity("officers"))])  # fmt: skip
    said = capsys.readouterr().out
    assert done == 0 and "went well" in said, said
    assert [line.split()[0] for line in said.splitlines() if line.split()[2:3] == ["0"]][:6] == [
        "master", "lock", "unit", "user", "section", "recovery",
    ]  # fmt: skip
    assert "keys of afterwards: 0 texts, 0 facts, 0 second factors, 0 proofs open." in said
    assert list(place.iterdir()) == []
    assert Line.objects.filter(verb="trust.rotations_rehearsed").count() == 1
    assert not KeyRotation.objects.exists(), "nothing is renewed here"
    assert set(keystore.named_key_versions("public keys")) == {1}


def test_a_rehearsal_tells_what_went_wrong() -> None:
    opens = {"texts": 5, "facts": 4, "factors": 3, "proofs": 2}
    nothing = dict.fromkeys(opens, 0)
    kinds = {"lock": {"rows": 9, "left": 0, "seconds": 0.1}, "unit": {"rows": 9, "left": 2, "seconds": 0.1}}
    told = {"before": opens, "meanwhile": opens, "afterwards": opens, "kinds": kinds, "under_way": []}
    assert "unit" in BY_OTHERS and list(rotating._problems(told, nothing)) == []
    for wrong, earlier in (
        ({"meanwhile": opens | {"texts": 4}}, nothing),
        ({"afterwards": opens | {"facts": 0}}, nothing),
        ({"kinds": kinds | {"lock": {"rows": 9, "left": 1, "seconds": 0.1}}}, nothing),
        ({"under_way": ["proofs"]}, nothing),
        ({"before": nothing}, nothing),
        ({}, nothing | {"factors": 1}),
    ):
        assert len(list(rotating._problems(told | wrong, earlier))) == 1, (wrong, earlier)
