# SPDX-License-Identifier: Apache-2.0
"""Looking up where no name may be read: keyed tokens to find candidates, locked facts to compare them.

A token is an HMAC over a term (see `index.terms_of`), never over one name alone. Facts are codes under the same key and
belong into a locked field. The scores are those of the clear data: only the codes differ.
"""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from amana_methods.linkage.asking import scores_for
from amana_methods.linkage.counts import RegisterCounts
from amana_methods.linkage.dates import Birth
from amana_methods.linkage.features import Side
from amana_methods.linkage.model import Weights, load_shipped, probability
from amana_methods.linkage.registration import Registration
from amana_methods.linkage.table import Table, TableBuilder, tokens_with_marks
from amana_methods.linkage.terms import Term, questions_of, terms_of
from amana_methods.linkage.traits import (
    MOST_KEYS,
    MOST_MOTHER,
    MOST_NAME,
    MOST_NEAR,
    NUMBER,
    Encoder,
    Facts,
    PartCodes,
    build_mac,
)

__all__ = ["Scored", "TokenMaker", "Tokens", "facts_from_bytes", "facts_to_bytes", "score_tokens", "table_of_bytes"]

_BYTES = 12  # of a token: enough that no two terms of a country collide


@dataclass(frozen=True, slots=True)
class Tokens:
    """`index`: tokens for a table of their own, 12 bytes each. `facts`: what is compared, for a locked field."""

    index: frozenset[bytes]
    facts: Facts


class Scored(NamedTuple):
    """The score of one candidate in nats, and its probability."""

    score: float
    probability: float


class TokenMaker:
    """Makes tokens under one key of an organisation. Keep the key in the key store; it caches codes of parts it has seen."""

    def __init__(self, key: bytes, country_code: str = "") -> None:
        if len(key) < 16:
            raise ValueError("a key of 16 bytes or more is needed")
        self._index_key = hmac.digest(key, b"amana names index", "sha256")
        self._encoder = Encoder(build_mac(hmac.digest(key, b"amana names facts", "sha256")), country_code)

    def tokens_of(self, registration: Registration) -> Tokens:
        """Returns what to store of a registration. ValueError, naming the field, for an invalid date."""
        facts = self._encoder.facts_of(registration)
        return Tokens(frozenset(map(self._token, terms_of(facts))), facts)

    def questions_of(self, facts: Facts) -> frozenset[bytes]:
        """Returns the tokens to search when the person of `facts` is looked up; some hundreds. Those of her own are among them."""
        return frozenset(map(self._token, questions_of(facts)))

    def _token(self, term: Term) -> bytes:
        return hmac.digest(self._index_key, "|".join(map(str, term)).encode(), "sha256")[:_BYTES]


def score_tokens(
    asked: Facts, others: Sequence[bytes], counts: RegisterCounts, *, weights: Weights | None = None
) -> list[Scored]:
    """Returns how probably each of `others` (what `facts_to_bytes` wrote) is the person searched for, in their order.

    `counts` are those of the register they are from.
    """
    if not others:
        return []
    them = Side.of(table_of_bytes(others), counts)
    asker = Side.of(TableBuilder.of([asked]), counts)
    rows = np.arange(len(others))
    scores = scores_for(asker, them, rows, counts.records, weights or load_shipped())
    return [Scored(float(one), float(two)) for one, two in zip(scores, probability(scores), strict=True)]


_PART = np.dtype(
    [
        ("text", "<u8"),
        ("alias", "<u8"),
        ("keys", "<u8", MOST_KEYS),
        ("near", "<u4", MOST_NEAR),
        ("vowels", "<i8"),
        ("script", "<i1"),
        ("held", "<i1"),
    ]
)
_ROW = np.dtype(
    [
        ("parts", _PART, MOST_NAME),
        ("mother", _PART, MOST_MOTHER),
        ("governorate", _PART, 1),
        ("origin", _PART, 1),
        ("own", "<i1"),
        ("year", "<i2"),
        ("month", "<i1"),
        ("day", "<i1"),
        ("precision", "<i1"),
        ("sex", "<i1"),
        ("nationality", "<u8"),
        ("phone", "<u8", NUMBER),
        ("document", "<u8", NUMBER),
        ("organisation", "<u8"),
        ("registered", "<i4"),
    ]
)


