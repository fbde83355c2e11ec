"""What can be done with a form: keeping what was typed, giving it back, ending it; and carrying out once what was sent."""

from amana.drafts.commands import sent_forms
from amana.drafts.commands.keeping import (
    Fields,
    Kept,
    KeptElsewhere,
    discard,
    expire,
    is_kept,
    keep,
    on_case_forgotten,
    open_draft,
)

__all__ = [
    "Fields",
    "Kept",
    "KeptElsewhere",
    "discard",
    "expire",
    "is_kept",
    "keep",
    "on_case_forgotten",
    "open_draft",
    "sent_forms",
]
