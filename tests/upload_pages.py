"""Made-up PDF files with pictures in every packing that a page may hold, and the planted word inside each."""

import base64
import io
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageCms

from tests import upload_corpus as made

PLANTED = made.PLANTED
SIZE = (48, 32)
_CODED = ("/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode")


def photo(mode: str = "RGB") -> bytes:
    """A photo of a camera that says whose it is and where it was."""
    return made.picture("JPEG", mode, exif=made.exif())


def lzw(data: bytes) -> bytes:
    """Packed with LZW as PDF has it, by the writer of TIFF."""
    target = io.BytesIO()
    Image.frombytes("L", (len(data), 1), data).save(target, "TIFF", compression="tiff_lzw")
    return _strip(target)


def fax(points: Image.Image, way: str = "group4") -> bytes:
    """A picture in black and white as fax machines pack it."""
    target = io.BytesIO()
    points.save(target, "TIFF", compression=way, tiffinfo={278: points.height})
    return _strip(target)


def _strip(target: io.BytesIO) -> bytes:
    with Image.open(target) as written:
        tags = written.tag_v2  # type: ignore[attr-defined]
        return target.getvalue()[tags[273][0] :][: tags[279][0]]


def packed(data: bytes, *names: str) -> bytes:
    """The bytes as these filters, first to last, give them back."""
    by: dict[str, Callable[[bytes], bytes]] = {
        "A85": lambda each: base64.a85encode(each) + b"~>", "AHx": lambda each: each.hex().encode() + b">",
        "LZW": lzw, "Flate": zlib.compress, "RL": _in_runs,
    }  # fmt: skip
    for name in reversed(names):
        data = by[name](data)
    return data


def _in_runs(data: bytes) -> bytes:
    parts = [data[at : at + 128] for at in range(0, len(data), 128)]
    return b"".join(bytes([len(part) - 1]) + part for part in parts) + b"\x80"


FILTERS = {"A85": "ASCII85", "AHx": "ASCIIHex", "LZW": "LZW", "Flate": "Flate", "RL": "RunLength"}


def picture(document: pikepdf.Pdf, data: bytes, *chain: str, **more: Any) -> Stream:
    """A picture of a page: `data` with these filters, as their names are in PDF without Decode."""
    stream = Stream(document, b"")
    filters = Array([Name(f"/{each}Decode") for each in chain])
    parms = more.pop("DecodeParms", None)
    stream.write(data, filter=filters if chain else None, decode_parms=parms)
    about = {"Width": SIZE[0], "Height": SIZE[1], "ColorSpace": Name.DeviceRGB, "BitsPerComponent": 8} | more
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    for key, value in about.items():
        if value is not None:
            stream[f"/{key}"] = value
    return stream


