"""Errors of uploads."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class NotKept(Refused):
    """The file is not kept; the subclasses say why."""

    code = "uploads.refused"
    text = _("This file was not kept. Take a photo of it, or save it as PDF, and send that.")
    field = "scan"


class UnknownKind(NotKept):
    code = "uploads.kind"
    text = _("This kind of file is not kept. A photo, a PDF, a text, a sound or an Office document is.")


class Archive(NotKept):
    code = "uploads.archive"
    text = _("This is an archive of other files. It was not opened and not kept: send the files one by one.")


class ActiveContent(NotKept):
    code = "uploads.active"
    text = _(
        "This is a page or a program that can run on a computer. It was not kept. Print it to PDF, or take a photo."
    )


class LockedFile(NotKept):
    code = "uploads.locked"
    text = _(
        "This file asks for a password, so nobody could look into it. It was not kept. Save it without one and send that."
    )


class TooManyPixels(NotKept):
    code = "uploads.too_many_pixels"
    text = _(
        "This picture has more than 64 million points. It was not opened and not kept. Take it again in a smaller size."
    )


class TooManyPictures(NotKept):
    code = "uploads.too_many_pictures"
    text = _(
        "The pictures in this file are too large or too many together. It was not kept. Send its pages in several files."
    )


class TooLong(NotKept):
    code = "uploads.too_long"
    text = _(
        "Looking at this file took too long, as if it was made to do harm. It was not kept. Take a photo of it, and send that."
    )


class Damaged(NotKept):
    code = "uploads.damaged"
    text = _("This file is damaged and could not be read. It was not kept. Send it again, or take a photo of it.")


class Malicious(NotKept):
    code = "uploads.malicious"
    text = _("The virus scanner knows this file as harmful. It was not kept. Do not open it on your own device either.")


BY_CODE: Final[dict[str, type[NotKept]]] = {
    "kind": UnknownKind,
    "archive": Archive,
    "active": ActiveContent,
    "locked": LockedFile,
    "pixels": TooManyPixels,
    "pictures": TooManyPictures,
    "long": TooLong,
    "damaged": Damaged,
}
