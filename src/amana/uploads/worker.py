"""The process that reads a stranger's file: bytes in, an answer out, and no access to anything else.

Run as `python -I -m amana.uploads.worker`. It writes one line of JSON (outcome, type, said, why, held) and the cleaned
bytes. What a parser needs is loaded first, by the first bytes alone; then the process enters its sandbox, and only then
the kind of the file is determined, and it is parsed.
"""

import io
import json
import os
import sys
import wave

from amana.uploads import kinds, sandbox

_CODECS = (
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "latin-1",
    "ascii",
    "cp1252",
    "cp437",
)  # the last for names in zip files


def main() -> None:
    """Answers for one file."""
    content = sys.stdin.buffer.read()
    _load(kinds.beginning(content))
    held = sandbox.shut_in()
    try:
        kind = kinds.kind(content)
        outcome, type, cleaned, said, why = _answer(kind, content)
    except MemoryError:
        outcome, type, cleaned, said, why = "refused", "", b"", [], "long"
    head = json.dumps({"outcome": outcome, "type": type, "said": said, "why": why, "held": held})
    sys.stdout.buffer.write(head.encode() + b"\n" + cleaned)
    sys.stdout.buffer.flush()
    os._exit(0)


def _load(kind: str) -> None:
    """Loads everything that would open a file later."""
    for name in _CODECS:
        "".encode(name)
    if kind.startswith("picture"):
        import puremagic

        puremagic.magic_string(b"GIF89a")  # it reads its lists at the first question
    if kind.startswith("picture") or kind == "pages":
        from PIL import Image

        Image.init()
        if kind == "picture:HEIF":
            import pi_heif

            pi_heif.register_heif_opener(thumbnails=False)
            pi_heif.options.DECODE_THREADS = 1
        from amana.uploads import pictures  # noqa: F401
    if kind == "pages":
        import pikepdf

        from amana.uploads import pages

        with pikepdf.new() as document:  # its source of chance is opened with the first lock, and stays open
            document.add_blank_page()
            commands = b"BI /W 1 /H 1 /BPC 8 /CS /G ID 0 EI"  # what reads and writes a picture is loaded with the first
            document.pages[0].obj.Contents = pikepdf.Stream(document, commands)
            target = io.BytesIO()
            document.save(target)
            pages.clean_pages(target.getvalue())
            document.save(io.BytesIO(), encryption=pikepdf.Encryption(owner="o", user="", R=6))


def _answer(kind: str, content: bytes) -> tuple[str, str, bytes, list[str], str]:
    if kind in ("archive", "active", "kind"):
        return "refused", "", b"", [], kind
    if kind == "text":
        return "cleaned", "text/plain", _text(content), [], ""
    if kind in ("office", "sound", "film"):
        return "quarantined", "application/octet-stream", content, [kind], ""
    if kind == "wave":
        sound = _wave(content)
        return (
            ("cleaned", "audio/wav", sound, [], "")
            if sound
            else ("quarantined", "application/octet-stream", content, ["sound"], "")
        )
    return _pages(content) if kind == "pages" else _picture(content, kind.partition(":")[2])


def _picture(content: bytes, format: str) -> tuple[str, str, bytes, list[str], str]:
    from PIL import Image

    from amana.uploads import pictures

    try:
        type, cleaned, said = pictures.clean_picture(content, format)
    except pictures.TooMany:
        return "refused", "", b"", [], "pixels"
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, RuntimeError, Image.DecompressionBombError):
        return "refused", "", b"", [], "damaged"
    return "cleaned", type, cleaned, said, ""


def _pages(content: bytes) -> tuple[str, str, bytes, list[str], str]:
    import pikepdf

    from amana.uploads import filters, pages, pictures

    try:
        type, cleaned, said = pages.clean_pages(content)
    except filters.Unread:
        return "quarantined", "application/octet-stream", content, ["unread_picture"], ""
    except filters.TooMuch:
        return "refused", "", b"", [], "pictures"
    except pages.Locked:
        return "refused", "", b"", [], "locked"
    except pages.TooMuch:
        return "refused", "", b"", [], "long"
    except pictures.TooMany:
        return "refused", "", b"", [], "pixels"
    except (pikepdf.PdfError, OSError, SyntaxError, ValueError, TypeError, KeyError, AttributeError, RuntimeError):
        return "refused", "", b"", [], "damaged"
    return "cleaned", type, cleaned, said, ""


def _text(content: bytes) -> bytes:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return content.decode(encoding).encode()


def _wave(content: bytes) -> bytes | None:
    """Returns the sound alone, in a new file; None where it is not plain samples."""
    target = io.BytesIO()
    try:
        with wave.open(io.BytesIO(content)) as source, wave.open(target, "wb") as written:
            written.setparams(source.getparams())
            written.writeframes(source.readframes(source.getnframes()))
    except (wave.Error, EOFError, ValueError):
        return None
    return target.getvalue()


if __name__ == "__main__":
    main()
