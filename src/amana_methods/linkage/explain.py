# SPDX-License-Identifier: Apache-2.0
"""Compares two registrations, with the reasons: what each field adds to the score and subtracts from it, in a sentence."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from amana_methods.linkage.counts import RegisterCounts
from amana_methods.linkage.features import FEATURES, Side, features_of
from amana_methods.linkage.model import Weights, load_shipped, probability
from amana_methods.linkage.registration import Registration
from amana_methods.linkage.sentences import SENTENCES, SUMS
from amana_methods.linkage.table import TableBuilder
from amana_methods.linkage.traits import Encoder, Facts

__all__ = ["Comparison", "Reason", "compare", "compare_facts"]

_TYPICAL_RECORDS = 10_000  # size of the assumed register where none is at hand


class Reason(NamedTuple):
    """The reason from one field: `nats` added to the score, the code of a sentence (`sentences.SENTENCES`) and its numbers."""

    field: str
    nats: float
    code: str
    numbers: Mapping[str, int]

    def sentence(self, language: str) -> str:
        """Returns the reason in English (en), Arabic (ar) or Sorani (ckb). KeyError for another language."""
        return SENTENCES[self.code][language].format(**self.numbers)


class Comparison(NamedTuple):
    """Score in nats and probability of two registrations, and the waterfall: `start` and the nats of `reasons` are the score."""

    score: float
    probability: float
    start: float
    reasons: tuple[Reason, ...]

    def sentences(self, language: str) -> list[str]:
        """Returns the reasons with any weight, the weightiest first, and what follows from all of them together."""
        said = [reason for reason in self.reasons if abs(reason.nats) >= 0.25 and not reason.code.endswith("unknown")]
        said.sort(key=lambda reason: -abs(reason.nats))
        sum_of_all = "probably" if self.probability >= 0.9 else "perhaps" if self.probability >= 0.2 else "hardly"
        return [*(reason.sentence(language) for reason in said), SUMS[sum_of_all][language]]


def compare(
    a: Registration,
    b: Registration,
    counts: RegisterCounts | None = None,
    *,
    country_code: str = "",
    weights: Weights | None = None,
) -> Comparison:
    """Returns how probably two registrations are one person, and why. ValueError, naming the field, for an invalid date.

    `counts` say how common what they share is; they must come from `Encoder()` without a key. Without them, a shared name
    counts as one of middling rarity in a register of 10 000.

    >>> one = Registration("1", "شيرين كاوه", "f", "1998-03-14", nationality="IQ")
    >>> two = Registration("2", "Shirin Kawa", "f", "1998-03-14", nationality="IQ")
    >>> compare(one, two).sentences("en")[-1]
    'Together: probably the same person.'
    """
    encoder = Encoder(country_code=country_code)
    return compare_facts(encoder.facts_of(a), encoder.facts_of(b), counts, weights=weights)


def compare_facts(
    a: Facts, b: Facts, counts: RegisterCounts | None = None, *, weights: Weights | None = None
) -> Comparison:
    """Does the same as `compare` for facts made with one key; `counts` must be made with the same."""
    known = counts or RegisterCounts.of_facts([])
    sides = [Side.of(TableBuilder.of([facts]), known) for facts in (a, b)]
    here = np.zeros(1, dtype=np.int64)
    features = features_of(sides[0], here, sides[1], here, known.records or _TYPICAL_RECORDS)
    model = (weights or load_shipped()).pair
    score = model.scores(features)
    fields = model.by_field(features)
    found = {feature.name: float(features[0, place]) for place, feature in enumerate(FEATURES)}
    reasons = tuple(
        Reason(field, float(said[0]), *_explain_field(field, found, a, b, int(sides[0].phone[0])))
        for field, said in fields.items()
        if field
    )
    return Comparison(float(score[0]), float(probability(score)[0]), float(fields[""][0]), reasons)


def _explain_field(
    field: str, found: Mapping[str, float], a: Facts, b: Facts, holders: int
) -> tuple[str, Mapping[str, int]]:
    """Returns the code of the sentence for a field, and its numbers."""
    if field == "names":
        return _names(found, min(a.own, b.own))
    if field == "rarity":
        return ("rarity_rare" if found["evidence"] > 0 else "rarity_common"), {}
    if field == "birth":
        return _birth(found, abs(a.birth.year - b.birth.year))
    value = found[field]
    if np.isnan(value):
        return f"{field}_unknown", {}
    if field == "phone":
        if value <= -500:
            return ("phone_near" if value == -500 else "phone_differs"), {}
        return ("phone_shared", {"holders": holders}) if holders > 3 else ("phone_same", {})
    if field == "document" and value == 1:
        return "document_near", {}
    if field in ("origin", "mother", "governorate") and -1 < value <= 0:
        return f"{field}_near", {}
    return (f"{field}_same" if value > 0 else f"{field}_differs"), {}


def _names(found: Mapping[str, float], fewer: int) -> tuple[str, Mapping[str, int]]:
    if np.isnan(found["names_matched"]):
        return "names_unknown", {}
    matched = int(found["names_matched"])
    numbers = {"matched": matched, "fewer": fewer}
    if not matched:
        return "names_differ", numbers
    if found["vowels_against"] > 0 and matched >= fewer:
        return "names_vowels", numbers
    if matched < fewer:
        return "names_some", numbers
    return ("names_moved" if found["order"] < 0.99 else "names_all"), numbers


def _birth(found: Mapping[str, float], years: int) -> tuple[str, Mapping[str, int]]:
    exact, numbers = found["birth_exact"], {"years": years}
    if not np.isnan(exact):
        steps = {
            0: "birth_same",
            1: "birth_swapped",
            2: "birth_slip",
            3: "birth_slip",
            4: "birth_slip",
            6: "birth_year",
        }
        return steps.get(int(exact), "birth_apart"), numbers
    for name in ("birth_vague", "birth_default", "birth_guessed"):
        if not np.isnan(found[name]):
            return ("birth_about" if found[name] < 1 else "birth_vague_apart"), numbers
    return "birth_unknown", {}
