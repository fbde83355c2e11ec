"""Writes every picture inside a PDF again from its points, in any packing. Runs inside the worker.

A photo (JPEG, JPEG 2000) becomes a JPEG, with the tables it had; points of any other kind stay exactly what they are.
"""

import io
import struct
import zlib
from dataclasses import dataclass
from typing import Final

import pikepdf
from pikepdf import Name
from PIL import Image, ImageOps, JpegImagePlugin

from amana.uploads.filters import Chain, Parms, TooMuch, Unread, inflate, read_chain, unpack
from amana.uploads.pictures import MOST_POINTS, TooMany

MOST_PICTURES: Final = 20_000
MOST_TOGETHER: Final = 1_000_000_000  # points: a hundred pages of A4 at 300 to the inch
_MOST_PACKED: Final = 32 * 1024 * 1024  # a JPEG that was packed once more
_KEPT: Final = frozenset(
    {"/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Decode", "/DecodeParms", "/Filter",
     "/Length", "/ImageMask", "/Mask", "/SMask", "/SMaskInData", "/Matte", "/Interpolate", "/Intent", "/OC"}
)  # fmt: skip
_CODED: Final = frozenset({"/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"})
_PARTS: Final = {
    "/DeviceGray": 1, "/G": 1, "/CalGray": 1, "/Indexed": 1, "/I": 1, "/Separation": 1, "/DeviceRGB": 3, "/RGB": 3,
    "/CalRGB": 3, "/Lab": 3, "/DeviceCMYK": 4, "/CMYK": 4,
}  # fmt: skip
_SPACES: Final = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB}


@dataclass
class Count:
    """How many pictures a document has had so far, and how many points they have together."""

    pictures: int = 0
    points: int = 0

    def take(self, width: int, height: int) -> None:
        """Adds a picture before a point of it is read. Raises TooMany, TooMuch, Unread."""
        if width <= 0 or height <= 0:
            raise Unread("size")
        if width * height > MOST_POINTS:
            raise TooMany
        self.pictures += 1
        self.points += width * height
        if self.pictures > MOST_PICTURES or self.points > MOST_TOGETHER:
            raise TooMuch


@dataclass(frozen=True)
class Made:
    """A picture written again: its bytes, the filter they need and its numbers, and entries of the dictionary that change."""

    content: bytes
    filter: str
    parms: Parms
    changed: dict[str, object]
    alpha: bytes = b""


def is_picture(stream: pikepdf.Stream) -> bool:
    """Whether a stream is drawn as a picture."""
    return str(stream.get("/Subtype")) == "/Image"


def is_packed_as_picture(stream: pikepdf.Stream) -> bool:
    """Whether a stream that nothing draws as a picture holds one all the same, by one of its filters."""
    filters = stream.get("/Filter")
    names = filters if isinstance(filters, pikepdf.Array) else [filters]
    return any(str(each) in _CODED or str(each) == "/DCT" for each in names)


def remake(document: pikepdf.Pdf, stream: pikepdf.Stream, count: Count) -> None:
    """Writes a picture of the document again, in its place. Raises TooMany, TooMuch, Unread."""
    made = make_again(stream, stream.read_raw_bytes(), stream.get("/ColorSpace"), count)
    for key in set(stream.keys()) - _KEPT:
        del stream[key]
    for key, value in made.changed.items():
        if value is None and key in stream:
            del stream[key]
        elif value is not None:
            stream[key] = value
    if made.alpha and int(stream.get("/SMaskInData", 0)):
        mask = pikepdf.Stream(document, b"")
        mask.write(zlib.compress(made.alpha), filter=Name.FlateDecode)
        mask.Type, mask.Subtype, mask.ColorSpace = Name.XObject, Name.Image, Name.DeviceGray
        mask.Width, mask.Height, mask.BitsPerComponent = stream.Width, stream.Height, 8
        stream["/SMask"] = mask
    if "/SMaskInData" in stream:
        del stream["/SMaskInData"]
    parms = pikepdf.Dictionary(made.parms) if made.parms else None
    stream.write(made.content, filter=Name(made.filter), decode_parms=parms)


