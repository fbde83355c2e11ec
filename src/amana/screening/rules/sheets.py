"""Questions on paper: each has a number and a short code on its sheet, by which a typed sheet is read."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from amana.screening.rules.conversation import ACT, CHECK, FLAG, SMUGGLING, Part
from amana.screening.rules.interview import Entry, Interview
from amana_methods.digits import western_digits
from amana_methods.screening import RuleSet

# What is typed for each box: the letter that is printed next to it, or a sign that every keyboard has. Neither a nor
# z begins yes or no in any of the languages, because the plain "no" of a person often belongs into the first box.
TYPED: Mapping[str, str] = {"yes": "a+", "no": "z×", "unknown": "u?؟", "declined": "r!", "not_asked": "-–−_"}
_ANSWER = {sign: answer for answer, signs in TYPED.items() for sign in signs}
_NAME = r"[A-Za-z]{0,4}[0-9]{1,4}"
_WORD = re.compile(rf"(?P<name>{_NAME})[.:=)]*(?P<rest>[^\s,;،؛]*)|(?P<signs>[^\s,;،؛]+)")
_NOTE = re.compile(rf"^\s*(?P<name>{_NAME})\s*[:：](?!\d)\s*(?P<words>.*)$")


@dataclass(frozen=True)
class Line:
    """A question on its sheet. Open prompts have no number: only words are written there."""

    question: str
    code: str
    number: int | None


@dataclass(frozen=True)
class Sheet:
    """The questions of some profiles as they are on paper; `code` changes whenever question or order does."""

    profiles: tuple[str, ...]
    lines: tuple[Line, ...]
    code: str

    def find(self, name: str) -> Line | None:
        """The question with this number or short code; None for any other."""
        if name.isdigit():
            return next((line for line in self.lines if line.number == int(name)), None)
        return next((line for line in self.lines if _same(line.code, name)), None)

    def is_code(self, typed: str) -> bool:
        """Returns whether these are the digits printed on the pages of this sheet."""
        return "".join(c for c in western_digits(typed) if c.isdecimal()) == "".join(
            c for c in self.code if c.isdecimal()
        )


def sheet_of(rule_set: RuleSet, profiles: Iterable[str], parts: Sequence[Part]) -> Sheet:
    """Returns the sheet of these parts: numbers run through, and short codes stay the same on every sheet.

    The code is the initials of the profiles and five digits made of rules, questions and their order.
    """
    chosen = tuple(profiles)
    codes = _codes(rule_set, parts)
    lines: list[Line] = []
    number = 0
    for part in parts:
        if part.opening:
            lines.append(Line(part.opening, codes[part.opening], None))
        for question in part.questions:
            number += 1
            lines.append(Line(question, codes[question], number))
    text = "|".join([rule_set.version, *(line.question for line in lines)])
    digits = int(sha256(text.encode()).hexdigest(), 16) % 100_000
    initials = "+".join("".join(word[0] for word in profile.split("_")).upper() for profile in chosen)
    return Sheet(chosen, tuple(lines), f"{initials} {digits:05}".strip())


def _codes(rule_set: RuleSet, parts: Sequence[Part]) -> dict[str, str]:
    codes = {part.opening: f"O{n}" for n, part in enumerate(parts, 1)}
    for group, elements in rule_set.checklist.items():
        codes |= {CHECK + element: f"{group[0].upper()}{n}" for n, element in enumerate(elements, 1)}
    flags = [flag for flag in sorted(rule_set.flags) if flag != ACT]
    codes |= {FLAG + flag: f"F{n}" for n, flag in enumerate(flags, 1)}
    if (apart := rule_set.smuggling) is not None:
        codes |= {SMUGGLING + each: f"S{n}" for n, each in enumerate((*apart.elements, *apart.signs), 1)}
    for part in parts:
        for question in part.questions:
            if question not in codes:
                short = question.rpartition("-")[2]
                codes[question] = short if short not in codes.values() else question.replace("-", "")
    return codes


def _same(code: str, name: str) -> bool:
    """Makes DR01, dr1 and Dr01 one code."""
    return re.sub(r"0+(?=\d)", "", code.upper()) == re.sub(r"0+(?=\d)", "", name.upper())


# Reading ------------------------------------------------------------------------------------------


type Fault = Literal["no_such_question", "no_such_answer", "two_answers", "no_answer", "too_many", "no_question"]


@dataclass(frozen=True)
class Mistake:
    """Something typed that is invalid: the kind, the text, and its line (from 1)."""

    fault: Fault
    text: str
    line: int


@dataclass(frozen=True)
class Typed:
    """What was understood, by question, and what was not."""

    found: Mapping[str, str]
    mistakes: tuple[Mistake, ...] = ()


def read_answers(text: str, sheet: Sheet) -> Typed:
    """Returns the answers typed as `1a 2z DR03u`, or as a run that starts at a question: `1 a z u r -`.

    Digits of every script are read. A question that is answered twice in two ways, or one that the sheet lacks, is a
    mistake, and so is a run that goes beyond the end.

    >>> sheet = Sheet(("adult_labour",), (Line("A", "DR01", 1), Line("B", "DR02", 2), Line("C", "DR03", 3)), "AL 1")
    >>> read_answers("١a ٢ z ?", sheet).found
    {'A': 'yes', 'B': 'no', 'C': 'unknown'}
    """
    reader = _Reader(sheet)
    for number, line in enumerate(western_digits(text).splitlines(), 1):
        reader.line(number, line)
    reader.end()
    return Typed(reader.found, tuple(reader.mistakes))


class _Reader:
    """Reads what was typed; `at` is the number of the question whose answer is next."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.found: dict[str, str] = {}
        self.mistakes: list[Mistake] = []
        self.at: int | None = 1
        self.named: tuple[str, int] | None = None

    def line(self, number: int, text: str) -> None:
        for word in _WORD.finditer(text):
            if word["name"] is not None:
                self._name(word["name"], word["rest"], number)
            else:
                self._signs(word["signs"], word[0], number)

    def _name(self, name: str, rest: str, number: int) -> None:
        self.end()
        line = self.sheet.find(name)
        if line is None or line.number is None:
            self.mistakes.append(Mistake("no_such_question", name + rest, number))
            self.at = None
            return
        self.at = line.number
        self.named = (name, number)
        if rest:
            self._signs(rest, name + rest, number)

    def _signs(self, signs: str, shown: str, number: int) -> None:
        answers = [_ANSWER.get(sign.lower()) for sign in signs]
        self.named = None
        if None in answers:
            self.mistakes.append(Mistake("no_such_answer", shown, number))
            return
        for answer in answers:
            assert answer is not None
            if self.at is None:  # the question before it is not on the sheet, and has been reported
                return
            line = self.sheet.find(str(self.at))
            if line is None:
                self.mistakes.append(Mistake("too_many", shown, number))
                return
            if self.found.setdefault(line.question, answer) != answer:
                self.mistakes.append(Mistake("two_answers", shown, number))
            self.at += 1

    def end(self) -> None:
        """Reports a question that was named and got no answer."""
        if self.named is not None:
            self.mistakes.append(Mistake("no_answer", *self.named))
            self.named = None


