"""Pictures inside a PDF: each is made anew and looks as before, none is a bomb, and what cannot be read is kept apart."""

import io
import shutil
import subprocess
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageChops, ImageCms, ImageStat

from amana.uploads import cleaning, errors, kinds, page_pictures, profiles, worker
from tests import upload_corpus as made
from tests import upload_pages as pages

FILES = pages.with_pictures()


@pytest.fixture(scope="module", autouse=True)
def parsers() -> None:
    """The parsers are there in this process too; most files are cleaned here, without a process of their own."""
    worker._load("pages")


def cleaned_here(content: bytes) -> tuple[str, str, bytes, list[str], str]:
    return worker._answer(kinds.kind(content), content)


def planted(content: bytes) -> bool:
    return made.planted_in(content, pages.layers(content))


@pytest.mark.parametrize("name", FILES)
def test_no_packing_and_no_place_keeps_the_camera(name: str) -> None:
    """The alarm: the same look finds the word in the file before."""
    assert planted(FILES[name])
    outcome, _, copy, _, why = cleaned_here(FILES[name])
    assert outcome == "cleaned", why
    assert not planted(copy)
    with pikepdf.open(io.BytesIO(copy)) as document:
        for each in document.objects:
            if isinstance(each, Stream) and str(each.get("/Filter")) == "/DCTDecode":
                with Image.open(io.BytesIO(each.read_raw_bytes())) as photo:
                    assert not photo.getexif() and "comment" not in photo.info


@pytest.mark.parametrize(
    "name", ["Flate-DCT.pdf", "LZW-DCT.pdf", "JPX.pdf", "among-A85-DCT.pdf", "profile.pdf", "letter.pdf"]
)
def test_the_worker_does_the_same_behind_its_walls(name: str) -> None:
    copy = cleaning.clean(FILES[name], name)
    assert copy.outcome == "cleaned" and not planted(copy.content)


@pytest.mark.parametrize("name", pages.bombs())
def test_a_picture_that_is_a_bomb_is_refused_before_it_goes_off(name: str) -> None:
    content, code = pages.bombs()[name]
    outcome, _, copy, _, why = cleaned_here(content)
    assert (outcome, copy) == ("refused", b"") and errors.BY_CODE[why].code == code


def test_what_is_packed_beyond_its_size_is_cut_and_never_unpacked() -> None:
    document = made.page()
    image = pages.picture(document, zlib.compress(bytes(48 * 32 * 3) + bytes(500_000_000), 9), "Flate")
    copy = cleaning.clean(pages.shown(document, image), "a.pdf")
    with pikepdf.open(io.BytesIO(copy.content)) as kept:
        assert len(kept.pages[0].obj.Resources.XObject.I1.read_bytes()) == 48 * 32 * 3


def test_a_bomb_of_a_filter_that_only_qpdf_undoes_meets_the_memory_of_the_worker() -> None:
    document = made.page()
    runs = b"\x81\x00" * 4_000_000 + b"\x80"  # 128 bytes for two
    image = pages.picture(document, zlib.compress(runs, 9), "Flate", "RunLength")
    with pytest.raises((errors.TooLong, errors.TooManyPictures)):
        cleaning.clean(pages.shown(document, image), "a.pdf")


def test_too_many_pictures_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_pictures, "MOST_PICTURES", 2)
    among = b"BI /W 1 /H 1 /CS /G /BPC 8 ID 0 EI\n"
    assert cleaned_here(pages.shown(made.page(), commands=among * 2))[0] == "cleaned"
    assert cleaned_here(pages.shown(made.page(), commands=among * 3))[4] == "pictures"


@pytest.mark.parametrize("name", pages.unread())
def test_a_picture_that_cannot_be_read_keeps_its_file_apart(name: str) -> None:
    content, said = pages.unread()[name]
    assert cleaned_here(content) == ("quarantined", "application/octet-stream", content, [said], "")


# What it looks like ------------------------------------------------------------------------------


def _scene(mode: str) -> Image.Image:
    """A picture in which another order of colours, rows or bits would be seen."""
    across = Image.linear_gradient("L").resize(pages.SIZE)
    parts = [across.rotate(90, expand=True).resize(pages.SIZE), across, ImageChops.invert(across)]
    scene = Image.merge("RGB", parts)
    scene.paste((255, 0, 0), (2, 2, 14, 9))
    return scene.convert(mode)


def _jpeg(mode: str, **more: object) -> bytes:
    target = io.BytesIO()
    _scene(mode).save(target, "JPEG", exif=made.exif(), quality=90, **more)
    return target.getvalue()


def _young(mode: str) -> bytes:
    target = io.BytesIO()
    _scene(mode).save(target, "JPEG2000")
    return target.getvalue()


def _with_alpha() -> bytes:
    clear = _scene("RGB").convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(pages.SIZE))
    target = io.BytesIO()
    clear.save(target, "JPEG2000")
    return target.getvalue()


