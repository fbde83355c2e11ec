"""The kind of a file, by its bytes. Runs inside the worker, in its sandbox; names and browsers are not asked."""

import io
import re
import zipfile
from typing import Final

from amana.file_signatures import MATROSKA, is_mpeg4, is_older_office, is_pdf, is_zip, picture_format

PICTURES: Final = {
    ".jpg": "JPEG", ".jpeg": "JPEG", ".jfif": "JPEG", ".png": "PNG", ".apng": "PNG", ".gif": "GIF", ".webp": "WEBP",
    ".tif": "TIFF", ".tiff": "TIFF", ".bmp": "BMP", ".heic": "HEIF", ".heif": "HEIF",
}  # fmt: skip
_MOVING: Final = re.compile(
    rb"V_(?:VP[89]|AV1|MPEG|MJPEG|THEORA|UNCOMPRESSED|MS/|REAL|QUICKTIME|PRORES|FFV1)|hdlr.{8}vide", re.DOTALL
)
_HEARD: Final = re.compile(rb"A_(?:OPUS|VORBIS|AAC|MPEG|FLAC|PCM|AC3)|hdlr.{8}soun", re.DOTALL)
_AMR: Final = (b"#!AMR\n", b"#!AMR-WB\n")
_ACTIVE: Final = re.compile(
    rb"\A[\s\xef\xbb\xbf]*<(?:!doctype|html|head|body|script|svg|\?xml|\?php|x?iframe|xsl)", re.IGNORECASE
)
_SCRIPT: Final = re.compile(rb"<\s*(?:script|iframe|object|embed|svg)\b|javascript:", re.IGNORECASE)
_PROGRAMS: Final = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"dex\n",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
_ARCHIVES: Final = (
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"MSCF",
    b"\x28\xb5\x2f\xfd",
    b"PK\x05\x06",
    b"PK\x07\x08",
)
_MOST_IN_OFFICE: Final = 200 * 1024 * 1024
_MOST_MEMBERS: Final = 5000


def beginning(content: bytes) -> str:
    """Returns the parsers needed, by the first bytes alone: picture:FORMAT, pages, or an empty text. Nothing is parsed.

    >>> beginning(b"%PDF-1.7"), beginning(b"GIF89a"), beginning(b"PK")
    ('pages', 'picture:GIF', '')
    """
    picture = picture_format(content)
    return f"picture:{picture}" if picture else "pages" if is_pdf(content) else ""


def kind(content: bytes) -> str:
    """picture:FORMAT, pages, text, wave, office, sound, film, or why it is refused: archive, active, kind."""
    if content.startswith(_AMR):  # a telephone's voice, whose first two signs are those of a program
        return "sound"
    if any(content.startswith(start) for start in _PROGRAMS) or _ACTIVE.match(content[:4096]):
        return "active"
    if any(content.startswith(start) for start in _ARCHIVES) or content[257:262] == b"ustar":
        return "archive"
    picture = picture_format(content)
    if picture:
        return f"picture:{picture}" if _agrees(content, picture) else "kind"
    if is_pdf(content):
        return "pages"
    if is_zip(content):
        return _office(content)
    if is_older_office(content):
        return "office"
    if content.startswith(b"RIFF") and content[8:12] == b"WAVE":
        return "wave"
    if content.startswith((b"OggS", b"ID3", b"fLaC")) or content[:2] in (
        b"\xff\xfb",
        b"\xff\xf3",
        b"\xff\xf2",
        b"\xff\xf1",
    ):
        return "sound"
    if content.startswith(MATROSKA) or is_mpeg4(content):
        return "sound" if _HEARD.search(content) and not _MOVING.search(content) else "film"
    return _text(content)


def _agrees(content: bytes, picture: str) -> bool:
    """Whether puremagic's list of first bytes agrees: two lists that differ mean a file made to deceive."""
    import puremagic

    try:
        found = puremagic.magic_string(content[:65536])
    except (puremagic.PureError, ValueError):
        return picture in ("HEIF", "BMP")  # young or short-signed kinds that the list may lack
    return not found or picture in {PICTURES.get(each.extension.lower(), "") for each in found} or picture == "HEIF"


def _office(content: bytes) -> str:
    """Returns office for a zipped document by the list of its members (nothing is unpacked); archive for any other."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            members = folder.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return "archive"
    names = {member.filename for member in members}
    size = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or size > _MOST_IN_OFFICE or size > 200 * max(len(content), 1):
        return "archive"
    inner = any(name.lower().endswith((".zip", ".jar", ".7z", ".rar", ".gz", ".exe", ".apk")) for name in names)
    document = "[Content_Types].xml" in names or {"mimetype", "content.xml"} <= names
    return "office" if document and not inner else "archive"


def _text(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return "kind"
    if not text.strip() or any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in text):
        return "kind"
    return "active" if _SCRIPT.search(text.encode()) else "text"
