"""The text of a screening: what it says, and how two people write it at once without losing a word."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

ANSWERS = ("yes", "no", "unknown", "not_asked")


@dataclass(frozen=True)
class Entry:
    """One question as it is kept: one of the four answers, and her own words."""

    answer: str = "not_asked"
    words: str = ""


@dataclass(frozen=True)
class Known:
    """Where an answer comes from that was given before this interview: which record, its number, its day (ISO)."""

    source: str
    number: str
    on: str


@dataclass(frozen=True)
class Sitting:
    """Before the questions of one sitting: language, interpreter, who asks, who is there, that nothing is urgent.

    `at` is the moment (ISO). `interviewer` is the sex that she wishes; `as_wished` whether it is so. `present` are
    entries of `PRESENT`.
    """

    at: str = ""
    interpreter: str = ""
    language: str = ""
    interviewer: str = ""
    as_wished: str = ""
    present: tuple[str, ...] = ()
    she_asked: bool = False
    urgent: str = ""
    words_said: bool = False

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Sitting":
        """The sitting that was put away."""
        return cls(**{**data, "present": tuple(data.get("present", ()))})


@dataclass(frozen=True)
class Stop:
    """The interview was stopped: when (ISO), at which question, whose wish it was, and a note."""

    at: str
    question: str = ""
    wish: str = ""
    note: str = ""


@dataclass(frozen=True)
class Interview:
    """What a screening says: whom the profiles fit, and the answers by question.

    A question is an item of the pack, `open.` and a part of the conversation (own words only), `check.` and an element
    of act, means and purpose, `flag.` and a fact that the rules ask for, or `smuggling.` and what tells smuggling. A
    question without an entry was not asked. `age_years` may be disputed: then the questions for children are asked, and
    the profiles are those of a child. `known` are answers taken over from before, `at` is the question with which the
    interview goes on.
    """

    profiles: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    age_years: int | None = None
    checklist: bool = False
    language: str = ""
    entries: Mapping[str, Entry] = field(default_factory=dict)
    age_disputed: bool = False
    sex: str = ""
    known: Mapping[str, Known] = field(default_factory=dict)
    sittings: tuple[Sitting, ...] = ()
    stops: tuple[Stop, ...] = ()
    at: str = ""

    @property
    def age_that_counts(self) -> int | None:
        """The age in years while it happened; None where it is unknown or disputed."""
        return None if self.age_disputed else self.age_years

    def entry(self, question: str) -> Entry:
        """What is kept of a question."""
        return self.entries.get(question, Entry())

    def as_data(self) -> dict[str, Any]:
        """The interview as JSON values, for sealing."""
        return {
            "profiles": list(self.profiles),
            "kinds": list(self.kinds),
            "age_years": self.age_years,
            "checklist": self.checklist,
            "language": self.language,
            "answers": {name: entry.answer for name, entry in self.entries.items() if entry.answer != "not_asked"},
            "words": {name: entry.words for name, entry in self.entries.items() if entry.words},
            "age_disputed": self.age_disputed,
            "sex": self.sex,
            "known": {name: asdict(known) for name, known in self.known.items()},
            "sittings": [asdict(sitting) for sitting in self.sittings],
            "stops": [asdict(stop) for stop in self.stops],
            "at": self.at,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Interview":
        """The interview that `as_data` put away."""
        answers, words = data.get("answers", {}), data.get("words", {})
        return cls(
            profiles=tuple(data.get("profiles", ())),
            kinds=tuple(data.get("kinds", ())),
            age_years=data.get("age_years"),
            checklist=bool(data.get("checklist")),
            language=str(data.get("language", "")),
            entries={
                name: Entry(answers.get(name, "not_asked"), words.get(name, ""))
                for name in dict.fromkeys([*answers, *words])
            },
            age_disputed=bool(data.get("age_disputed")),
            sex=str(data.get("sex", "")),
            known={name: Known(**known) for name, known in data.get("known", {}).items()},
            sittings=tuple(Sitting.from_data(sitting) for sitting in data.get("sittings", ())),
            stops=tuple(Stop(**stop) for stop in data.get("stops", ())),
            at=str(data.get("at", "")),
        )


def begun_again(before: Interview, *, source: str, number: str, on: str) -> Interview:
    """A new interview that takes over what was told: she tells nothing twice.

    Every yes and no carries where it was said first; what was unknown may be asked again.
    """
    here = Known(source, number, on)
    known = {
        name: before.known.get(name, here)
        for name, entry in before.entries.items()
        if entry.answer in ("yes", "no") or (entry.words and name.startswith("open."))
    }
    return replace(before, known=known, sittings=(), stops=(), at="")


def kept(interview: Interview, changes: Mapping[str, Entry], *, stale: bool) -> tuple[Interview, tuple[str, ...]]:
    """The interview with `changes`, and the questions on which a colleague wrote something else meanwhile.

    When the writer's page was not `stale`, every change counts. When it was, a change counts where it takes nothing
    away from what is kept; the others are named, and nothing of them is written.
    """
    differing = tuple(
        name for name, mine in changes.items() if stale and not _takes_nothing_away(interview.entry(name), mine)
    )
    fresh = {name: entry for name, entry in changes.items() if name not in differing}
    return replace(interview, entries={**interview.entries, **fresh}), differing


def _takes_nothing_away(there: Entry, mine: Entry) -> bool:
    """Whether nothing is kept yet, or the same answer, with no words but mine.

    The same answer with my words is also what a quick hand sends: the click on it has just been kept by itself.
    """
    return there == Entry() or (there.answer == mine.answer and there.words in ("", mine.words))
