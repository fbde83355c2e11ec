"""A page of her own: a person with a case opens a copy by a code and a PIN, takes back what she agreed to, and complains.

The case manager makes the copy, in a session that may read what it says. The public face shows it without any key of ours,
and puts what she says into the database, sealed. The worker takes it a moment later.
"""

from amana.own_page.commands.making import OwnDate, end_own_page, make_own_page, renew_own_page
from amana.own_page.commands.taking import (
    Answered,
    answer_complaint,
    open_feedback,
    open_word,
    saw_order,
    take_words,
)
from amana.own_page.commands.visiting import Said, Visit, Wish, visit

__all__ = [
    "Answered",
    "OwnDate",
    "Said",
    "Visit",
    "Wish",
    "answer_complaint",
    "end_own_page",
    "make_own_page",
    "open_feedback",
    "open_word",
    "renew_own_page",
    "saw_order",
    "take_words",
    "visit",
]
