"""Photos and voice notes: sealed by a browser they pass as they are, without script they are cleaned first; nothing else passes."""

import io
import json
import struct
from base64 import b64encode
from threading import BoundedSemaphore

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import Settings

from amana import vault
from amana.intake import commands
from amana.intake.models import Sign, SignFile
from amana.public_reports import commands as letterbox
from amana.public_reports.models import PublicReport
from amana.public_reports.rules import FILE_KIND
from amana.public_reports.views import _files
from tests.cast import World
from tests.public.scenes import WORDS, Somebody, at_the_public_face

pytestmark = pytest.mark.django_db
MARK = b"taken at 36.19 44.01 zanbaq-7743"


@pytest.fixture
def somebody(settings: Settings, world: World) -> Somebody:
    return Somebody(at_the_public_face(settings))


def photo() -> bytes:
    """A photo that says where it was taken."""
    picture, target = Image.new("RGB", (40, 30), "olive"), io.BytesIO()
    notes = Image.Exif()
    notes[0x010E] = MARK.decode()
    picture.save(target, "JPEG", exif=notes, comment=MARK)
    return target.getvalue()


def bundle(content: bytes = b"sound", readers: tuple[vault.letters.Reader, ...] | None = None) -> bytes:
    """What a browser sends."""
    plain = json.dumps({"kind": "voice", "type": "audio/webm"}).encode() + b"\n" + content
    sealed = vault.letters.enclose(FILE_KIND, plain, letterbox.readers() if readers is None else readers)
    wraps = [
        {"kind": each.kind, "id": str(each.id), "version": each.version, "blob": b64encode(each.blob).decode()}
        for each in sealed.wraps
    ]
    head = json.dumps({"id": str(sealed.id), "wraps": wraps}).encode()
    return struct.pack(">I", len(head)) + head + sealed.envelope


def upload(content: bytes, name: str = "sealed") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")


def arrived(world: World) -> list[tuple[str, str, bytes]]:
    """What the desk opens."""
    letterbox.empty_box(world.now)
    commands.open_sign(world.berivan, Sign.objects.get(), world.now)
    return [commands.open_file(world.berivan, file, world.now) for file in SignFile.objects.all()]


def test_a_photo_without_script_loses_what_it_says_of_its_place(somebody: Somebody, world: World) -> None:
    assert MARK in photo()
    somebody.writes(picture=upload(photo(), "IMG_1.jpg"))
    assert somebody.code
    [(kind, type, content)] = arrived(world)
    assert (kind, type) == ("photo", "image/jpeg")
    assert content.startswith(b"\xff\xd8\xff")
    assert MARK not in content


def test_what_a_browser_sealed_is_opened_by_the_desk_as_it_is(somebody: Somebody, world: World) -> None:
    somebody.writes(sealed=[upload(bundle(b"one")), upload(bundle(b"two"))])
    assert sorted(arrived(world)) == [("voice", "audio/webm", b"one"), ("voice", "audio/webm", b"two")]


def test_a_photo_that_cannot_be_cleaned_is_told_and_no_word_is_lost(somebody: Somebody) -> None:
    for content in (b"MZ no picture", b"%PDF-1.4", photo()[:60], b"hello"):
        somebody.writes(picture=upload(content), code_word="lemon")
        assert somebody.answer is not None and somebody.answer.status_code == 422
        assert somebody.page == "reach"
        assert somebody.hidden["text"] == WORDS
        assert "lemon" in somebody.shown and "data-errors" in somebody.shown
    assert not PublicReport.objects.exists()


def test_what_the_desk_could_not_open_is_told_before_anything_is_stored(somebody: Somebody) -> None:
    """A file for fewer readers, a torn one, too many: the sender still has it, and hears of it now."""
    whole = bundle()
    fewer = bundle(readers=letterbox.readers()[:1])
    assert len(letterbox.readers()) > 1
    for files in ([fewer], [whole[:-1]], [b""], [whole] * 5):
        somebody.writes(sealed=[upload(each) for each in files])
        assert somebody.answer is not None and somebody.answer.status_code == 422
        assert somebody.hidden["text"] == WORDS
    assert not PublicReport.objects.exists()
    somebody.writes(sealed=[upload(whole)])
    assert PublicReport.objects.count() == 1


def test_a_photo_that_is_too_large_is_told(somebody: Somebody, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amana.public_reports.forms.PICTURE_BYTES", 100)
    somebody.writes(picture=upload(photo()))
    assert somebody.answer is not None and somebody.answer.status_code == 422
    assert somebody.page == "reach"


def test_files_that_are_not_read_for_their_size_are_told_and_nothing_is_stored(
    somebody: Somebody, settings: Settings
) -> None:
    """The alarm for a photo that would be lost in silence: of a form this large, no file is read at all."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2000
    somebody.writes(picture=upload(photo() + bytes(3000)), code_word="lemon")
    assert somebody.answer is not None and somebody.answer.status_code == 422
    assert "too large together" in somebody.shown and "lemon" in somebody.shown
    assert not PublicReport.objects.exists()


def test_many_photos_at_once_leave_room_for_words(somebody: Somebody, monkeypatch: pytest.MonkeyPatch) -> None:
    busy = BoundedSemaphore(1)
    monkeypatch.setattr(_files, "_CLEANING", busy)
    monkeypatch.setattr(_files, "_WAIT_SECONDS", 0.01)
    with busy:
        somebody.writes(picture=upload(photo()))
        assert somebody.answer is not None and somebody.answer.status_code == 422
        assert "Many photos" in somebody.shown and somebody.hidden["text"] == WORDS
        assert somebody.sends("send").code
    assert somebody.writes(picture=upload(photo())).code
    assert somebody.writes(picture=upload(b"no photo")).code == ""
    assert somebody.writes(picture=upload(photo())).code, "a photo that was refused gives its place back"
