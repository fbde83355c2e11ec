"""Cleans a PDF, which then only shows its pages: no script, attachment, link or author. Runs inside the worker."""

import io
from typing import Final

import pikepdf
from pikepdf import Name

from amana.uploads import pictures

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
_ANYWHERE: Final = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/JS", "/AF", "/Private", "/OPI", "/Ref")
_SHOWN: Final = frozenset(
    {"/Widget", "/Stamp", "/FreeText", "/Ink", "/Highlight", "/Underline", "/StrikeOut", "/Square", "/Circle", "/Line"}
)


class Locked(Exception):
    """The document asks for a password."""


class TooMuch(Exception):
    """More objects than a document of ours may have."""


def clean_pages(content: bytes) -> tuple[str, bytes, list[str]]:
    """Returns (type, pages, what was done to them). Raises Locked, TooMuch, pikepdf.PdfError."""
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
        for each in document.objects:
            if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
                for name in _ANYWHERE:
                    _without(each, name)
            if isinstance(each, pikepdf.Stream):
                _bare_picture(each)
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


def _bare_picture(stream: pikepdf.Stream) -> None:
    """Removes position and camera from a photo inside the page, as from a photo that is uploaded alone."""
    filters = stream.get("/Filter")
    names = [str(each) for each in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if names != ["/DCTDecode"]:
        return
    bare = pictures.bare_jpeg(stream.read_raw_bytes())
    if bare is not None:
        stream.write(bare, filter=Name.DCTDecode)
