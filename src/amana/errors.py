"""Refusals a person may see. Each has a code that never changes, a status, and a sentence in the reader's language.

A sentence says what happened, what was kept, and what to do. Rooms subclass these in their own `errors.py`; one handler
in `web` turns them into a page, and forms put them next to the field they are about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class AmanaError(Exception):
    """Something was refused; nothing was written.

    Keyword arguments are kept as `details` and fill the %(name)s places of the sentence. Details are ids, labels of
    the pack and numbers, never words about a person: they may reach a log.
    """

    code: ClassVar[str] = "amana.error"
    status: ClassVar[int] = 400
    text: ClassVar[str | _StrPromise] = _("This could not be done. Nothing was changed. Go back and try again.")

    def __init__(self, **details: object) -> None:
        super().__init__(self.code)
        self.details = details

    @property
    def message(self) -> str:
        """The sentence in the active language, with its places filled."""
        return str(self.text) % self.details if self.details else str(self.text)

    def __str__(self) -> str:
        return self.code


class NotFound(AmanaError):
    """The record does not exist for this actor; a record of others gets the same answer."""

    code = "amana.not_found"
    status = 404
    text = _("There is nothing here for you. Check the address, or start again from my day.")


class NotAllowed(AmanaError):
    """The actor's roles do not include this action."""

    code = "amana.not_allowed"
    status = 403
    text = _("Your roles do not include this. Nothing was changed. Ask your administrator if they should.")


class StoreAway(AmanaError):
    """The database does not answer, or its disk is full."""

    code = "amana.store_away"
    status = 503
    text = _(
        "Nothing was kept just now: the database does not answer, or its disk is full. What was stored before is safe. "
        "Go back, keep what you typed, and try again in a moment. Tell whoever looks after this instance."
    )


class CannotOpen(AmanaError):
    """No key that the actor holds opens this."""

    code = "amana.cannot_open"
    status = 403
    text = _("This is sealed and no key of yours opens it. Ask the case manager to share it with you.")


class Refused(AmanaError):
    """The action is against a rule. `field` names the input it is about, or is None."""

    code = "amana.refused"
    status = 422
    text = _("This was refused. Nothing was changed. Correct what you entered and try again.")

    field: str | None = None

    def __init__(self, *, field: str | None = None, **details: object) -> None:
        super().__init__(**details)
        if field is not None:
            self.field = field


class Conflict(AmanaError):
    """Somebody else wrote in between. Both texts are here: `theirs` is stored, `mine` is not yet."""

    code = "amana.conflict"
    status = 409
    text = _("Somebody else changed this while you were writing. Both texts are shown: choose what should stay.")

    def __init__(
        self, *, theirs: dict[str, Any] | None = None, mine: dict[str, Any] | None = None, **details: object
    ) -> None:
        super().__init__(**details)
        self.theirs = theirs or {}
        self.mine = mine or {}
