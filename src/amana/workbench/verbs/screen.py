"""Screening on the command line: the same rules as the desk, on answers from a file."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from amana.commandline.places import after_space, elements, line_of, offset_of, said_twice
from amana.commandline.verb import WORK, Stop, Verb, parser, say, use_settings

SHAPE = '{"profile": "adult_labour", "flags": {"act": true}, "answers": {"ILO-DR01": "yes"}, "rest": "no"}'
_LONGEST = 400


def run(arguments: Sequence[str]) -> int:
    """Prints what the answers indicate, and why, as JSON or as a paragraph. Nothing is stored; a fault is one line."""
    asked = parser(
        "screen",
        "What the answers of an interview indicate by the rules of a pack: advice, to a person who decides. "
        "Nothing is stored. Instead of a profile, the file may name several profiles, or age and kinds.",
    )
    asked.add_argument("answers", help=f"a JSON file, or - for input: {SHAPE}; a list screens many")
    asked.add_argument("--pack", help="the pack whose rules decide; else the instance's own")
    asked.add_argument("--explain", choices=("ar", "ckb", "en"), help="a paragraph in that language instead of JSON")
    asked.add_argument("--no-ask-next", action="store_true", help="without what to ask next; quicker for many")
    chosen = asked.parse_args(arguments)
    use_settings()
    name = "input" if chosen.answers == "-" else chosen.answers
    text = _read_source(chosen.answers, name)
    answer = _build_answerer(chosen.pack, chosen.explain, ask_next=not chosen.no_ask_next)
    first = after_space(text, 0)
    try:
        if text[first : first + 1] == "[":
            told = [answer(request, [place]) for place, request in enumerate(elements(text, _DECODER))]
        else:
            told = [answer(_DECODER.decode(text), [])]
    except json.JSONDecodeError as wrong:
        raise Stop(_line(f"{name}, line {wrong.lineno}, column {wrong.colno}: {wrong.msg}")) from wrong
    except RecursionError as wrong:
        raise Stop(f"{name}: it is nested too deeply; expected is {SHAPE}") from wrong
    except _DuplicateKey as wrong:
        path, at = said_twice(text, first) or ([], first)
        raise Stop(_line(f"{name}, {_place(text, at, path)}: stands twice in its object")) from wrong
    except _InvalidRequest as wrong:
        at = offset_of(text, first, wrong.path)
        raise Stop(_line(f"{name}, {_place(text, at, wrong.path)}: {wrong.problem}")) from wrong
    _tell(told, many=text[first : first + 1] == "[", as_json=chosen.explain is None)
    return 0


def _tell(told: Sequence[str], *, many: bool, as_json: bool) -> None:
    """Prints the answers: one, or a list with an answer on each line, or paragraphs."""
    if not as_json:
        say("\n\n".join(told))
    elif not many:
        say(json.dumps(json.loads(told[0]), indent=2))
    else:
        sys.stdout.write("[")
        for place, each in enumerate(told):
            sys.stdout.write(",\n" if place else "\n")
            sys.stdout.write(each)
        say("\n]" if told else "]")


class _DuplicateKey(Exception):
    """An object holds a key twice, and one of the two answers would be lost."""


class _InvalidRequest(Exception):
    """A request that cannot be answered; `path` names the invalid element."""

    def __init__(self, path: Sequence[str | int], problem: str) -> None:
        self.path = path
        self.problem = problem
        super().__init__(problem)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _DuplicateKey
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_once)


def _read_source(source: str, name: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as fault:
        raise Stop(_line(f"{name}: {fault.strerror or fault}")) from fault
    except UnicodeDecodeError as fault:
        raise Stop(_line(f"{name}: byte {fault.start} is not UTF-8")) from fault


def _build_answerer(pack_name: str | None, language: str | None, *, ask_next: bool) -> Callable[[Any, list[int]], str]:
    """Returns how one request, in a list or alone, is answered: as a line of JSON, or as a paragraph."""
    from django.utils.timezone import localdate

    from amana.countrypacks import PackError, pack
    from amana.intake.pack import rule_set
    from amana.screening.explanation import paragraph
    from amana_methods.screening import RequestError, RuleError, screen

    try:
        country = pack(pack_name)
        rules = rule_set(pack_name)
        laws = country.raw["laws"]
    except (PackError, RuleError) as fault:
        raise Stop(_line(str(fault))) from fault
    today = localdate()

    def answer(request: Any, place: list[int]) -> str:
        try:
            if language is None:
                return json.dumps(screen(rules, request, today=today, ask_next=ask_next, laws=laws))
            return paragraph(country, rules, request, language, today=today, ask_next=ask_next)
        except RequestError as wrong:
            raise _InvalidRequest([*place, *wrong.path], wrong.problem) from wrong

    return answer


def _place(text: str, offset: int, path: Sequence[str | int]) -> str:
    from amana_methods.screening import shown_path

    where = f"line {line_of(text, offset)}"
    return f"{where}, {shown_path(path)}" if path else where


def _line(sentence: str) -> str:
    """The sentence on one line, whatever a file put into it."""
    told = "".join(character if character.isprintable() else " " for character in sentence)
    told = " ".join(told.split()).encode("utf-8", "backslashreplace").decode()
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]} …"


VERB = Verb(
    "screen",
    WORK,
    "FILE|- [--explain ar|ckb|en] [--no-ask-next] [--pack NAME]",
    "what the answers of an interview indicate, and why",
    run,
)
