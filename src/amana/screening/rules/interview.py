"""The text of a screening: its contents, and how two people write it at once without losing a word.

An answer stays under the wording with which it was given (`Interview.asked_with`): a "no" that an earlier wording may
have reversed is doubtful until the question is asked again, and counts as not known until then.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from amana_methods.screening import ANSWERS

__all__ = [
    "ANSWERS",
    "Entry",
    "Interview",
    "Known",
    "Sitting",
    "Stop",
    "begin_again",
    "doubtful",
    "merge_changes",
    "relied_on",
]


@dataclass(frozen=True)
class Entry:
    """One question as it is kept: one of the answers, and the person's own words."""

    answer: str = "not_asked"
    words: str = ""


@dataclass(frozen=True)
class Known:
    """The source of an answer that was given before this interview: which record, its number, its day (ISO)."""

    source: str
    number: str
    on: str


@dataclass(frozen=True)
class Sitting:
    """Before the questions of one sitting: language, interpreter, who asks, who is there, that nothing is urgent.

    `at` is the moment (ISO). `interviewer` is the sex that she wishes; `as_wished` whether the wish is met. `present`
    are entries of `PRESENT`.
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
        """Returns the sitting from stored data."""
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
    """The contents of a screening: for whom the profiles are, and the answers by question.

    A question is an item of the pack, `open.` and a part of the conversation (own words only), `check.` and an element
    of act, means and purpose, `flag.` and a fact that the rules ask for, or `smuggling.` and what indicates smuggling.
    A question without an entry was not asked. `age_years` may be disputed: then the questions for children are asked,
    and the profiles are those of a child. `age_today` is None where it is the same age. `known` are answers taken over
    from before, `at` is the question at which the interview continues. `asked_with` is the version of the rules whose
    wording a question was answered in; 0 before versions were kept.
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
    asked_with: Mapping[str, int] = field(default_factory=dict)
    age_today: int | None = None

    @property
    def age_that_counts(self) -> int | None:
        """The age in years while it happened; None where it is unknown or disputed."""
        return None if self.age_disputed else self.age_years

    @property
    def age_now(self) -> int | None:
        """The age in years today; None where it is unknown or disputed."""
        return None if self.age_disputed else self.age_years if self.age_today is None else self.age_today

    def entry(self, question: str) -> Entry:
        """Returns the stored answer to a question."""
        return self.entries.get(question, Entry())

    def as_data(self) -> dict[str, Any]:
        """Returns the interview as JSON values, for sealing."""
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
            "asked_with": dict(self.asked_with),
            "age_today": self.age_today,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Interview":
        """Returns the interview from the data of `as_data`."""
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
            asked_with=dict(data.get("asked_with", {})),
            age_today=data.get("age_today"),
        )


def doubtful(interview: Interview, doubtful_before: Mapping[str, int]) -> tuple[str, ...]:
    """Questions answered "no" in a wording that may have reversed the answer, in the order of `doubtful_before`.

    `doubtful_before` gives, by question, the version of the rules from which "no" can be relied on.

    >>> told = Interview(entries={"A": Entry("no"), "B": Entry("no"), "C": Entry("yes")}, asked_with={"B": 3})
    >>> doubtful(told, {"A": 3, "B": 3, "C": 3})
    ('A',)
    """
    return tuple(
        name
        for name, version in doubtful_before.items()
        if interview.entry(name).answer == "no" and interview.asked_with.get(name, 0) < version
    )


def relied_on(interview: Interview, doubtful_before: Mapping[str, int]) -> Interview:
    """Returns the interview as the rules read it: a doubtful "no" is not known. The stored answers stay unchanged."""
    unsure = doubtful(interview, doubtful_before)
    changed = {name: replace(interview.entry(name), answer="unknown") for name in unsure}
    return replace(interview, entries={**interview.entries, **changed}) if changed else interview


def begin_again(
    before: Interview, *, source: str, number: str, on: str, doubtful_before: Mapping[str, int] | None = None
) -> Interview:
    """Returns a new interview that takes over the answers: nobody has to tell anything twice.

    Every yes and no carries its first source; what was unknown may be asked again. A doubtful "no" is not taken over,
    so that it is asked again.
    """
    here = Known(source, number, on)
    before = relied_on(before, doubtful_before or {})
    known = {
        name: before.known.get(name, here)
        for name, entry in before.entries.items()
        if entry.answer in ("yes", "no") or (entry.words and name.startswith("open."))
    }
    return replace(before, known=known, sittings=(), stops=(), at="")


def merge_changes(
    interview: Interview, changes: Mapping[str, Entry], *, stale: bool, version: int = 0
) -> tuple[Interview, tuple[str, ...]]:
    """Returns the interview with `changes`, and the questions on which a colleague wrote something else meanwhile.

    `version` is that of the rules in whose wording the changes were answered.

    When the writer's page was not `stale`, every change counts. When it was, a change counts where it removes nothing
    that is stored; the others are returned, and nothing of them is written.
    """
    differing = tuple(
        name for name, mine in changes.items() if stale and not _takes_nothing_away(interview.entry(name), mine)
    )
    fresh = {name: entry for name, entry in changes.items() if name not in differing}
    asked_with = {**interview.asked_with, **dict.fromkeys(fresh, version)}
    return replace(interview, entries={**interview.entries, **fresh}, asked_with=asked_with), differing


def _takes_nothing_away(there: Entry, mine: Entry) -> bool:
    """Returns whether nothing is stored yet, or the same answer, with no words but mine.

    The same answer with my words is also what a fast writer sends: the click on it was just saved by itself.
    """
    return there == Entry() or (there.answer == mine.answer and there.words in ("", mine.words))
