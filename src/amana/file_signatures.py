"""File signatures: the format of a picture or document by its first bytes. Nothing is parsed.

Three ask: `uploads` before it cleans a file, `countrypacks` before a form takes a scan, and `intake` for the name of a sound.
"""

from typing import Final

SIGNATURE_BYTES: Final = 12  # so many first bytes tell all of these formats apart
_PICTURES: Final = (
    (b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"GIF87a", "GIF"), (b"GIF89a", "GIF"), (b"BM", "BMP"),
    (b"II*\x00", "TIFF"), (b"MM\x00*", "TIFF"),
)  # fmt: skip
_HEIF_BRANDS: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")  # phone cameras' formats
MATROSKA: Final = b"\x1a\x45\xdf\xa3"  # WebM, as browsers record it
_SOUNDS: Final = {
    MATROSKA: "webm",
    b"OggS": "ogg",
    b"RIFF": "wav",
    b"fLaC": "flac",
    b"ID3\x03": "mp3",
    b"ID3\x04": "mp3",
    b"#!AM": "amr",
}
_OLDER_OFFICE: Final = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")


def picture_format(head: bytes) -> str:
    """Returns JPEG, PNG, GIF, BMP, TIFF, HEIF or WEBP, as Pillow names them; an empty text for anything else.

    >>> picture_format(b"GIF89a"), picture_format(b"RIFF....WEBP"), picture_format(b"%PDF-1.7")
    ('GIF', 'WEBP', '')
    """
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return "HEIF"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    return next((name for start, name in _PICTURES if head.startswith(start)), "")


def is_pdf(head: bytes) -> bool:
    """Whether these are the first bytes of a PDF."""
    return head.startswith(b"%PDF-")


def is_zip(head: bytes) -> bool:
    """Whether these are the first bytes of a ZIP folder, which newer documents of office programs are."""
    return head.startswith(b"PK\x03\x04")


def is_older_office(head: bytes) -> bool:
    """Whether these are the first bytes of a document of older office programs, or of rich text (RTF)."""
    return head.startswith(_OLDER_OFFICE)


def is_mpeg4(head: bytes) -> bool:
    """Whether these are the first bytes of MPEG-4, a sound or a film, and not of a picture in the same wrapping."""
    return head[4:8] == b"ftyp" and head[8:12] not in (*_HEIF_BRANDS, b"avif", b"avis")


def sound_ending(head: bytes) -> str:
    """Returns the ending of a file's name for a recorded sound; `bin` where it is of no kind that we know.

    >>> sound_ending(b"OggS..."), sound_ending(b"<html>")
    ('ogg', 'bin')
    """
    return "m4a" if is_mpeg4(head) else _SOUNDS.get(head[:4], "bin")
