# SPDX-License-Identifier: Apache-2.0
"""Finds the same person again across scripts, organisations and years, from clear registrations or from keyed tokens.

    Registration(record_id, name="", sex="", birth_date="", ...)         one registration, the columns of the CSV file
    compare(a, b, counts=None) -> Comparison(score, probability, reasons)
    Index.build(registrations).lookup(registration, top=20) -> list[Found(record_id, score, probability)]
    link(registrations) -> pairs (id_a, id_b, score, probability), best first; `clusters_of` groups them

On keyed tokens, where nobody may read a name:

    maker = TokenMaker(key)                            # a key from the key store, of the organisation
    tokens = maker.tokens_of(registration)             # Tokens(index: frozenset[bytes], facts: Facts)
    asked = maker.questions_of(tokens.facts)           # the tokens to look up: also spellings and years near it
    score_tokens(tokens.facts, others, counts)         # others: bytes opened from the store -> list[Scored], in order
    counts = RegisterCounts.of_facts(all_facts)        # how common each code is; .changed(added, removed), .to_bytes()

`tokens.index` may be stored in a database as it is: two keys with years, a key with nationality and year, a date, phone,
document; never a name alone. `facts_to_bytes(facts)` belongs into a locked field, and so does `counts.to_bytes()`: both hold
keyed codes of single names. Of the records that share a token with `asked`, open the few hundred that share the most and
rarest tokens (weigh each by the log of records / records with the token), and score those.
The clear functions run the same code with an unkeyed hash, so that figures differ in time only.

A score is a log-odds in nats: the sum of what each field says and of what is expected beforehand.
Nothing here merges anything.
"""

from amana_methods.linkage.bulk import Links, link
from amana_methods.linkage.clusters import clusters_of
from amana_methods.linkage.counts import RegisterCounts
from amana_methods.linkage.explain import Comparison, Reason, compare, compare_facts
from amana_methods.linkage.index import Found, Index
from amana_methods.linkage.registration import COLUMNS, Registration
from amana_methods.linkage.tokens import (
    Scored,
    TokenMaker,
    Tokens,
    facts_from_bytes,
    facts_to_bytes,
    score_tokens,
    table_of_bytes,
)
from amana_methods.linkage.traits import Encoder, Facts, build_mac, clear

__all__ = [
    "COLUMNS",
    "Comparison",
    "Encoder",
    "Facts",
    "Found",
    "Index",
    "Links",
    "Reason",
    "RegisterCounts",
    "Registration",
    "Scored",
    "TokenMaker",
    "Tokens",
    "build_mac",
    "clear",
    "clusters_of",
    "compare",
    "compare_facts",
    "facts_from_bytes",
    "facts_to_bytes",
    "link",
    "score_tokens",
    "table_of_bytes",
]