_NAMED = ("parts", "mother", "governorate", "origin")


def facts_to_bytes(facts: Facts) -> bytes:
    """Serialises the facts in a fixed number of bytes (under 1 KB), for a locked field."""
    row = np.zeros(1, dtype=_ROW)
    for name in _NAMED:
        parts: tuple[PartCodes, ...] = getattr(facts, name)
        for at, part in enumerate(parts):
            cell = row[name][0, at]
            cell["text"], cell["alias"], cell["vowels"], cell["script"] = (
                part.text,
                part.alias,
                part.vowels,
                part.script,
            )
            cell["keys"][: len(part.keys)] = part.keys
            cell["near"][: len(part.near)] = part.near
            cell["held"] = 1
    row["year"], row["month"], row["day"], row["precision"] = facts.birth
    for name in ("own", "sex", "nationality", "organisation", "registered"):
        row[name] = getattr(facts, name)
    for name, codes in (("phone", facts.phone), ("document", facts.document)):
        row[name][0, : len(codes)] = codes
    return row.tobytes()


def facts_from_bytes(raw: bytes) -> Facts:
    """Reads what `facts_to_bytes` wrote. ValueError for anything else."""
    row = _rows([raw])[0]
    return Facts(
        _part_codes(row["parts"]),
        int(row["own"]),
        Birth(*(int(row[name]) for name in ("year", "month", "day", "precision"))),
        int(row["sex"]),
        int(row["nationality"]),
        _codes(row["phone"]),
        _codes(row["document"]),
        _part_codes(row["governorate"]),
        _part_codes(row["origin"]),
        _part_codes(row["mother"]),
        int(row["organisation"]),
        int(row["registered"]),
    )


def table_of_bytes(raws: Sequence[bytes]) -> Table:
    """Returns the table of what `facts_to_bytes` wrote, a row for each. ValueError for anything else."""
    rows = _rows(raws)
    parts = np.concatenate([rows[name].reshape(-1) for name in _NAMED])
    tokens = tokens_with_marks(
        *(np.ascontiguousarray(parts[name]) for name in ("text", "alias", "keys", "near", "vowels", "script"))
    )
    places = np.where(parts["held"] > 0, np.arange(len(parts)), -1).astype(np.int32)
    ends = np.cumsum([len(rows) * most for most in (MOST_NAME, MOST_MOTHER, 1)])
    names, mothers, governorates, origins = np.split(places, ends)
    return Table(
        tokens,
        names.reshape(len(rows), MOST_NAME),
        rows["own"],
        rows["year"],
        rows["month"],
        rows["day"],
        rows["precision"],
        rows["sex"],
        rows["nationality"],
        rows["phone"],
        rows["document"],
        governorates,
        origins,
        mothers.reshape(len(rows), MOST_MOTHER),
        rows["organisation"],
        rows["registered"],
    )


def _rows(raws: Sequence[bytes]) -> NDArray[np.void]:
    if any(len(raw) != _ROW.itemsize for raw in raws):
        raise ValueError("these are no facts of a registration")
    return np.frombuffer(b"".join(raws), dtype=_ROW)


def _part_codes(cells: NDArray[np.void]) -> tuple[PartCodes, ...]:
    return tuple(
        PartCodes(
            int(cell["text"]),
            int(cell["alias"]),
            _codes(cell["keys"]),
            _codes(cell["near"]),
            int(cell["vowels"]),
            int(cell["script"]),
        )
        for cell in cells
        if cell["held"]
    )


def _codes(codes: Iterable[int]) -> tuple[int, ...]:
    return tuple(int(code) for code in codes if code)
