"""What stands in the boxes of a question: the finding in words, and which plain reply leads to which box.

No box says a bare yes or no, because the plain "nobody" to an open question often means that the sign is there.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.forms import BoundField
from django.utils.translation import pgettext

from amana.countrypacks import I18n, pack
from amana.intake.pack_sections import SCREENING, AnswersEntry, RepliesEntry
from amana_methods.screening import ANSWERS

REPLIES = ("yes", "no", "nobody", "never", "dont_know")
_BOX_OF = {"present": "yes", "absent": "no", "unknown": "unknown"}


@dataclass(frozen=True)
class Heard:
    """Plain replies, quoted in the reader's language, and the box that they belong to.

    `answer` is empty where they do not answer the question, so that it has to be asked again.
    """

    answer: str
    replies: tuple[str, ...]


def word(answers: AnswersEntry, answer: str) -> I18n:
    """The words of one answer to a question."""
    if answer == "yes":
        return answers.present
    if answer == "no":
        return answers.absent
    return SCREENING.of(pack()).entry.answers[answer]


def boxes(answers: AnswersEntry, offered: Iterable[str] = ANSWERS) -> list[tuple[str, str]]:
    """The boxes of a question in their order: the finding, its absence, then what is no answer."""
    return [(answer, str(word(answers, answer))) for answer in offered]


def box_of(replies: RepliesEntry, reply: str) -> str:
    """The answer that a plain reply leads to; empty where it does not answer the question."""
    return _BOX_OF.get(getattr(replies, reply), "")


def group_replies(replies: RepliesEntry) -> list[Heard]:
    """The plain replies by the box they lead to, in the order of the boxes; those that answer nothing come last."""
    words = SCREENING.of(pack()).entry.replies
    found = []
    for answer in (*_BOX_OF.values(), ""):
        told = tuple(str(words[reply]) for reply in REPLIES if box_of(replies, reply) == answer)
        if told:
            found.append(Heard(answer, told))
    return found


@dataclass(frozen=True)
class ShownBox:
    """A box of a question on a page, with the plain replies that belong into it."""

    tag: str
    id: str
    label: str
    answer: str
    replies: str


def shown_boxes(field: BoundField, replies: RepliesEntry | None) -> list[ShownBox]:
    """The boxes of a question, each with the plain replies that lead to it; no replies where nothing is said aloud."""
    told = {each.answer: quote_replies(each.replies) for each in group_replies(replies)} if replies is not None else {}
    return [
        ShownBox(
            tag=one.tag(),
            id=str(one.id_for_label),
            label=str(one.choice_label),
            answer=str(one.data["value"]),
            replies=told.get(str(one.data["value"]), ""),
        )
        for one in field
    ]


def asked_again(replies: RepliesEntry | None) -> str:
    """The plain replies that do not answer the sentence, quoted."""
    found = group_replies(replies) if replies is not None else []
    return quote_replies(reply for each in found if not each.answer for reply in each.replies)


def quote_replies(replies: Iterable[str]) -> str:
    """Plain replies in quotation marks, as one list in the reader's language."""
    return pgettext("between plain replies of a person", ", ").join(
        pgettext("a plain reply of a person, quoted", "“%(reply)s”") % {"reply": reply} for reply in replies
    )
