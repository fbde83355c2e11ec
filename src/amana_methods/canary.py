"""Searches for a string in everything an instance leaves on a disk, in each form it could have."""

import base64
import gzip
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path


def forms_of(needle: str) -> dict[str, bytes]:
    """Returns the needle as plain bytes, UTF-16 both ways, hexadecimal, JSON escapes, and base64 at each of its three offsets."""
    plain = needle.encode()
    shapes = {
        "plain": plain,
        "utf-16-le": needle.encode("utf-16-le"),
        "utf-16-be": needle.encode("utf-16-be"),
        "hex": plain.hex().encode(),
        "json": needle.encode("unicode_escape"),
    }
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + plain)
        first = -(-offset * 8 // 6) + (1 if offset else 0)
        shapes[f"base64+{offset}"] = encoded[first : len(encoded) - (4 if len(plain) % 3 or offset else 0)]
    return {name: shape for name, shape in shapes.items() if len(shape) >= 6}


def _unpack(content: bytes) -> Iterator[bytes]:
    """Yields the content, and every gzip or zlib stream that begins anywhere inside it."""
    yield content
    start = content.find(b"\x1f\x8b\x08")
    while start >= 0:
        stream = zlib.decompressobj(wbits=31)
        try:
            yield stream.decompress(content[start:], 4_000_000)
        except zlib.error:
            yield b""  # three bytes that only looked like a stream
        start = content.find(b"\x1f\x8b\x08", start + 1)


def found_in(content: bytes, needles: Iterable[str]) -> list[tuple[str, str]]:
    """Returns (needle, form) for each needle that the bytes contain in some form."""
    parts = list(_unpack(content))
    return [
        (needle, name)
        for needle in needles
        for name, shape in forms_of(needle).items()
        if any(shape in part for part in parts)
    ]


def found_on_disk(folders: Iterable[Path], needles: Iterable[str]) -> list[tuple[str, str, str]]:
    """Returns (file, needle, form) for each needle found in any file below the folders."""
    wanted = list(needles)
    return [
        (path.name, needle, form)
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for needle, form in found_in(path.read_bytes(), wanted)
    ]


def compress_text(text: str) -> bytes:
    """Returns the text as a gzip stream, for planting."""
    return gzip.compress(text.encode())
