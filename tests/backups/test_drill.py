"""The rehearsal: a backup is restored elsewhere, looked at from all sides, and nothing of it is left."""

import tempfile
from pathlib import Path

import pytest

from amana.backups import drill
from amana.backups.looking import words_in
from amana.trust.models import Line
from amana_methods.canary import compress_text, found_on_disk
from tests.backups.scenes import Copies
from tests.cast import PASSWORD, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]
WORDS = "Kanarya of the rehearsal, ژیان"


def test_a_backup_is_rehearsed_and_nothing_of_it_is_left(
    world: World, copies: Copies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.case(full_name=WORDS)
    copies.make()
    copies.make_keys()
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.backups.elsewhere")
    report = drill.rehearse(
        copies.folder, copies.identity(), copies.keys, copies.identity("officers"), user="rawan", password=PASSWORD
    )
    assert report.went_well and report.problems == [] and report.leaks == []
    assert report.opened >= 5 and report.canaries >= 1 and report.could_not_open and report.alarm
    assert "self-consistent" in report.trail.lower()
    assert any("went well" in line for line in report.lines())
    assert list(place.iterdir()) == []
    assert Line.objects.filter(verb="backups.drilled").count() == 1
    # What the rehearsal looks for would be found in each shape, wherever it lies.
    for shape in (str.encode, compress_text):
        (copies.folder / "left-behind").write_bytes(b"x" + shape(WORDS))
        assert found_on_disk([copies.folder], [WORDS])


def test_words_of_a_text_are_those_that_somebody_typed() -> None:
    content = {
        "fields": {"full_name": WORDS, "sex": "female", "list": ["domestic_servitude", {"note": "it was a long way"}]}
    }
    assert words_in(content) == {WORDS, "it was a long way"}