def shown(document: pikepdf.Pdf, image: Stream | None = None, commands: bytes = b"") -> bytes:
    """A file whose one page draws the picture, or these commands."""
    page = document.pages[0].obj
    if image is not None:
        page.Resources.XObject = Dictionary(I1=image)
        commands = b"q 240 0 0 160 20 20 cm /I1 Do Q"
    page.Contents = Stream(document, commands or page.Contents.read_bytes())
    target = io.BytesIO()
    document.save(target, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return target.getvalue()


def in_a_pattern(document: pikepdf.Pdf, commands: bytes) -> bytes:
    """A file whose one page is filled with a pattern of these commands."""
    resources = document.pages[0].obj.Resources
    pattern = Stream(document, commands)
    pattern.Type, pattern.PatternType, pattern.PaintType, pattern.TilingType = Name.Pattern, 1, 1, 1
    pattern.XStep, pattern.YStep, pattern.BBox = 300, 300, Array([0, 0, 300, 300])
    pattern.Resources = Dictionary(dict(resources.items()))
    resources.Pattern = Dictionary(P1=pattern)
    return shown(document, commands=b"/Pattern cs /P1 scn 0 0 300 300 re f")


def layers(content: bytes) -> Iterator[bytes]:
    """Everything in a PDF with its packing undone by qpdf: each stream, and each picture among drawing commands."""
    if not content.startswith(b"%PDF-"):
        return
    try:
        document = pikepdf.open(io.BytesIO(content))
    except pikepdf.PdfError:
        return
    with document:
        yield document.trailer.unparse(resolved=True)
        for each in document.objects:
            if not isinstance(each, Stream):
                yield each.unparse(resolved=False) if isinstance(each, pikepdf.Object) else b""
                continue
            yield each.stream_dict.unparse(resolved=False)
            inner = _undone(each, each.read_raw_bytes())
            yield inner
            if re.search(rb"\bBI\b", inner):
                for command in pikepdf.parse_content_stream(each):
                    if isinstance(command, pikepdf.ContentStreamInlineImage):
                        yield _undone(command.iimage.obj, command.iimage.read_raw_bytes())


def _undone(about: pikepdf.Object, data: bytes) -> bytes:
    filters = about.get("/Filter")
    names = list(filters) if isinstance(filters, Array) else [filters] if filters is not None else []
    kept = [Name(str(each)) for each in names if str(each) not in _CODED]
    if kept == [Name.FlateDecode]:
        engine = zlib.decompressobj()
        return engine.decompress(data, 4_000_000) + engine.unused_data
    with pikepdf.new() as scratch:
        stream = Stream(scratch, b"")
        stream.write(data, filter=Array(kept) if kept else None)
        try:
            return stream.read_bytes(pikepdf.StreamDecodeLevel.specialized)
        except pikepdf.PdfError:
            return data


def _form(document: pikepdf.Pdf, commands: bytes, resources: Dictionary, **more: object) -> Stream:
    form = Stream(document, commands)
    form.Type, form.Subtype, form.BBox, form.Resources = Name.XObject, Name.Form, Array([0, 0, 300, 300]), resources
    for key, value in more.items():
        form[f"/{key}"] = value
    return form


def _among(data: bytes, filters: bytes) -> bytes:
    return b"q 240 0 0 160 20 20 cm BI /W 48 /H 32 /CS /RGB /BPC 8 /F " + filters + b" ID " + data + b"\nEI Q"


_ASKS = b"q 240 0 0 160 20 20 cm /I1 Do Q"


def _photos() -> Iterator[tuple[str, bytes]]:
    for chain in ((), ("Flate",), ("A85",), ("AHx",), ("LZW",), ("RL",), ("Flate", "A85"), ("Flate", "Flate", "Flate")):
        document = made.page()
        names = [FILTERS[each] for each in chain]
        yield (
            "-".join([*chain, "DCT"]) + ".pdf",
            shown(document, picture(document, packed(photo(), *chain), *names, "DCT")),
        )
    for mode, space in (("L", Name.DeviceGray), ("CMYK", Name.DeviceCMYK)):
        document = made.page()
        yield f"DCT-{mode}.pdf", shown(document, picture(document, photo(mode), "DCT", ColorSpace=space))
    for chain in ((), ("Flate",)):
        document = made.page()
        young = made.picture("JPEG2000", comment=PLANTED)
        image = picture(document, packed(young, *chain), *[FILTERS[each] for each in chain], "JPX", ColorSpace=None)
        yield "-".join([*chain, "JPX"]) + ".pdf", shown(document, image)
    for name, filters, data in (
        ("DCT", b"/DCT", photo()),
        ("A85-DCT", b"[/A85 /DCT]", packed(photo(), "A85")),
        ("Fl-DCT", b"[/AHx /Fl /DCT]", packed(photo(), "AHx", "Flate")),
    ):
        yield f"among-{name}.pdf", shown(made.page(), commands=_among(data, filters))
    points = bytes(SIZE[0] * SIZE[1] * 3)
    document = made.page()
    yield "behind-points.pdf", shown(document, picture(document, points + photo()))
    document = made.page()
    yield "behind-flate.pdf", shown(document, picture(document, zlib.compress(points) + photo(), "Flate"))
    document = made.page()
    yield "in-flate.pdf", shown(document, picture(document, zlib.compress(points + photo()), "Flate"))


def _places() -> Iterator[tuple[str, bytes]]:
    document = made.page()
    inner = _form(document, _ASKS, Dictionary(XObject=Dictionary(I1=picture(document, photo(), "DCT"))))
    outer = _form(document, b"/I1 Do", Dictionary(XObject=Dictionary(I1=inner)))
    document.pages[0].obj.Resources.XObject = Dictionary(F1=outer)
    yield "nested-form.pdf", shown(document, commands=b"/F1 Do")

    document = made.page()
    document.pages[0].obj.Resources.XObject = Dictionary(F1=_form(document, _among(photo(), b"/DCT"), Dictionary()))
    yield "among-in-form.pdf", shown(document, commands=b"/F1 Do")

    for key in ("SMask", "Mask"):
        document = made.page()
        mask = picture(document, packed(photo("L"), "Flate"), "Flate", "DCT", ColorSpace=Name.DeviceGray)
        yield f"{key}.pdf", shown(document, picture(document, made.picture("JPEG"), "DCT", **{key: mask}))

    document = made.page()
    yield "pattern.pdf", in_a_pattern(document, _among(photo(), b"/DCT"))

    document = made.page()
    letter = Stream(document, b"1000 0 d0 " + _among(photo(), b"/DCT"))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type3, FontBBox=[0, 0, 300, 300], FontMatrix=[1, 0, 0, 1, 0, 0])
    font.CharProcs, font.FirstChar, font.LastChar = Dictionary(a=letter), 97, 97
    font.Widths, font.Encoding = Array([1000]), Dictionary(Differences=Array([97, Name.a]))
    document.pages[0].obj.Resources.Font = Dictionary(F1=document.make_indirect(font))
    yield "letter.pdf", shown(document, commands=b"BT /F1 1 Tf (a) Tj ET")

    document = made.page()
    stamp = _form(document, _ASKS, Dictionary(XObject=Dictionary(I1=picture(document, photo(), "DCT"))))
    note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[0, 0, 300, 300], AP=Dictionary(N=stamp), F=4)
    document.pages[0].obj.Annots = Array([document.make_indirect(note)])
    yield "stamp.pdf", shown(document)

    document = made.page()
    document.pages[0].obj.Thumb = picture(document, packed(photo(), "Flate"), "Flate", "DCT")
    yield "thumb.pdf", shown(document)

    document = made.page()
    other = picture(document, photo(), "DCT")
    image = picture(document, made.picture("JPEG"), "DCT", Alternates=Array([Dictionary(Image=other)]))
    yield "alternate.pdf", shown(document, image)

    document = made.page()
    document.pages[0].obj.Resources.Kept = Dictionary(Somewhere=Stream(document, b""))
    document.pages[0].obj.Resources.Kept.Somewhere.write(photo(), filter=Name.DCTDecode)
    yield "nowhere-drawn.pdf", shown(document)