def _rows_before(data: bytes, row: int) -> bytes:
    """Each row after a sign that says: the difference to the row above (a predictor of PNG)."""
    rows = [data[at : at + row] for at in range(0, len(data), row)]
    above = [bytes(row), *rows]
    return b"".join(
        b"\x02" + bytes((a - b) % 256 for a, b in zip(now, then, strict=True))
        for now, then in zip(rows, above, strict=False)
    )


_GREY, _CMYK = Name.DeviceGray, Name.DeviceCMYK
_BITS = {"BitsPerComponent": 1, "ColorSpace": _GREY}
_PNG = Dictionary(Predictor=15, Colors=3, Columns=48)
_COLOURS = bytes(range(256)) * 3


def _indexed() -> Array:
    return Array([Name.Indexed, Name.DeviceRGB, 255, pikepdf.String(_COLOURS)])


SHOWN: dict[str, Callable[[pikepdf.Pdf], Stream]] = {
    "rgb": lambda d: pages.picture(d, _jpeg("RGB"), "DCT"),
    "rgb without mixing": lambda d: pages.picture(d, _jpeg("RGB", keep_rgb=True), "DCT"),
    "rgb said beside": lambda d: pages.picture(
        d, _without_marks(_jpeg("RGB", keep_rgb=True)), "DCT", DecodeParms=Dictionary(ColorTransform=0)
    ),
    "progressive": lambda d: pages.picture(d, _jpeg("RGB", progressive=True), "DCT"),
    "grey": lambda d: pages.picture(d, _jpeg("L"), "DCT", ColorSpace=_GREY),
    "grey, turned": lambda d: pages.picture(d, _jpeg("L"), "DCT", ColorSpace=_GREY, Decode=[1, 0]),
    "print": lambda d: pages.picture(d, _jpeg("CMYK"), "DCT", ColorSpace=_CMYK),
    "print, turned": lambda d: pages.picture(d, _jpeg("CMYK"), "DCT", ColorSpace=_CMYK, Decode=[1, 0] * 4),
    "profile": lambda d: pages.picture(d, _jpeg("RGB"), "DCT", ColorSpace=pages._based(d)),
    "jpx": lambda d: pages.picture(d, _young("RGB"), "JPX", ColorSpace=None, BitsPerComponent=None),
    "jpx, grey": lambda d: pages.picture(d, _young("L"), "JPX", ColorSpace=_GREY),
    "points": lambda d: pages.picture(d, _scene("RGB").tobytes()),
    "points of print": lambda d: pages.picture(d, _scene("CMYK").tobytes(), ColorSpace=_CMYK),
    "points, packed": lambda d: pages.picture(d, pages.packed(_scene("RGB").tobytes(), "A85", "LZW"), "ASCII85", "LZW"),
    "rows": lambda d: pages.picture(
        d, zlib.compress(_rows_before(_scene("RGB").tobytes(), 144)), "Flate", DecodeParms=_PNG
    ),
    "rows, packed": lambda d: pages.picture(
        d, pages.lzw(_rows_before(_scene("RGB").tobytes(), 144)), "LZW", DecodeParms=_PNG
    ),
    "indexed": lambda d: pages.picture(d, zlib.compress(_scene("L").tobytes()), "Flate", ColorSpace=_indexed()),
    "indexed jpx": lambda d: pages.picture(d, _young("L"), "JPX", ColorSpace=_indexed()),
    "bits": lambda d: pages.picture(d, zlib.compress(_scene("1").tobytes()), "Flate", **_BITS),
    "bits, turned": lambda d: pages.picture(d, zlib.compress(_scene("1").tobytes()), "Flate", Decode=[1, 0], **_BITS),
    "stencil": lambda d: pages.picture(
        d, _scene("1").tobytes(), ImageMask=True, ColorSpace=None, BitsPerComponent=None, Decode=[1, 0]
    ),
    "fax": lambda d: pages.picture(
        d, pages.fax(_scene("1")), "CCITTFax", DecodeParms=Dictionary(K=-1, Columns=48), **_BITS
    ),
    "fax, black is one": lambda d: pages.picture(
        d, pages.fax(_scene("1")), "CCITTFax", DecodeParms=Dictionary(K=-1, Columns=48, BlackIs1=True), **_BITS
    ),
    "fax, older": lambda d: pages.picture(
        d, pages.fax(_scene("1"), "group3"), "CCITTFax", DecodeParms=Dictionary(K=0, Columns=48, Rows=32), **_BITS
    ),
    "sixteen bits": lambda d: pages.picture(
        d, b"".join(bytes([each, 0]) for each in _scene("RGB").tobytes()), BitsPerComponent=16
    ),
    "soft edge": lambda d: pages.picture(
        d, _jpeg("RGB"), "DCT", SMask=pages.picture(d, _scene("L").tobytes(), ColorSpace=_GREY)
    ),
    "hard edge": lambda d: pages.picture(
        d, _jpeg("RGB"), "DCT",
        Mask=pages.picture(d, _scene("1").tobytes(), ImageMask=True, ColorSpace=None, BitsPerComponent=1),
    ),
    "one colour left out": lambda d: pages.picture(d, _scene("RGB").tobytes(), Mask=[255, 255, 0, 0, 0, 0]),
}  # fmt: skip
# What is not pressed is the same to the last point.
EXACT = {
    name for name in SHOWN if name.startswith(("points", "rows", "indexed", "bits", "stencil", "fax", "sixteen", "one"))
}