def read_notes(text: str, sheet: Sheet) -> Typed:
    """Returns her words by question: a line `7: words` begins a note, a line without a code continues it.

    >>> sheet = Sheet(("adult_labour",), (Line("A", "DR01", 1),), "AL 1")
    >>> read_notes("DR1: a shop in Erbil\\n10:30 at night", sheet).found
    {'A': 'a shop in Erbil\\n10:30 at night'}
    """
    found: dict[str, list[str]] = {}
    mistakes: list[Mistake] = []
    current: list[str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        note = _NOTE.match(western_digits(line))
        if note is not None:
            asked = sheet.find(note["name"])
            if asked is None:
                mistakes.append(Mistake("no_such_question", note["name"], number))
                current = []
                continue
            current = found.setdefault(asked.question, [])
            current += [line[note.start("words") :].strip()] if note["words"].strip() else []
        elif line.strip() and current is None:
            mistakes.append(Mistake("no_question", line.strip()[:40], number))
        elif line.strip():
            current = current if current is not None else []
            current.append(line.strip())
    return Typed({question: "\n".join(words) for question, words in found.items() if words}, tuple(mistakes))


def changes_of(interview: Interview, answers: Mapping[str, str], notes: Mapping[str, str]) -> dict[str, Entry]:
    """What a sheet adds to an interview. "Not asked" on paper removes no answer, and words are added to words."""
    changes: dict[str, Entry] = {}
    for question in dict.fromkeys([*answers, *notes]):
        there = interview.entry(question)
        answer = answers.get(question, there.answer)
        if answer == "not_asked":
            answer = there.answer
        words = notes.get(question, "")
        kept = there.words if words in there.words else "\n".join(filter(None, [there.words, words]))
        if (entry := Entry(answer, kept)) != there:
            changes[question] = entry
    return changes