def _beside() -> Iterator[tuple[str, bytes]]:
    document = made.page()
    words = Stream(document, made.XMP)
    words.Type, words.Subtype = Name.Metadata, Name.XML
    image = picture(document, made.picture("JPEG"), "DCT", Metadata=words)
    yield "metadata-of-a-picture.pdf", shown(document, image)

    document = made.page()
    document.pages[0].obj.Resources.Properties = Dictionary(M1=Dictionary(Metadata=Stream(document, made.XMP)))
    yield "metadata-of-a-mark.pdf", shown(document)

    document = made.page()
    words = Stream(document, made.XMP)
    words.Type, words.Subtype = Name.Metadata, Name.XML
    document.pages[0].obj.Resources.Odd = words
    yield "metadata-by-another-name.pdf", shown(document)

    document = made.page()
    info = Dictionary(Camera=Dictionary(Private=Dictionary(Artist=PLANTED)))
    form = _form(document, b"0 0 9 9 re f", Dictionary(), PieceInfo=info)
    document.pages[0].obj.Resources.XObject = Dictionary(F1=form)
    yield "pieces.pdf", shown(document, commands=b"/F1 Do")

    document = made.page()
    inside = pikepdf.AttachedFileSpec(document, photo(), filename="photo.jpg").obj
    media = Dictionary(Type=Name.Annot, Subtype=Name.Screen, Rect=[0, 0, 99, 99])
    media.A = Dictionary(S=Name.Rendition, R=Dictionary(S=Name.MR, C=Dictionary(S=Name.MCD, D=inside)))
    document.pages[0].obj.Annots = Array([document.make_indirect(media)])
    yield "media.pdf", shown(document)

    document = made.page()
    document.pages[0].obj.Resources.Odd = pikepdf.AttachedFileSpec(document, photo(), filename="photo.jpg").obj
    yield "attached-elsewhere.pdf", shown(document)

    document = made.page()
    place = Dictionary(Type=Name.Measure, Subtype=Name.GEO, GCS=Dictionary(WKT=PLANTED))
    document.pages[0].obj.VP = Array([Dictionary(Type=Name.Viewport, BBox=[0, 0, 9, 9], Measure=place)])
    yield "place.pdf", shown(document)

    document = made.page()
    yield "profile.pdf", shown(document, picture(document, made.picture("JPEG"), "DCT", ColorSpace=_based(document)))


def profile() -> bytes:
    """A colour profile that says for which device of whom it was made."""
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    words = b"desc" + struct.pack(">LL", 0, len(PLANTED) + 1) + PLANTED.encode() + bytes(79)
    count = struct.unpack_from(">L", plain, 128)[0]
    table = bytearray(plain[132 : 132 + 12 * count])
    for at in range(count):
        tag, start, size = struct.unpack_from(">4sLL", table, 12 * at)
        place = (len(plain), len(words)) if tag == b"desc" else (start, size)
        struct.pack_into(">4sLL", table, 12 * at, tag, *place)
    whole = plain[:132] + bytes(table) + plain[132 + 12 * count :] + words
    return struct.pack(">L", len(whole)) + whole[4:]


