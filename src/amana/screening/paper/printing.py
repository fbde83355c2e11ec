"""Prints the pack's questions as a sheet, in one language or with a second one next to it."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from amana.countrypacks import I18n, pack
from amana.countrypacks.wording import join_words
from amana.intake import findings
from amana.intake import pack as intake_pack
from amana.intake.pack_sections import SCREENING, Said
from amana.printing import LEFTWARDS, as_printed, clean, pieces, typeset
from amana.screening import pack as says
from amana.screening.paper.sheets import Chosen
from amana.screening.rules.sheets import TYPED

HERE = Path(__file__).parent
type Printed = list[list[Any]]


def print_prompts(chosen: Chosen, language: str, *, beside: str = "", to_woman: bool = False) -> bytes:
    """Prints the short sheet: the words before, open prompts in order, what to ask after, what to watch for, the end.

    `language` is the screener's; the words for the person are printed in `beside` too, where that is another language.
    With `to_woman`, they use the form in which languages address a woman.
    """
    with translation.override(language):
        content = {**_frame(chosen, language), **_prompts(chosen, language, beside, to_woman)}
    return typeset(HERE / "prompts.typ", {"sheet": json.dumps(content)})


def print_form(chosen: Chosen, language: str, *, beside: str = "", to_woman: bool = False) -> bytes:
    """Prints the full form: every question with its number, its code, its boxes in words and a line for words."""
    with translation.override(language):
        content = {**_frame(chosen, language), **_form(chosen, language, beside, to_woman)}
    return typeset(HERE / "form.typ", {"sheet": json.dumps(content)})


def _frame(chosen: Chosen, language: str) -> dict[str, Any]:
    """Returns the head and foot of every page: the kind of sheet, its code, the rules, the number of the page."""
    profiles = join_words(str(SCREENING.of(pack()).entry.profiles[name]) for name in chosen.sheet.profiles)
    return {
        "language": language,
        "leftwards": language in LEFTWARDS,
        "languages_leftwards": sorted(LEFTWARDS),
        "profiles": pieces(profiles, language),
        "code_label": clean(gettext("Code of this sheet")),
        "code": chosen.sheet.code,
        "rules_label": clean(gettext("Rules")),
        "rules": intake_pack.rule_set().version,
        "page_label": clean(gettext("Page {page} of {pages}")),
        "nobody": pieces(
            gettext("No name and no number of a document on this sheet. Lock it away; shred it once it is typed in."), language
        ),
    }  # fmt: skip


def _lines(language: str, beside: str) -> Callable[[I18n], list[dict[str, Any]]]:
    """Returns a text in the languages of the sheet, each with its direction."""
    chosen = list(dict.fromkeys(each for each in (language, beside) if each))

    def lines(text: I18n) -> list[dict[str, Any]]:
        return [
            {"text": pieces(text.text(each), each), "leftwards": each in LEFTWARDS, "language": each}
            for each in chosen
        ]  # fmt: skip

    return lines


def _prompts(chosen: Chosen, language: str, beside: str, to_woman: bool) -> dict[str, Any]:
    lines, words = _lines(language, beside), SCREENING.of(pack()).words
    rule_set, of = intake_pack.rule_set(), {line.question: line for line in chosen.sheet.lines}
    strong = {
        item.id
        for name in chosen.sheet.profiles
        for item in rule_set.profiles[name].values()
        if item.strength == "strong"
    }

    child = _for_children(chosen)

    def print_sentences(sentences: Iterable[Said]) -> list[Any]:
        return [lines(each.to("female" if to_woman else None)) for each in sentences]

    return {
        "title": clean(gettext("Prompt sheet for an interview")),
        "before_title": pieces(gettext("Before you begin, say"), language),
        "before": print_sentences(words.before_start),
        "room": pieces(
            gettext("Nobody who may be exploiting the person is in the room. The person chose who asks and who "
            "interprets."), language
        ),
        "ask_note": pieces(
            gettext("Open with the large question and listen. Ask on only where the person’s own words leave it open, "
            "one thing at a time."),
            language,
        ),
        "parts": [
            {
                "title": pieces(f"{n}. {says.question(part.opening).label}", language),
                "code": of[part.opening].code,
                "open": lines(_question_sentence(part.opening, to_woman)),
                "ask": [
                    {"code": line.code, "text": lines(_question_sentence(line.question, to_woman, child=child))}
                    for line in chosen.sheet.lines
                    if line.question in part.questions
                    and line.question in strong
                    and _read_aloud(line.question, child=child)
                ],
            }
            for n, part in enumerate(chosen.parts, 1)
        ],
        "watch_title": pieces(gettext("Watch for, and do not ask about"), language),
        "watch": [pieces(str(says.question(item).label), language) for item in _signs_to_watch(chosen)],
        "distressed_title": pieces(gettext("When the person is distressed, say"), language),
        "distressed": print_sentences(words.distressed),
        "stop_title": pieces(gettext("When the person wants to stop"), language),
        "stop": print_sentences(words.stop),
        "close_title": pieces(gettext("At the end, say"), language),
        "close": print_sentences(words.close),
    }  # fmt: skip


def _signs_to_watch(chosen: Chosen) -> list[str]:
    """Returns signs to see: those of the observation card and of the country that fit the profiles, each once."""
    asked = [each.observation for each in SCREENING.of(pack()).entry.card.questions.values() if each.observation]
    here = [
        name
        for name, item in SCREENING.of(pack()).entry.indicators.items()
        if item.dimension == "context_sign" and set(item.applies_to) & set(chosen.sheet.profiles)
    ]
    return list(dict.fromkeys([*asked, *here]))


def _for_children(chosen: Chosen) -> bool:
    """Returns whether the sheet is for children alone, so that it has the sentences for a child."""
    profiles = chosen.sheet.profiles
    return bool(profiles) and all(name.startswith("child") for name in profiles)


def _read_aloud(question: str, *, child: bool) -> bool:
    return says.question(question, child=child).read_aloud


def _group_replies(asked: says.Question) -> list[findings.Heard]:
    return findings.group_replies(asked.replies_aloud) if asked.replies_aloud is not None else []


def _question_sentence(question: str, to_woman: bool, *, child: bool = False) -> I18n:
    """Returns the sentence in which a question is asked; where the pack has none, its label."""
    found = says.question(question, child=child)
    if found.leave is not None:
        return found.leave
    if found.prompt is not None:
        return (found.prompt_to_woman if to_woman else None) or found.prompt
    return _in_all(found.label)


def _in_all(label: object) -> I18n:
    """Returns a label of the pack, or one of our own, in each language."""
    if isinstance(label, I18n):
        return label
    said = {}
    for language in ("en", "ar", "ckb"):
        with translation.override(language):
            said[language] = str(label)
    return I18n(**said)


def _form(chosen: Chosen, language: str, beside: str, to_woman: bool) -> dict[str, Any]:
    lines = _lines(language, beside)
    of = {line.question: line for line in chosen.sheet.lines}
    child = _for_children(chosen)

    def blank(text: str) -> Printed:
        return pieces(text, language)

    def row(question: str) -> dict[str, Any]:
        asked = says.question(question, child=child)
        told = {each.answer: findings.quote_replies(each.replies) for each in _group_replies(asked)}
        return {
            "number": of[question].number,
            "code": of[question].code,
            "ask": lines(_question_sentence(question, to_woman, child=child)),
            "label": blank(str(asked.label)) if asked.prompt else [],
            "boxes": [
                {
                    "sign": as_typed(answer),
                    "name": blank(name),
                    "replies": blank(told[answer]) if answer in told else [],
                }
                for answer, name in (findings.boxes(asked.answers) if asked.answers is not None else [])
            ],
            "again": blank(gettext("No answer to this, so ask on: %(replies)s") % {"replies": told[""]})
            if "" in told
            else [],
        }

    return {
        "title": clean(gettext("Screening form")),
        "head": [
            blank(gettext("Date of the interview")),
            blank(gettext("Place, as a code or a town")),
            blank(gettext("Who asked")),
            blank(gettext("Interpreter, as a code")),
            blank(gettext("Language")),
            blank(gettext("Number of the report or screening")),
            blank(gettext("Age in years while it happened")),
        ],
        "agreed": blank(gettext("The words before were said, and the person agreed to be asked.")),
        "how": blank(
            gettext(
                "Tick one box for each question: what was found, that it is not there, or one of the last three, which"
                " never count as not there. Write the person’s own words on the line."
            )
        ),
        "own_title": blank(gettext("For you: what you see, hear and judge. Do not read it aloud.")),
        "words_label": blank(gettext("The person’s own words")),
        "parts": [
            {
                "title": blank(f"{n}. {says.question(part.opening).label}"),
                "code": of[part.opening].code,
                "open": lines(_question_sentence(part.opening, to_woman)),
                "rows": [row(question) for question in part.questions if _read_aloud(question, child=child)],
                "own": [row(question) for question in part.questions if not _read_aloud(question, child=child)],
            }
            for n, part in enumerate(chosen.parts, 1)
        ],
        "typing_title": blank(gettext("Typing it in")),
        "typing": blank(
            gettext(
                "Type the code of the sheet, then number and sign: %(example)s. Digits of every script are read."
            ) % {"example": as_printed("1a 2z 3u 4r 5-")}
        ),
    }  # fmt: skip


def as_typed(answer: str) -> str:
    """Returns the letter under a box, by which the answer is typed."""
    return TYPED[answer][0]
