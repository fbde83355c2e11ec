# SPDX-License-Identifier: Apache-2.0
"""The same person found again across scripts, organisations and years, from clear registrations or from keyed tokens.

    Registration(record_id, name="", sex="", birth_date="", ...)         one registration, the columns of the CSV file
    compare(a, b, register=None) -> Comparison(score, probability, reasons)
    Index.build(registrations).lookup(registration, top=20) -> list[Found(record_id, score, probability)]
    link(registrations) -> pairs (id_a, id_b, score, probability), best first; `clusters_of` groups them

On keyed tokens, where nobody may read a name:

    mac = keyed(key)                              # bytes -> a function str -> int: HMAC-SHA-256, 64 bits
    tokens = tokens_of(registration, mac)         # Tokens(index: frozenset[int], facts: Facts)
    asked = questions_of(registration, mac)       # the index tokens to look up (spellings and years near it, too)
    score_tokens(tokens.facts, others, register)  # others: Facts opened from the store -> list[Scored], in their order

`tokens.index` may stand in a database as it is: pairs of keys with years, phone, document, never a common name alone.
`Facts.to_bytes()` belongs into a locked field: it holds keyed codes for the parts of the name, and date of birth, sex
and so on as codes. `RegisterCounts` (how common each code is) is kept locked, too, and is added to and taken from as
records come and go. The clear functions run the same code with an unkeyed hash, so figures differ only in time.

A score is a log-odds in nats: the sum of what each field says and of what is expected beforehand.
Nothing here merges anything.
"""

from amana_methods.linkage.bulk import Links, link
from amana_methods.linkage.clusters import clusters_of
from amana_methods.linkage.counts import RegisterCounts
from amana_methods.linkage.index import Found, Index
from amana_methods.linkage.registration import COLUMNS, Registration
from amana_methods.linkage.traits import Encoder, Facts, clear, keyed

__all__ = [
    "COLUMNS",
    "Encoder",
    "Facts",
    "Found",
    "Index",
    "Links",
    "RegisterCounts",
    "Registration",
    "clear",
    "clusters_of",
    "keyed",
    "link",
]
