"""What somebody types to find a person lies nowhere afterwards: on no disk, in no log, trail, address or session."""

import logging
from pathlib import Path

import pytest
from django.db import connection

from amana.intake.tests.scenes import triaged
from amana.signin.models import Session
from amana.signin.session_store import decode_row
from amana.trust.models import Line
from tests import contents
from tests.canary.scan import found_in, found_on_disk
from tests.cast import World
from tests.world import Desk

WORDS = ("Kanarya-ژیان-Gesucht", "Zwitscher-گەڕان-Birth")
TYPED = {"name": " ".join(WORDS), "birth": "1994", "phone": "+964 750 777 1234", "document_no": "KANARYA99887766"}
NEEDLES = (*WORDS, "7507771234", "750 777 1234", "KANARYA99887766", "kanarya99887766")


@pytest.mark.django_db(transaction=True)
def test_what_was_looked_for_is_kept_nowhere(
    world: World, desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    rawan, row = desk("rawan"), triaged(world)
    answers = [
        *(rawan.post("/find/", {"text": text}) for text in (TYPED["name"], TYPED["phone"], TYPED["document_no"])),
        rawan.post("/find/", {"text": TYPED["name"]}, headers={"HX-Request": "true"}),
        rawan.post("/cases/known/", TYPED),
        rawan.post(f"/signs/{row.id}/known/", TYPED),
        rawan.post("/cases/known/", {"name": "Kanarya"}),  # refused: too little
    ]
    assert [answer.status_code for answer in answers] == [200] * 5 + [302, 422]
    assert answers[5].headers["Location"] == f"/signs/{row.id}/screen/?looked=none", "nobody was found"
    assert Line.objects.filter(verb__in=("cases.searched", "cases.looked_up")).count() == 6
    (tmp_path / "rows").write_bytes(contents.everything())
    beside = [Path(str(connection.settings_dict["NAME"])).parent] if connection.vendor == "sqlite" else []
    assert (tmp_path / "rows").stat().st_size > 10_000
    assert not found_on_disk([*beside, tmp_path], NEEDLES)
    sessions = "\n".join(str(decode_row(each)) for each in Session.objects.all())
    kept = "\n".join([sessions, caplog.text, *capfd.readouterr(), *(str(answer.headers) for answer in answers)])
    assert not found_in(kept.encode(), NEEDLES)
    assert found_in((kept + TYPED["phone"]).encode(), NEEDLES), "the alarm"
    (tmp_path / "left").write_text(TYPED["name"])
    assert found_on_disk([tmp_path], NEEDLES), "the alarm"