def _without_marks(content: bytes) -> bytes:
    """A JPEG that does not say how its colours are mixed."""
    at, kept = 2, content[:2]
    while content[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        kept += b"" if content[at + 1] in (0xE0, 0xE1, 0xEE) else content[at:end]
        at = end
    return kept + content[at:]


def seen(content: bytes) -> Image.Image:
    """The first page as poppler draws it."""
    program = shutil.which("pdftoppm")
    assert program
    drawn = subprocess.run([program, "-r", "72", "-singlefile", "-"], input=content, capture_output=True, check=True)
    return Image.open(io.BytesIO(drawn.stdout)).convert("RGB")


@pytest.mark.parametrize("name", SHOWN)
def test_a_picture_made_anew_looks_as_before(name: str) -> None:
    document = made.page()
    content = pages.shown(document, SHOWN[name](document))
    outcome, _, copy, _, why = cleaned_here(content)
    assert outcome == "cleaned", why
    before, after = seen(content), seen(copy)
    assert max(ImageStat.Stat(before.crop((30, 150, 250, 270))).stddev) > 8  # there is something to see
    difference = ImageChops.difference(before, after)
    if name in EXACT:
        assert difference.getbbox() is None
    else:
        assert max(ImageStat.Stat(difference).mean) < 2.5


def test_a_soft_edge_inside_a_picture_stands_beside_it() -> None:
    """As a picture of its own; poppler does not draw the one inside, so this compares the points."""
    document = made.page()
    image = pages.picture(document, _with_alpha(), "JPX", ColorSpace=None, SMaskInData=1)
    with pikepdf.open(io.BytesIO(cleaned_here(pages.shown(document, image))[2])) as kept:
        drawn = kept.pages[0].obj.Resources.XObject.I1
        assert drawn.SMask.read_bytes() == Image.linear_gradient("L").resize(pages.SIZE).tobytes()
        assert "/SMaskInData" not in drawn


@pytest.mark.parametrize(
    "commands",
    [
        b"BI /W 48 /H 32 /CS /G /BPC 8 /F /AHx ID " + _scene("L").tobytes().hex().encode() + b"> EI",
        b"BI /W 48 /H 32 /IM true /D [1 0] /F /AHx ID " + _scene("1").tobytes().hex().encode() + b"> EI",
        b"BI /W 48 /H 32 /CS /Named /BPC 8 /F /AHx ID " + _scene("L").tobytes().hex().encode() + b"> EI",
        b"BI /W 48 /H 32 /CS [/I /RGB 255 <" + _COLOURS.hex().encode() + b">] /BPC 8 /F /AHx ID "
        + _scene("L").tobytes().hex().encode() + b"> EI",
        b"BI /W 48 /H 32 /BPC 1 /CS /G /F [/AHx /CCF] /DP [null << /K -1 /Columns 48 >>] ID "
        + pages.fax(_scene("1")).hex().encode() + b"> EI",
        b"BI /W 48 /H 32 /CS /RGB /BPC 8 ID " + _scene("RGB").tobytes() + b"\nEI",
    ],
    ids=["grey", "stencil", "named colours", "indexed", "fax", "bytes"],
)  # fmt: skip
@pytest.mark.parametrize("pattern", [False, True], ids=["page", "pattern"])
def test_a_picture_among_the_commands_looks_as_before(commands: bytes, pattern: bool) -> None:
    document = made.page()
    document.pages[0].obj.Resources.ColorSpace = Dictionary(Named=_indexed())
    words = b"BT /F1 12 Tf 20 250 Td (before) Tj ET q 240 0 0 160 20 20 cm "
    whole = words + commands + b" Q BT /F1 12 Tf 90 250 Td (behind) Tj ET"
    content = pages.in_a_pattern(document, whole) if pattern else pages.shown(document, commands=whole)
    outcome, _, copy, _, why = cleaned_here(content)
    assert outcome == "cleaned", why
    assert max(ImageStat.Stat(seen(content).crop((30, 150, 250, 270))).stddev) > 20
    assert ImageChops.difference(seen(content), seen(copy)).getbbox() is None


def test_a_profile_keeps_its_numbers_and_no_word() -> None:
    before = pages.profile()
    after = profiles.strip_profile(before)
    assert made.PLANTED.encode() in before and made.PLANTED.encode() not in after
    to = ImageCms.createProfile("LAB")
    seen_before, seen_after = (
        ImageCms.applyTransform(_scene("RGB"), ImageCms.buildTransform(io.BytesIO(each), to, "RGB", "LAB"))
        for each in (before, after)
    )
    assert seen_before and seen_after and seen_before.tobytes() == seen_after.tobytes()
    assert profiles.strip_profile(before[:200]) == profiles.strip_profile(b"") == b""
