"""Writes the pictures again that are kept between the drawing commands of a page. Runs inside the worker."""

import base64
import re
from collections.abc import Iterator
from typing import Final

import pikepdf
from pikepdf import Dictionary, Name, Stream

from amana.uploads.filters import read_chain, unpack
from amana.uploads.page_pictures import Count, Made, make_again

_MOST_COMMANDS: Final = 64 * 1024 * 1024  # bytes of one stream
_PICTURE: Final = re.compile(rb"(?<![^\s\]>)])BI(?![^\s/%])")
_KEPT: Final = ("/ColorSpace", "/Decode", "/ImageMask", "/Interpolate")


def take_out(document: pikepdf.Pdf) -> None:
    """Makes pictures between the commands of pages and forms objects of their own. Raises TooMuch, Unread, PdfError."""
    for stream, _ in list(_find_commands(document)):
        _read(stream)
    for page in document.pages:
        page.externalize_inline_images(min_size=0)


def remake_inline(document: pikepdf.Pdf, count: Count) -> None:
    """Writes the pictures again that are still between commands. Raises TooMany, TooMuch, Unread, PdfError."""
    for stream, resources in list(_find_commands(document)):
        if _PICTURE.search(_read(stream)) and pikepdf.parse_content_stream(stream, "BI ID EI"):
            stream.write(_rewrite(stream, resources, count))


def _read(stream: Stream) -> bytes:
    return unpack(stream.read_raw_bytes(), read_chain(stream), _MOST_COMMANDS)


def _find_commands(document: pikepdf.Pdf) -> Iterator[tuple[Stream, pikepdf.Object | None]]:
    """Every stream of drawing commands once, and where its names are looked up: pages, forms, patterns, letters."""
    for page in document.pages:
        page.contents_coalesce()
        contents = page.obj.get("/Contents")
        if isinstance(contents, Stream):
            yield contents, page.resources
    for each in document.objects:
        if isinstance(each, Stream) and (str(each.get("/Subtype")) == "/Form" or each.get("/PatternType") == 1):
            yield each, each.get("/Resources")
        elif isinstance(each, Dictionary) and str(each.get("/Subtype")) == "/Type3":
            letters = each.get("/CharProcs")
            for letter in letters.as_dict().values() if isinstance(letters, Dictionary) else ():
                if isinstance(letter, Stream):
                    yield letter, each.get("/Resources")


def _rewrite(stream: Stream, resources: pikepdf.Object | None, count: Count) -> bytes:
    parts: list[bytes] = []
    others: list[pikepdf.ContentStreamInstruction] = []
    for command in pikepdf.parse_content_stream(stream):
        if isinstance(command, pikepdf.ContentStreamInlineImage):
            picture = command.iimage
            space = picture.obj.get("/ColorSpace")
            if isinstance(space, Name) and resources is not None and str(space) in resources.get("/ColorSpace", {}):
                space = resources.ColorSpace[str(space)]
            made = make_again(picture.obj, picture.read_raw_bytes(), space, count)
            parts += [pikepdf.unparse_content_stream(others), _write_inline(picture.obj, made)]
            others = []
        else:
            others.append(command)
    return b"\n".join([*parts, pikepdf.unparse_content_stream(others)])


def _write_inline(about: pikepdf.Object, made: Made) -> bytes:
    """A picture among commands: in letters, so that no byte of it is taken for its end."""
    entries: dict[str, object] = {key: about[key] for key in _KEPT if key in about}
    entries |= {"/Width": int(about.Width), "/Height": int(about.Height)}
    if "/BitsPerComponent" in about:
        entries["/BitsPerComponent"] = int(about.BitsPerComponent)
    entries = {key: value for key, value in (entries | made.changed).items() if value is not None}
    entries["/Filter"] = pikepdf.Array([Name.ASCII85Decode, Name(made.filter)])
    if made.parms:
        entries["/DecodeParms"] = pikepdf.Array([Dictionary(), Dictionary(made.parms)])
    inner = Dictionary(entries).unparse(resolved=True)
    return b"BI " + inner[2:-2].strip() + b" ID " + base64.a85encode(made.content) + b"~>\nEI"
