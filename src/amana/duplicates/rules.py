"""When two files may be of one person: look-ups an hour, the probability from which a pair is shown, words for likelihood.

Pure functions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LOOK_UPS_PER_HOUR = 30  # of one person; a busy desk registers fewer people than that
SEARCHES_PER_HOUR = 120
MOST_CANDIDATES = 5
SHOWN_FROM = 0.05  # probability from which a file is shown to somebody who is asking her
PROPOSED_FROM = 0.5  # probability from which two files are shown to a supervisor
type Pair[T] = tuple[T, T]

# Fields that tell one person from another; sex, nationality and governorate are shared by too many.
IDENTIFYING = frozenset({"names", "birth", "document", "phone", "mother", "origin"})


@dataclass(frozen=True)
class Evidence:
    """What a comparison of two files found, by field: the same, the same in part, different; all else was not compared."""

    agree: frozenset[str] = frozenset()
    in_part: frozenset[str] = frozenset()
    against: frozenset[str] = frozenset()

    @property
    def compared_fields(self) -> frozenset[str]:
        """The identifying fields that both files state and that say something."""
        return (self.agree | self.in_part | self.against) & IDENTIFYING


@dataclass(frozen=True)
class Likelihood:
    """A word for how likely two files are one person's, and the least that has to be there before it is used.

    `probability` is the model's. `compared` and `agreeing` count identifying fields. `whole` asks that nothing agrees
    only in part, and that nothing speaks against it.
    """

    word: str
    probability: float
    compared: int
    agreeing: int
    whole: bool


# The strongest first. A model that saw few fields is as sure as its few fields: the words are not.
LIKELIHOODS = (
    Likelihood("very_likely", 0.95, compared=4, agreeing=4, whole=True),
    Likelihood("likely", PROPOSED_FROM, compared=2, agreeing=1, whole=False),
    Likelihood("possible", SHOWN_FROM, compared=0, agreeing=0, whole=False),
    Likelihood("unlikely", 0.0, compared=0, agreeing=0, whole=False),
)


def likelihood_of(probability: float, evidence: Evidence, words: Sequence[Likelihood] = LIKELIHOODS) -> str:
    """The strongest word that the model's probability and the compared fields allow.

    Source: docs/understand/finding-a-person.md, "Words for likelihood".

    >>> same = Evidence(agree=frozenset({"names", "birth", "document", "phone"}))
    >>> likelihood_of(0.999, same)
    'very_likely'
    >>> likelihood_of(0.999, Evidence(agree=frozenset({"names", "birth"})))
    'likely'
    >>> likelihood_of(0.999, Evidence(same.agree, in_part=frozenset({"mother"})))
    'likely'
    """
    for each in words:
        agreeing = len(evidence.agree & IDENTIFYING)
        if (
            probability >= each.probability
            and len(evidence.compared_fields) >= each.compared
            and agreeing >= each.agreeing
            and not (each.whole and (evidence.in_part or evidence.against))
        ):
            return each.word
    return words[-1].word


def group_of[T](one: T, same: Iterable[Pair[T]]) -> frozenset[T]:
    """Everything that is linked with `one`, over however many links; `one` too.

    >>> sorted(group_of(1, [(1, 2), (2, 3), (4, 5)]))
    [1, 2, 3]
    """
    pairs, group, grown = list(same), {one}, 0
    while len(group) > grown:
        grown = len(group)
        group |= {each for pair in pairs if group & set(pair) for each in pair}
    return frozenset(group)


def told_apart[T](one: T, other: T, same: Iterable[Pair[T]], different: Iterable[Pair[T]]) -> Pair[T] | None:
    """A pair that a supervisor told apart and that linking `one` with `other` would join; None where there is none.

    >>> told_apart(1, 3, same=[(1, 2)], different=[(2, 3)])
    (2, 3)
    """
    joined = group_of(one, [*same, (one, other)])
    return next((pair for pair in different if set(pair) <= joined), None)
