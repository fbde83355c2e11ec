"""Cleans a PDF, which then only shows its pages: no script, attachment, link or author. Runs inside the worker."""

import io
from typing import Final

import pikepdf

from amana.uploads import filters, page_contents, page_pictures, profiles

_MOST_OBJECTS: Final = 200_000
_OF_THE_WHOLE: Final = (
    "/OpenAction", "/AA", "/AcroForm", "/Names", "/Metadata", "/PieceInfo", "/Collection", "/AF", "/Outlines", "/URI",
    "/Threads", "/SpiderInfo", "/Perms", "/DSS", "/Legal", "/Extensions", "/Requirements", "/NeedsRendering", "/Dests",
)  # fmt: skip
_OF_A_PAGE: Final = (
    "/AA",
    "/Metadata",
    "/PieceInfo",
    "/Thumb",
    "/B",
    "/LastModified",
    "/AF",
    "/Annots",
    "/SeparationInfo",
)
_ANYWHERE: Final = frozenset({
    "/Metadata", "/PieceInfo", "/LastModified", "/AA", "/JS", "/AF", "/Private", "/OPI", "/Ref", "/Thumb", "/Alternates",
    "/EF", "/VP", "/LGIDict", "/Measure", "/PtData"
})  # fmt: skip
_CONTAINERS: Final = (pikepdf.Array, pikepdf.Dictionary)
_EMPTIED: Final = frozenset({"/Metadata", "/EmbeddedFile"})
_SHOWN: Final = frozenset(
    {"/Widget", "/Stamp", "/FreeText", "/Ink", "/Highlight", "/Underline", "/StrikeOut", "/Square", "/Circle", "/Line"}
)


class Locked(Exception):
    """The document asks for a password."""


class TooMuch(Exception):
    """More objects than a document of ours may have."""


def clean_pages(content: bytes) -> tuple[str, bytes, list[str]]:
    """Returns (type, pages, what was done to them).

    Raises Locked, TooMuch, pikepdf.PdfError; of pictures inside TooMany, filters.TooMuch, filters.Unread.
    """
    said: list[str] = []
    try:
        document = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise Locked from error
    with document:
        if len(document.objects) > _MOST_OBJECTS:
            raise TooMuch
        if not document.pages:
            raise pikepdf.PdfError("no page")
        root = document.Root
        if any(name in root for name in ("/OpenAction", "/AA", "/Names", "/AcroForm")):
            said.append("active_parts")
        _drawn_onto_pages(document, said)
        for name in _OF_THE_WHOLE:
            _without(root, name)
        for page in document.pages:
            for name in _OF_A_PAGE:
                _without(page.obj, name)
        _remove_notes(document)
        _rewrite_pictures(document)
        if "/Info" in document.trailer:
            del document.trailer["/Info"]
        if "/ID" in document.trailer:
            del document.trailer["/ID"]
        target = io.BytesIO()
        document.save(
            target, deterministic_id=True, encryption=False, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )
    return "application/pdf", target.getvalue(), said


def _without(thing: pikepdf.Object, name: str) -> None:
    if name in thing:
        del thing[name]


def _drawn_onto_pages(document: pikepdf.Pdf, said: list[str]) -> None:
    """Draws what was filled in or marked onto the page; links, notes that open and attachments are dropped."""
    for page in document.pages:
        notes = page.obj.get("/Annots")
        if notes is None:
            continue
        kept = [note for note in notes if str(note.get("/Subtype", "")) in _SHOWN]
        if len(kept) < len(notes) and "links" not in said:
            said.append("links")
        page.obj["/Annots"] = pikepdf.Array(kept)
    document.flatten_annotations("screen")


def _remove_notes(document: pikepdf.Pdf) -> None:
    """Removes the notes of programs, from every part of the document."""
    waiting: list[object] = list(document.objects)
    while waiting:
        each = waiting.pop()
        if isinstance(each, pikepdf.Array):
            inner: list[object] = list(each)
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            if isinstance(each, pikepdf.Stream) and str(each.get("/Type")) in _EMPTIED:
                each.write(b"")
            for name in _ANYWHERE.intersection(each.keys()):
                del each[name]
            inner = [value for _, value in each.items()]
        else:
            continue
        waiting += [part for part in inner if isinstance(part, _CONTAINERS) and not part.is_indirect]


def _rewrite_pictures(document: pikepdf.Pdf) -> None:
    page_contents.take_out(document)
    count = page_pictures.Count()
    for stream in [each for each in document.objects if isinstance(each, pikepdf.Stream)]:
        if page_pictures.is_picture(stream):
            page_pictures.remake(document, stream, count)
        elif page_pictures.is_packed_as_picture(stream):  # nothing draws it
            stream.write(b"")
        elif _is_profile(stream):
            packed = stream.read_raw_bytes()
            content = filters.unpack(packed, filters.read_chain(stream), profiles.MOST_BYTES)
            stream.write(profiles.strip_profile(content))
    page_contents.remake_inline(document, count)


def _is_profile(stream: pikepdf.Stream) -> bool:
    """Whether it can be a colour profile: those have no type of their own, and say how many colours they mix."""
    return "/N" in stream and not set(stream.keys()) & {"/Type", "/Subtype", "/FunctionType", "/ShadingType"}
