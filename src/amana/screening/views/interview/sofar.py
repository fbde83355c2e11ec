"""The side of an interview: what is indicated so far and why; and which words are read to her."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils import translation

from amana.countrypacks import I18n, pack
from amana.intake import pack as intake_pack
from amana.intake.pack_sections import SCREENING, Said
from amana.screening import pack as says
from amana.screening import queries, rules
from amana.screening.queries import Screening
from amana.screening.words import IF_STOPPED, PARTS, STRENGTH
from amana_methods.screening import Contradiction, Smuggling

MOST_USEFUL = 3
HIDDEN = "interview_side_hidden"


def sofar(advice: rules.Advice, interview: rules.Interview) -> dict[str, Any]:
    """Returns what is indicated and why, what one sign alone does not say, what would help most to know."""
    parts = rules.parts_of(intake_pack.rule_set(), interview, says.stages())
    questions = [question for part in parts for question in part.questions]
    answers = [interview.entry(question).answer for question in questions]
    best = advice.best
    return {
        "dimensions": _dimensions(best, interview) if best is not None else [],
        "results": [(SCREENING.of(pack()).entry.profiles.get(each.profile, ""), result_name(each.result)) for each in advice.results],
        "child": advice.child,
        "age_disputed": interview.age_disputed,
        "checklist": interview.checklist,
        "checklist_met": advice.checklist.met,
        "missing": [title_of(part) for part in advice.checklist.missing],
        "result": advice.result,
        "result_name": result_name(advice.result),
        "because": queries.rule_label(advice.rule),
        "contradictions": [_contradiction(each) for each in advice.contradictions],
        "smuggling": _describe_smuggling(advice.smuggling),
        "stopped": IF_STOPPED.get(advice.result, ""),
        "unknown": answers.count("unknown") + answers.count("not_asked"),
        "declined": answers.count("declined"),
        "nothing_out": [says.question(item).label for item in (best.rules_nothing_out if best else ())],
        "doubtful": [
            (item, says.question(item).label)
            for item in rules.doubtful(interview, says.doubtful_before()) if item in questions
        ],
        "ask_next": [(item, says.question(item).label) for item in (best.ask_next if best else ())[:MOST_USEFUL]],
        "open_flags": [(f"flag.{flag}", says.question(f"flag.{flag}").label) for flag in (best.open_flags if best else ())
                       if flag != rules.ACT],
        "version": intake_pack.rule_set().version,
    }  # fmt: skip


def _dimensions(result: Any, interview: rules.Interview) -> list[dict[str, Any]]:
    """Returns dimensions with a yes; one that is not positive is open while a question of it has neither yes nor no."""
    items = intake_pack.rule_set().profiles[result.profile].values()
    unknown = {item.dimension for item in items if interview.entry(item.id).answer not in ("yes", "no")}
    return [
        {
            "title": title_of(name),
            "positive": dimension.positive,
            "open": not dimension.positive and name in unknown,
            "items": [(says.question(item).label, STRENGTH.get(result.weights.get(item, ""), ""))
                      for item in dimension.because],
        }
        for name, dimension in result.dimensions.items()
        if dimension.positive or dimension.because
    ]  # fmt: skip


def _contradiction(found: Contradiction) -> dict[str, Any]:
    """Returns why the answers contradict each other, and the yeses that do."""
    why = next(each.why for each in SCREENING.of(pack()).entry.rules.contradictions if each.id == found.id)
    return {"why": why, "yeses": [(item, says.question(item).label) for item in found.items]}


def _describe_smuggling(found: Smuggling | None) -> dict[str, Any] | None:
    """Returns the signs of smuggling; nothing where there are none."""
    if found is None or not found.present:
        return None
    return {
        "indicated": found.indicated,
        "present": [says.question(f"smuggling.{word}").label for word in found.present],
        "against": [says.question(item).label for items in found.against.values() for item in items],
        "words": SCREENING.of(pack()).entry.rules.definition.smuggling,
    }


def title_of(name: str) -> Any:
    """Returns the words of a dimension, or of a part of the checklist."""
    dimension = SCREENING.of(pack()).entry.dimensions.get(name)
    return dimension.title if dimension is not None else PARTS.get(name, name)


def part_title(part_id: str) -> Any:
    """Returns the words of a part of the conversation."""
    return next(part.title for part in SCREENING.of(pack()).conversation if part.id == part_id)


def result_name(name: str) -> Any:
    """Returns the words of a result."""
    return SCREENING.of(pack()).entry.results.get(name, name)


def seen_on_sign(row: Screening) -> list[dict[str, Any]]:
    """Returns what the sign of this person already says, each with the questions that it is about."""
    found = queries.seen_before(row)
    if found is None:
        return []
    sign, observations = found
    points = intake_pack.rule_set().observations
    return [
        {
            "label": SCREENING.of(pack()).entry.indicators[name].label,
            "number": sign.number,
            "at": sign.came_at,
            "questions": points.get(name, ()),
        }
        for name in observations
        if name in SCREENING.of(pack()).entry.indicators
    ]


# What is read to her ------------------------------------------------------------------------------


def reader_language() -> str:
    """The language of the page."""
    spoken = pack().languages
    mine = (translation.get_language() or spoken[0]).split("-")[0]
    return mine if mine in spoken else spoken[0]


def spoken_language(request: HttpRequest, wanted: str) -> str:
    """The language of the words to read: the one chosen on the page, hers where the pack has it, else the reader's."""
    spoken = pack().languages
    wanted = request.GET.get("say") or wanted
    return wanted if wanted in spoken else reader_language()


def say(request: HttpRequest, lines: Iterable[tuple[I18n, I18n | None]], interview: rules.Interview) -> dict[str, Any]:
    """Returns words to read aloud in her language, in the form for a woman where she is one, and in the reader's own.

    `lines` are (text, form to a woman). `own` is empty where both languages are the same.
    """
    shown, mine = spoken_language(request, interview.language), reader_language()
    to_woman = interview.sex == "female"
    texts = [(woman or text) if to_woman else text for text, woman in lines]
    names = {option.id: option.label for option in pack().lists["language"]}
    theirs = interview.language
    unspoken = theirs and theirs not in pack().languages and not request.GET.get("say")
    return {
        "lines": [text.text(shown) for text in texts],
        "language": shown,
        "own": [text.text(mine) for text in texts] if shown != mine else [],
        "own_language": mine,
        "others": [(code, names[code].text(code) if code in names else code) for code in pack().languages],
        "missing_name": names.get(theirs, "") if unspoken else "",
    }


def said_sentences(lines: Iterable[Said]) -> list[tuple[I18n, I18n | None]]:
    """Returns sentences of the pack in the form that `say` takes."""
    return [(line.text, line.to_woman) for line in lines]