def make_again(about: pikepdf.Object, data: bytes, space: object, count: Count) -> Made:
    """Returns the picture that `about` describes, from its bytes. Raises TooMany, TooMuch, Unread."""
    width, height = _read_number(about, "/Width"), _read_number(about, "/Height")
    count.take(width, height)
    chain = read_chain(about)
    coded = [at for at, (name, _) in enumerate(chain) if name in _CODED]
    if not coded:
        return _make_samples(about, data, chain, width, height, space)
    if coded != [len(chain) - 1]:
        raise Unread("filters")
    name, parms = chain[-1]
    inner = unpack(data, chain[:-1], _MOST_PACKED)
    try:
        if name == "/DCTDecode":
            return _make_jpeg(inner, parms)
        if name == "/JPXDecode":
            return _make_from_jpeg_2000(inner, space)
        if name == "/CCITTFaxDecode":
            return _make_from_fax(inner, parms, width, height)
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, struct.error) as error:
        raise Unread(name) from error
    raise Unread(name)  # JBIG2: nothing here can read it, and readers of it were broken into


def _read_number(about: pikepdf.Object, key: str) -> int:
    value = about.get(key, 0)
    return value if isinstance(value, int) else 0


def _make_samples(about: pikepdf.Object, data: bytes, chain: Chain, width: int, height: int, space: object) -> Made:
    """Points that nothing presses together: exactly as many bytes as their size says, and none behind them."""
    mask = bool(about.get("/ImageMask", False))
    parts, bits = (1, 1) if mask else (count_parts(space), _read_number(about, "/BitsPerComponent"))
    if bits not in (1, 2, 4, 8, 16):
        raise Unread("bits")
    row = (width * parts * bits + 7) // 8
    name, parms = chain[-1] if chain else ("", {})
    predictor = parms.get("/Predictor", 1)
    if name == "/FlateDecode" and (predictor == 1 or _count_row(parms) == row):
        packed = unpack(data, chain[:-1], _MOST_PACKED)
        wanted = (row + (predictor >= 10)) * height
        points, whole = inflate(packed, wanted + 1)
        kept = {key: value for key, value in parms.items() if predictor > 1}
        if whole and len(points) == wanted:
            return Made(packed, name, kept, {})
        return Made(zlib.compress(_cut_to(points, wanted, row)), name, kept, {})
    points = _cut_to(unpack(data, chain, 2 * row * height + _MOST_PACKED), row * height, row)
    return Made(zlib.compress(points), "/FlateDecode", {}, {})


def _count_row(parms: Parms) -> int:
    return (parms.get("/Columns", 1) * parms.get("/Colors", 1) * parms.get("/BitsPerComponent", 8) + 7) // 8


def _cut_to(points: bytes, wanted: int, row: int) -> bytes:
    """So many bytes; where a last row is not whole, its rest is zero. Raises Unread where more is missing."""
    if len(points) + row < wanted:
        raise Unread("points")
    return points[:wanted].ljust(wanted, b"\0")


def count_parts(space: object) -> int:
    """Returns how many numbers a point has in a colour space. Raises Unread."""
    name = space[0] if isinstance(space, pikepdf.Array) and len(space) else space
    if str(name) == "/ICCBased" and isinstance(space, pikepdf.Array):
        found = _read_number(space[1], "/N")
    elif str(name) == "/DeviceN" and isinstance(space, pikepdf.Array):
        found = len(space[1])
    else:
        found = _PARTS.get(str(name), 0)
    if not 1 <= found <= 32:
        raise Unread("colours")
    return found


