"""A photo or file handed in with a sign: cleaned, sealed for the unit, and not seen again by whoever handed it in."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from amana import vault
from amana.errors import CannotOpen
from amana.intake import commands
from amana.intake.models import Sign, SignFile
from amana.intake.tests.test_pages import typed
from amana.trust.models import Line
from amana.uploads import errors
from tests import contents
from tests import upload_corpus as made
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db


def handed_in(world: World, desk: Desk, name: str, content: bytes) -> Any:
    """Karwan of the community police records a sign with this file."""
    told: dict[str, Any] = {**typed(world), "scan": SimpleUploadedFile(name, content)}
    return desk("karwan").post(reverse("intake:record"), told)


def opened(desk: Desk, who: str, file: SignFile, **told: str) -> Any:
    return desk(who).post(reverse("intake:open_file", args=[file.sign_id, file.id]), told)


def test_a_photo_goes_to_the_unit_without_where_it_was_taken(world: World, desk: Desk) -> None:
    photo = made.corpus()["phone.heic"]
    assert made.planted_in(photo)
    assert handed_in(world, desk, "her name.heic", photo).status_code == 302
    file = SignFile.objects.get()
    assert "Files that came" in desk("nasrin").get(reverse("intake:sign", args=[file.sign_id])).content.decode()
    answer = opened(desk, "berivan", file)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert f"{file.sign.number}.jpg" in answer.headers["Content-Disposition"] and not made.planted_in(answer.content)
    assert Line.objects.filter(verb="intake.file_opened", object=file.sign_id).count() == 1
    for stranger in ("karwan", "yusuf"):
        assert opened(desk, stranger, file).status_code == 404
    with pytest.raises(CannotOpen):
        vault.texts.open_text(world.karwan, file.sealed)
    kept = contents.everything()
    assert b"her name" not in kept and not made.planted_in(kept)


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("nest.zip", errors.Archive), ("locked.pdf", errors.LockedFile), ("page.html", errors.ActiveContent)],
)
def test_what_would_do_harm_is_refused_and_no_sign_is_half_taken(
    world: World, desk: Desk, name: str, refusal: type[errors.NotKept]
) -> None:
    page = handed_in(world, desk, name, made.hostile()[name][0])
    with translation.override("ckb"):  # Karwan's language
        assert page.status_code == 422 and str(refusal.text) in page.content.decode()
    assert not Sign.objects.exists() and not SignFile.objects.exists()
    assert typed(world)["told-what_was_seen"] in page.content.decode()


def test_an_office_document_waits_in_quarantine_and_is_taken_as_it_is(world: World, desk: Desk) -> None:
    letter = made.kept_apart()["letter.docx"][0]
    assert handed_in(world, desk, "letter.docx", letter).status_code == 302
    file = SignFile.objects.get()
    page = desk("nasrin").get(reverse("intake:sign", args=[file.sign_id])).content.decode()
    assert "Take it as it is" in page and "An Office document" in page
    assert opened(desk, "nasrin", file).status_code != 200
    taken = opened(desk, "nasrin", file, as_it_is="yes")
    assert (taken.status_code, taken.content) == (200, letter)
    assert f"{file.sign.number}.docx" in taken.headers["Content-Disposition"]


def test_the_team_of_the_case_gets_the_file_with_the_sign(world: World, desk: Desk) -> None:
    handed_in(world, desk, "a.jpg", made.corpus()["turned-6.jpg"])
    file = SignFile.objects.get()
    texts = commands.sharing.texts_of(file.sign.procedure)
    assert file.sealed in {text.id for text in texts}