def _based(document: pikepdf.Pdf) -> Array:
    based = Stream(document, profile())
    based.N, based.Alternate = 3, Name.DeviceRGB
    return Array([Name.ICCBased, based])


@cache
def with_pictures() -> dict[str, bytes]:
    """Files that hold the planted word, in a picture or beside one, and can be cleaned of it."""
    return {**dict(_photos()), **dict(_places()), **dict(_beside())}


@cache
def bombs() -> dict[str, tuple[bytes, str]]:
    """Files whose pictures are too much, with the code of why."""
    found = {}
    white = zlib.compress(bytes(20_000 * 2_500))
    for chain in ("Flate", "CCITTFax", "JPX"):
        document = made.page()
        size = {"Width": 20_000, "Height": 20_000, "ColorSpace": Name.DeviceGray, "BitsPerComponent": 1}
        found[f"pixels-{chain}.pdf"] = (
            shown(document, picture(document, white, chain, **size)),
            "uploads.too_many_pixels",
        )
    document = made.page()
    small = {"Width": 9_000, "Height": 9_000, "ColorSpace": Name.DeviceGray}
    mask = picture(document, b"", "Flate", **small)
    image = picture(document, made.picture("JPEG"), "DCT", SMask=mask)
    found["pixels-mask.pdf"] = (shown(document, image), "uploads.too_many_pixels")
    among = b"BI /W 20000 /H 20000 /CS /G /BPC 1 /F /AHx ID 00> EI"
    found["pixels-among.pdf"] = (shown(made.page(), commands=among), "uploads.too_many_pixels")
    lying = io.BytesIO()
    Image.new("1", (9_000, 9_000)).convert("L").save(lying, "JPEG", quality=10)
    for kind in ("DCT", "JPX"):
        document = made.page()
        if kind == "JPX":
            lying = io.BytesIO()
            Image.new("L", (8_100, 8_000)).save(lying, "JPEG2000", quality_layers=[400])
        image = picture(document, lying.getvalue(), kind, ColorSpace=Name.DeviceGray)
        found[f"pixels-lie-{kind}.pdf"] = (shown(document, image), "uploads.too_many_pixels")
    document = made.page()
    page = document.pages[0].obj
    one = zlib.compress(bytes(1000 * 8000))
    many = {f"/I{at}": _of_eight_thousand(document, one) for at in range(16)}
    page.Resources.XObject = Dictionary(many)
    found["together.pdf"] = (shown(document), "uploads.too_many_pictures")
    document = made.page()
    image = picture(document, b"30>", "ASCIIHex", "ASCIIHex", "ASCIIHex", "ASCIIHex", "Flate")
    found["filters.pdf"] = (shown(document, image), "uploads.too_many_pictures")
    document = made.page()
    twice = zlib.compress(zlib.compress(bytes(300_000_000), 9), 9)
    image = picture(document, twice, "Flate", "Flate", "DCT")
    found["flate-of-flate.pdf"] = (shown(document, image), "uploads.too_many_pictures")
    document = made.page()
    page = document.pages[0].obj
    page.Contents = Stream(document, b"")
    page.Contents.write(zlib.compress(b" " * 70_000_000, 9), filter=Name.FlateDecode)
    target = io.BytesIO()
    document.save(target)
    found["commands.pdf"] = (target.getvalue(), "uploads.too_many_pictures")
    return found


def _of_eight_thousand(document: pikepdf.Pdf, one: bytes) -> Stream:
    size = {"Width": 8_000, "Height": 8_000, "ColorSpace": Name.DeviceGray, "BitsPerComponent": 1}
    return picture(document, one, "Flate", **size)


@cache
def unread() -> dict[str, tuple[bytes, str]]:
    """Files with a picture that nothing here can read: kept apart, with what is said of them."""
    found = {}
    for name, chain, data in (
        ("fax-with-words.pdf", ("JBIG2",), b"\x00\x00\x00\x00\x3e\x00\x00" + PLANTED.encode()),
        ("another-filter.pdf", ("Own",), PLANTED.encode()),
        ("no-photo.pdf", ("DCT",), PLANTED.encode()),
        ("cut-photo.pdf", ("DCT",), photo()[:-200]),
        ("no-jpx.pdf", ("JPX",), PLANTED.encode()),
        ("too-short.pdf", ("Flate",), zlib.compress(PLANTED.encode())),
        ("photo-first.pdf", ("DCT", "Flate"), photo()),
    ):
        document = made.page()
        found[name] = (shown(document, picture(document, data, *chain)), "unread_picture")
    document = made.page()
    image = picture(document, bytes(48 * 32 * 3), ColorSpace=Name.Unheard)
    found["another-colour.pdf"] = (shown(document, image), "unread_picture")
    return found