def _make_jpeg(content: bytes, parms: Parms) -> Made:
    """A photo, decoded and written with the tables it had: without notes, thumbnail, profile, or anything behind it."""
    with Image.open(io.BytesIO(_add_transform(content, parms)), formats=["JPEG"]) as picture:
        if picture.width * picture.height > MOST_POINTS:
            raise TooMany
        if picture.mode not in ("L", "RGB", "CMYK"):
            raise Unread("colours")
        picture.load()
        tables, sampling = getattr(picture, "quantization", {}), JpegImagePlugin.get_sampling(picture)
        bare = _strip(picture)
    written = io.BytesIO()
    bare.save(written, "JPEG", qtables=dict(tables), subsampling=sampling)
    return Made(written.getvalue(), "/DCTDecode", {}, _describe_size(bare))


def _strip(picture: Image.Image) -> Image.Image:
    """The points without the notes that Pillow remembers and would write again."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _describe_size(picture: Image.Image) -> dict[str, object]:
    return {"/Width": picture.width, "/Height": picture.height, "/BitsPerComponent": 8}


def _add_transform(content: bytes, parms: Parms) -> bytes:
    """What the document says about the colours of a JPEG that says nothing itself, said inside it."""
    if "/ColorTransform" not in parms or b"Adobe\x00" in content[:65536]:
        return content
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
        way = {3: 1, 4: 2}.get(len(picture.getbands()), 0) if parms["/ColorTransform"] else 0
    mark = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + bytes([way])
    return content[:2] + mark + content[2:].replace(b"JFIF\x00", b"jfif\x00", 1)


def _make_from_jpeg_2000(content: bytes, space: object) -> Made:
    with Image.open(io.BytesIO(content), formats=["JPEG2000"]) as picture:
        if picture.width * picture.height > MOST_POINTS:
            raise TooMany
        alpha = picture.getchannel("A").tobytes() if picture.mode in ("LA", "RGBA") else b""
        if picture.mode == "I;16":
            plain = picture.point(lambda value: value / 256).convert("L")
        elif picture.mode in ("L", "LA"):
            plain = picture.convert("L")
        elif picture.mode in ("RGB", "RGBA", "P"):
            plain = picture.convert("RGB")
        else:
            raise Unread("colours")
    parts, changed = len(plain.getbands()), _describe_size(plain)
    if space is None or picture.mode == "P":
        changed |= {"/ColorSpace": _SPACES[plain.mode], "/Decode": None}
    elif count_parts(space) != parts:
        raise Unread("colours")
    if isinstance(space, pikepdf.Array) and str(space[0]) == "/Indexed":  # numbers of colours: pressing would mix them
        return Made(zlib.compress(plain.tobytes()), "/FlateDecode", {}, changed)
    written = io.BytesIO()
    _strip(plain).save(written, "JPEG", quality=90, subsampling=0)
    return Made(written.getvalue(), "/DCTDecode", {}, changed, alpha)


def _make_from_fax(content: bytes, parms: Parms, width: int, height: int) -> Made:
    """A scan in black and white, read as a strip of TIFF: its points as they are."""
    if parms.get("/EncodedByteAlign", 0) or parms.get("/Columns", 1728) != width:
        raise Unread("fax")
    way = parms.get("/K", 0)
    tags = [
        (256, width), (257, height), (258, 1), (259, 4 if way < 0 else 3), (262, 0), (266, 1), (273, 0), (277, 1),
        (278, height), (279, len(content)), *([(292, 1)] if way > 0 else []),
    ]  # fmt: skip
    behind = 8 + 2 + 12 * len(tags) + 4
    entries = b"".join(struct.pack("<HHLL", tag, 4, 1, behind if tag == 273 else value) for tag, value in tags)
    head = b"II*\x00" + struct.pack("<LH", 8, len(tags)) + entries + bytes(4)
    with Image.open(io.BytesIO(head + content), formats=["TIFF"]) as picture:
        points = picture.convert("1")
    if parms.get("/BlackIs1", 0):
        points = ImageOps.invert(points)
    return Made(zlib.compress(points.tobytes()), "/FlateDecode", {}, {"/BitsPerComponent": 1})
