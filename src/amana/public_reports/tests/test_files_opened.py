"""Files that a browser sealed are opened by what their bytes are: what a stranger calls a voice is cleaned like any file."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from amana import vault
from amana.intake.models import SignFile
from amana.public_reports import commands as letterbox
from amana.public_reports.rules import SealedFile, SealedWrap
from amana.public_reports.tests.letters import drop, without_keys
from amana.uploads import errors
from amana.uploads.tests.test_uploads import EICAR, scanner
from tests import upload_corpus as made
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def came(world: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A file as a browser of a stranger seals it, with what they say that it is, in the hands of the unit."""

    def come(content: bytes, kind: str = "voice", type: str = "audio/webm") -> SignFile:
        with without_keys(monkeypatch):
            head = json.dumps({"kind": kind, "type": type}).encode()
            sealed = vault.letters.enclose("report_file", head + b"\n" + content, letterbox.readers())
            wraps = tuple(SealedWrap(each.kind, each.id, each.version, each.blob) for each in sealed.wraps)
            drop(world, files=[SealedFile(sealed.id, sealed.envelope, wraps)])
        letterbox.empty_box(world.now)
        return SignFile.objects.get()

    return come


def opened(desk: Desk, file: SignFile, **told: str) -> Any:
    return desk("nasrin").post(reverse("intake:open_file", args=[file.sign_id, file.id]), told)


def test_a_photo_that_is_called_a_voice_loses_its_place(came: Any, desk: Desk) -> None:
    """The attack: whoever says voice got past the cleaner."""
    file = came(made.corpus()["turned-6.jpg"])
    answer = opened(desk, file)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert not made.planted_in(answer.content)


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("page.html", errors.ActiveContent), ("program.pdf", errors.ActiveContent), ("nest.zip", errors.Archive)],
)
def test_what_would_do_harm_is_not_handed_out_as_a_voice(
    came: Any, desk: Desk, name: str, refusal: type[errors.NotKept]
) -> None:
    file, content = came(made.hostile()[name][0]), made.hostile()[name][0]
    for told in ({}, {"as_it_is": "yes"}):
        answer = opened(desk, file, **told)
        assert answer.status_code == 422 and content not in answer.content


def test_the_virus_scanner_hears_a_voice_too(
    came: Any, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = came(made.recording() + EICAR)
    assert opened(desk, file, as_it_is="yes").status_code == 200  # nobody knows it without a scanner
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    scanner(tmp_path, "grep -q EICAR-STANDARD && exit 1 || exit 0")
    answer = opened(desk, file, as_it_is="yes")
    assert answer.status_code == 422 and EICAR not in answer.content


def test_a_voice_reaches_the_reader_after_the_page_said_what_it_may_tell(came: Any, desk: Desk) -> None:
    file = came(made.recording())
    before = desk("nasrin").get(reverse("intake:sign", args=[file.sign_id])).content.decode()
    assert "Take it as it is" not in before
    page = opened(desk, file)
    said = page.content.decode()
    assert page.status_code == 422 and made.recording() not in page.content
    assert "A sound that could not be cleaned" in said and "Take it as it is" in said
    assert f'href="#file-{file.id}"' in said and f'id="file-{file.id}"' in said
    taken = opened(desk, file, as_it_is="yes")
    assert (taken.status_code, taken.content) == (200, made.recording())
    assert taken.headers["Content-Type"] == "application/octet-stream"
    assert f"{file.sign.number}.webm" in taken.headers["Content-Disposition"]


def test_a_voice_of_plain_samples_is_cleaned_at_once(came: Any, desk: Desk) -> None:
    answer = opened(desk, came(made.sound()))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "audio/wav")
    assert not made.planted_in(answer.content)


def test_the_name_of_a_file_is_not_what_a_stranger_says(came: Any, desk: Desk) -> None:
    file = came(made.kept_apart()["letter.docx"][0], "photo", "text/html")
    assert opened(desk, file).status_code == 422
    taken = opened(desk, file, as_it_is="yes")
    assert f"{file.sign.number}.bin" in taken.headers["Content-Disposition"]
