"""What a reporter told beside the words: the place in words, answers to guided questions, how to reach them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from amana.countrypacks import pack
from amana.intake import pack as says
from amana.intake.pack_sections import INFORMATION
from amana.intake.words import YES_NO_UNKNOWN


def told_more(more: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and value of each; what this version does not know is left as it was told."""
    found: list[tuple[str, str]] = []
    if more.get("place_words"):
        found.append((gettext("The place in the reporter’s words"), str(more["place_words"])))
    if isinstance(more.get("answers"), Mapping):
        found += [_answer(name, str(answer)) for name, answer in more["answers"].items()]
    if isinstance(more.get("contact"), Mapping):
        found += [
            (gettext("The reporter’s own, not the person’s: %(what)s") % {"what": label}, value)
            for label, value in contact_pairs(more["contact"])
        ]
    if more.get("sender"):
        found.append((gettext("Sent from"), str(more["sender"])))
    if more.get("elsewhere"):
        found.append((gettext("Left at the provider"), "\n".join(str(each) for each in more["elsewhere"])))
    return found


def _answer(name: str, answer: str) -> tuple[str, str]:
    question = INFORMATION.of(pack()).questions.get(name)
    if question is None:
        return name, answer
    words = {**dict(YES_NO_UNKNOWN), **question.options}
    return str(question.ask), str(words.get(answer, answer))


def contact_pairs(contact: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How a reporter may be reached, by the pack's fields of a contact."""
    known = pack().fields
    return [
        (str(known[name].label), says.describe_value(known[name], value)) if name in known else (name, str(value))
        for name, value in contact.items()
    ]
