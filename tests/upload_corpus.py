"""Fifty made-up files with words planted where cameras, phones and programs leave them; made here, but for one photo of a phone."""

import gzip
import io
import re
import struct
import wave
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pikepdf
from PIL import Image, PngImagePlugin

PLANTED = "PLANTEDSELAM"
PLACE = (36.0, 11.0, 28.5)
PHONE = Path(__file__).parents[1] / "src/amana/uploads/tests/files/phone.heic"
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><photo author='{PLANTED}'/></x:xmpmeta>".encode()


def planted_in(content: bytes, more: Iterable[bytes] = ()) -> bool:
    """Whether the planted word is in a file: as it is, in UTF-16, in a compressed stream or member or one of `more`, or as a position."""
    words = (PLANTED, "PLANTED camera", "PLANTED:GPS", "PLANTED author", "PLANTED xmp")
    layers = [content, *_streams(content), *_members(content), *more]
    forms = [form for word in words for form in (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"))]
    return any(form in layer for layer in layers for form in forms)


def _streams(content: bytes) -> Iterator[bytes]:
    for match in re.finditer(rb"stream\r?\n", content):
        try:
            yield zlib.decompressobj().decompress(content[match.end() :], 4_000_000)
        except zlib.error:
            continue
    for match in re.finditer(rb"[zi]TXt|iCCP", content):
        for start in range(match.end(), match.end() + 100):
            try:
                yield zlib.decompressobj().decompress(content[start:], 100_000)
            except zlib.error:
                continue


def _members(content: bytes) -> Iterator[bytes]:
    if content[:2] == b"\x1f\x8b":
        yield gzip.decompress(content)
    if b"PK\x03\x04" in content:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as folder:
                yield from (folder.read(name) for name in folder.namelist())
        except zipfile.BadZipFile:
            return


def exif(orientation: int = 1) -> Image.Exif:
    """Notes of a camera with the planted word, a day and a place."""
    notes = Image.Exif()
    notes[0x010F], notes[0x0110], notes[0x013B], notes[0x010E] = PLANTED, PLANTED, PLANTED, PLANTED
    notes[0x0112], notes[0x0132] = orientation, "2026:03:05 10:00:00"
    notes.get_ifd(0x8825).update({1: "N", 2: PLACE, 3: "E", 4: (44.0, 0.0, 33.0), 29: PLANTED})
    notes.get_ifd(0x8769).update({0x9286: b"ASCII\x00\x00\x00" + PLANTED.encode(), 0xA430: PLANTED, 0xA431: PLANTED})
    return notes


def _points(mode: str = "RGB", size: tuple[int, int] = (48, 32)) -> Image.Image:
    return Image.linear_gradient("L").resize(size).convert(mode)


def picture(format: str, mode: str = "RGB", size: tuple[int, int] = (48, 32), **more: object) -> bytes:
    """A picture with the planted word in its notes."""
    target = io.BytesIO()
    _points(mode, size).save(target, format, **more)
    return target.getvalue()


def _png_notes() -> PngImagePlugin.PngInfo:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", PLANTED)
    notes.add_text("Comment", PLANTED, zip=True)
    notes.add_itxt("Location", PLANTED, zip=True)
    return notes


def _pictures() -> Iterator[tuple[str, bytes]]:
    for way in range(1, 9):
        yield f"turned-{way}.jpg", picture("JPEG", exif=exif(way))
    yield "grey.jpg", picture("JPEG", "L", exif=exif())
    yield "print.jpg", picture("JPEG", "CMYK", exif=exif())
    yield "progressive.jpg", picture("JPEG", exif=exif(), progressive=True)
    yield "xmp.jpg", picture("JPEG", xmp=XMP)
    yield "comment.jpg", picture("JPEG", comment=PLANTED)
    yield "profile.jpg", picture("JPEG", icc_profile=PLANTED.encode() * 8)
    yield "behind.jpg", picture("JPEG") + PLANTED.encode()
    yield "with-a-zip-behind.jpg", picture("JPEG") + _zip({"a.txt": PLANTED})
    yield "name-lies.pdf", picture("JPEG", exif=exif())
    for mode in ("RGB", "RGBA", "L", "LA", "1", "P"):
        yield f"{mode}.png", picture("PNG", mode, pnginfo=_png_notes())
    yield "exif.png", picture("PNG", exif=exif())
    yield "profile.png", picture("PNG", icc_profile=PLANTED.encode() * 8)
    yield "behind.png", picture("PNG") + PLANTED.encode()
    yield "exif.webp", picture("WEBP", exif=exif(), xmp=XMP)
    yield "clear.webp", picture("WEBP", "RGBA", exif=exif(), lossless=True)
    yield "scan.tif", picture("TIFF", exif=exif())
    yield "fax.tif", picture("TIFF", "1", description=PLANTED)
    yield "two-pages.tif", picture("TIFF", save_all=True, append_images=[_points().rotate(180)], description=PLANTED)
    yield (
        "moving.gif",
        picture("GIF", save_all=True, append_images=[_points("L").rotate(180)], comment=PLANTED.encode()),
    )
    yield "still.gif", picture("GIF", comment=PLANTED.encode())
    yield "moving.png", picture("PNG", save_all=True, append_images=[_points().rotate(180)], pnginfo=_png_notes())
    yield "behind.bmp", picture("BMP") + PLANTED.encode()
    yield "phone.heic", PHONE.read_bytes()


def page(*, photo: bytes | None = None, size: tuple[int, int] = (48, 32)) -> pikepdf.Pdf:
    """A document with one page that says hello."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(300, 300))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    drawn = b"BT /F1 12 Tf 20 200 Td (hello) Tj ET"
    resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    if photo is not None:
        image = pikepdf.Stream(document, b"")
        image.write(photo, filter=pikepdf.Name.DCTDecode)
        image.Type, image.Subtype, image.Width, image.Height = pikepdf.Name.XObject, pikepdf.Name.Image, *size
        image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
        resources.XObject = pikepdf.Dictionary(I1=image)
        drawn += b" q 100 0 0 60 20 20 cm /I1 Do Q"
    document.pages[0].obj.Resources = resources
    document.pages[0].obj.Contents = pikepdf.Stream(document, drawn)
    return document


def _saved(document: pikepdf.Pdf, encryption: pikepdf.Encryption | bool = False) -> bytes:
    target = io.BytesIO()
    document.save(target, encryption=encryption)
    return target.getvalue()


def _pages() -> Iterator[tuple[str, bytes]]:
    author = page()
    author.docinfo["/Author"] = PLANTED
    yield "author.pdf", _saved(author)
    xmp = page()
    with xmp.open_metadata() as about:
        about["dc:creator"] = [PLANTED]
    yield "xmp.pdf", _saved(xmp)
    script = page()
    script.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{PLANTED}')")
    yield "script.pdf", _saved(script)
    named = page()
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=PLANTED)
    named.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["a", action])))
    yield "named-script.pdf", _saved(named)
    attached = page()
    attached.attachments["secret.txt"] = pikepdf.AttachedFileSpec(attached, PLANTED.encode(), filename="secret.txt")
    yield "attachment.pdf", _saved(attached)
    link = page()
    uri = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"https://example.org/{PLANTED}")
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 99, 99], A=uri)
    link.pages[0].obj.Annots = pikepdf.Array([link.make_indirect(note)])
    yield "link.pdf", _saved(link)
    comment = page()
    said = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], T=PLANTED, Contents=PLANTED
    )
    comment.pages[0].obj.Annots = pikepdf.Array([comment.make_indirect(said)])
    yield "comment.pdf", _saved(comment)
    xfa = page()
    xfa.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([]), XFA=pikepdf.Stream(xfa, PLANTED.encode()))
    yield "xfa.pdf", _saved(xfa)
    yield "photo-inside.pdf", _saved(page(photo=picture("JPEG", exif=exif())))
    yield "behind.pdf", _saved(page()) + PLANTED.encode()
    earlier = page()
    earlier.docinfo["/Title"] = PLANTED
    yield "owner-locked.pdf", _saved(earlier, encryption=pikepdf.Encryption(owner="o", user="", R=6))


def _zip(members: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in members.items():
            folder.writestr(name, content)
    return target.getvalue()


def sound() -> bytes:
    """A short sound with a list of notes behind it, as recorders write one."""
    target = io.BytesIO()
    with wave.open(target, "wb") as written:
        written.setparams((1, 2, 8000, 0, "NONE", ""))
        written.writeframes(bytes(1600))
    notes = b"INFOIART" + struct.pack("<I", len(PLANTED)) + PLANTED.encode()
    whole = target.getvalue() + b"LIST" + struct.pack("<I", len(notes)) + notes
    return whole[:4] + struct.pack("<I", len(whole) - 8) + whole[8:]


def recording(track: bytes = b"A_OPUS") -> bytes:
    """The beginning of what a browser records, with the planted word where it names itself."""
    about = b"\x42\x82\x84webm" + b"\x4d\x80" + bytes([0x80 + len(PLANTED)]) + PLANTED.encode()
    return b"\x1a\x45\xdf\xa3\x9f" + about + b"\x86\x86" + track + b"A_OPUS" + bytes(200)


@cache
def corpus() -> dict[str, bytes]:
    """The files by name: each holds the planted word, and can be cleaned of it."""
    files = dict(_pictures()) | dict(_pages())
    files["voice.wav"] = sound()
    return files


@cache
def hostile() -> dict[str, tuple[bytes, str]]:
    """Files that are refused, with the code of why."""
    bomb = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(bomb, "PNG")
    nest = _zip({"0": bytes(200_000)})
    for depth in range(4):
        nest = _zip({f"{depth}-{copy}.zip": nest for copy in range(10)})
    turned = _saved(page(), encryption=pikepdf.Encryption(owner="o", user="u", R=6))
    return {
        "pixels.png": (bomb.getvalue(), "uploads.too_many_pixels"),
        "nest.zip": (nest, "uploads.archive"),
        "flat.zip": (_zip({"a": bytes(5_000_000)}), "uploads.archive"),
        "bomb.docx": (
            _zip({"[Content_Types].xml": "<x/>", "word/document.xml": bytes(20_000_000)}),
            "uploads.archive",
        ),
        "gzip.gz": (gzip.compress(bytes(5_000_000)), "uploads.archive"),
        "drawing.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "uploads.active"),
        "page.html": (b"\xef\xbb\xbf <!DOCTYPE html><html><script>alert(1)</script>", "uploads.active"),
        "page.jpg": (b"hello <script>alert(1)</script>", "uploads.active"),
        "program.pdf": (b"MZ\x90\x00" + bytes(200), "uploads.active"),
        "locked.pdf": (turned, "uploads.locked"),
        "broken.pdf": (b"%PDF-1.7\n" + bytes(range(256)) * 8, "uploads.damaged"),
        "broken.jpg": (b"\xff\xd8\xff\xe0" + bytes(500), "uploads.damaged"),
        "cut.png": (picture("PNG", size=(200, 200))[:120], "uploads.damaged"),
        "noise": (bytes(range(256)) * 4, "uploads.kind"),
        "nothing": (b"   \n", "uploads.kind"),
    }


@cache
def kept_apart() -> dict[str, tuple[bytes, str]]:
    """Files that go to quarantine, with what is said of them."""
    word = _zip(
        {"[Content_Types].xml": "<Types/>", "docProps/core.xml": f"<a>{PLANTED}</a>", "word/document.xml": "<w/>"}
    )
    return {
        "letter.docx": (word, "office"),
        "letter.odt": (_zip({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), "office"),
        "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "office"),
        "letter.rtf": (b"{\\rtf1 hello}", "office"),
        "voice.ogg": (b"OggS" + bytes(100), "sound"),
        "voice.mp3": (b"ID3" + bytes(100), "sound"),
        "voice.webm": (recording(), "sound"),
        "voice.amr": (b"#!AMR\n" + bytes(100), "sound"),
        "voice.m4a": (b"\x00\x00\x00\x18ftypiso5" + bytes(20) + b"hdlr" + bytes(8) + b"soun" + bytes(60), "sound"),
        "clip.webm": (recording(b"V_VP8"), "film"),
        "clip.mp4": (
            b"\x00\x00\x00\x18ftypiso5" + b"".join(b"hdlr" + bytes(8) + each for each in (b"soun", b"vide")),
            "film",
        ),
        "film.mp4": (b"\x00\x00\x00\x18ftypmp42" + bytes(100), "film"),
    }
