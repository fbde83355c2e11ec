"""A person's file as codes, to be found by and compared: the only place of cases that turns names into keyed codes.

The codes of a file are locked facts (kind `registration`) under the lock of the case; what finds it stands in the
vault's look-up index. Both are made with the key of the organisation that holds the file.
"""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from amana.cases.models import Procedure
from amana.trust import vault
from amana_methods.linkage import Encoder, Facts, RegisterCounts, Registration, keyed
from amana_methods.linkage.features import FEATURES, Side, features_of
from amana_methods.linkage.model import Model, probability, shipped
from amana_methods.linkage.table import Floats, Table, TableBuilder
from amana_methods.linkage.terms import KEY_AND_YEAR, Term, questions_of, terms_of
from amana_methods.linkage.tokens import facts_from_bytes, facts_to_bytes, table_of_bytes

KIND: Final = "registration"
COUNTS: Final = "register"
# Raised when codes are made in another way; files with an earlier one are indexed anew when their identity is opened.
VERSION: Final = 1
_NAMES: Final = ("full_name", "other_names", "alias")
_AGREE: Final = ("nationality", "governorate", "origin", "mother")
_PLACE: Final = {feature.name: at for at, feature in enumerate(FEATURES)}
_HALF_A_PHONE: Final = -500.0
_SLIPS_OF_A_DATE: Final = 4
_COLUMNS: Final = {
    field: [at for at, feature in enumerate(FEATURES) if feature.field == field and feature.name != "evidence"]
    for field in dict.fromkeys(feature.field for feature in FEATURES)
}


def encoder_of(organisation_id: UUID) -> Encoder:
    """What makes codes under the key of this organisation's index."""
    return Encoder(keyed(vault.keys_of_index(organisation_id).macs))


def registration_of(procedure: Procedure, identity: Mapping[str, Any], coded: Mapping[str, Any]) -> Registration:
    """A file by its identity section and the coded facts of the case; without a phone."""
    since = procedure.opened_at or procedure.begun_at
    return Registration(
        record_id=str(procedure.id),
        name="; ".join(str(identity[key]) for key in _NAMES if identity.get(key)),
        birth_date=str(identity.get("date_of_birth") or ""),
        document_no=str(identity.get("document_no") or ""),
        place_of_origin=str(identity.get("place_of_birth") or ""),
        registered_on=since.date().isoformat(),
        **about(coded),
    )


def facts_of_identity(procedure: Procedure, identity: Mapping[str, Any], coded: Mapping[str, Any]) -> Facts:
    """The codes of that file."""
    return encoder_of(procedure.organisation).facts_of(registration_of(procedure, identity, coded))


def about(coded: Mapping[str, Any]) -> dict[str, str]:
    """The coded facts that are compared."""
    return {name: str(coded.get(name) or "") for name in ("sex", "nationality", "governorate")}


def kept(owners: Iterable[UUID]) -> dict[UUID, bytes]:
    """The codes of files by procedure, as they were packed, from their locked facts; files without any are left out."""
    return {
        owner: zlib.decompress(b64decode(row["codes"])) for owner, row in vault.facts_by_owner(KIND, owners).items()
    }


def facts_of(procedure: Procedure) -> Facts | None:
    """The codes of one file; None where it has none."""
    found = kept([procedure.id]).get(procedure.id)
    return facts_from_bytes(found) if found is not None else None


def packed(facts: Facts, sections: Iterable[str]) -> dict[str, Any]:
    """The codes as locked facts keep them."""
    codes = b64encode(zlib.compress(facts_to_bytes(facts))).decode()
    return {"codes": codes, "version": VERSION, "sections": sorted(sections)}


def sections_in(procedure: Procedure) -> frozenset[str]:
    """The sections whose words the codes of the file hold; none where they were made in an earlier way."""
    row = vault.get_facts(KIND, procedure.id)
    return frozenset(row["sections"]) if row.get("version") == VERSION else frozenset()


def macs_of(organisation_id: UUID, facts: Facts) -> frozenset[int]:
    """The codes under which a file with these facts is found: several facts together, never a name alone."""
    return _macs(organisation_id, terms_of(facts))


def question(organisation_id: UUID, asked: Registration) -> tuple[Facts, frozenset[int]]:
    """(what is compared, the codes to look up) for somebody who is asked for; no codes where too little is known."""
    facts = encoder_of(organisation_id).facts_of(asked)
    return facts, _macs(organisation_id, asked_for(facts))


def _macs(organisation_id: UUID, terms: Iterable[Term]) -> frozenset[int]:
    mac = vault.keys_of_index(organisation_id).mac
    return frozenset(mac("|".join(map(str, term))) for term in terms if not is_a_name_alone(term))


def asked_for(facts: Facts) -> set[Term]:
    """What to ask for; of every sex, where the asker does not say it."""
    sexes = (facts.sex,) if facts.sex else (0, 1, 2)
    return {term for sex in sexes for term in questions_of(facts._replace(sex=sex))}


def is_a_name_alone(term: Term) -> bool:
    """One part of a name without a year: with a sex that nearly everybody in the register has, a common name alone."""
    return term[0] == KEY_AND_YEAR and not term[3]


@dataclass(frozen=True)
class Scored:
    """How alike two files are: log-odds in nats, the probability they stand for, and what each known field adds.

    `nearly` are the fields in which the two are not the same but for a slip of the pen.
    """

    score: float
    probability: float
    by_field: Mapping[str, float]
    nearly: frozenset[str] = frozenset()


def scored(asked: Facts | bytes, others: Sequence[bytes], counts: RegisterCounts) -> list[Scored]:
    """What is asked for, compared with each of the others; `counts` say how common what they share is."""
    if not others:
        return []
    asker = table_of_bytes([asked]) if isinstance(asked, bytes) else TableBuilder.of([asked])
    tables = (asker, table_of_bytes(others))
    few = _of_these(counts, tables)
    one, many = (Side.of(table, few) for table in tables)
    places, model = np.arange(len(others)), shipped().pair
    features = _as_learnt(features_of(one, np.zeros_like(places), many, places, counts.records), model)
    scores, said = model.scores(features), model.by_field(features)
    chances, known, near = probability(scores), ~np.isnan(features), _nearly(features)
    return [
        Scored(
            float(scores[at]),
            float(chances[at]),
            {field: float(said[field][at]) for field, columns in _COLUMNS.items() if known[at, columns].any()},
            frozenset(field for field, is_near in near.items() if is_near[at]),
        )
        for at in places
    ]


def _of_these(counts: RegisterCounts, tables: Sequence[Table]) -> RegisterCounts:
    """The counts of the keys that occur in these tables: the same answers, without walking through a whole register."""
    wanted = np.unique(np.concatenate([table.tokens.keys.ravel() for table in tables]))
    there = np.isin(counts.keys, wanted, assume_unique=True)
    return replace(counts, keys=counts.keys[there], by_group=counts.by_group[there])


def _as_learnt(features: Floats, model: Model) -> Floats:
    """The features, with agreement in a field at least as rare as the least rare one that the weights were learnt from.

    In a house where nearly everybody is of one nationality, sharing it says little, and not that it speaks against.
    """
    for single in model.singles:
        if single.feature in _AGREE:
            column = features[:, _PLACE[single.feature]]
            least = min((edge for edge in single.edges if edge > 0), default=0)
            column[(column > 0) & (column < least)] = least
    return features


def _nearly(features: Floats) -> dict[str, NDArray[np.bool_]]:
    """Whether each field differs by a slip only: a digit, a letter, day and month the other way round."""
    column = {name: features[:, at] for name, at in _PLACE.items()}
    written_alike = {name: (column[name] > -1) & (column[name] <= 0) for name in ("governorate", "origin", "mother")}
    return {
        "birth": (column["birth_exact"] >= 1) & (column["birth_exact"] <= _SLIPS_OF_A_DATE),
        "phone": column["phone"] == _HALF_A_PHONE,
        "document": column["document"] == 1,
        **written_alike,
    }


def organisations() -> list[UUID]:
    """The organisations that hold files."""
    return list(Procedure.objects.order_by().values_list("organisation", flat=True).distinct())


def count(organisation_id: UUID) -> RegisterCounts:
    """How common each code is in the register of an organisation, counted now."""
    owners = list(Procedure.objects.filter(organisation=organisation_id).values_list("id", flat=True))
    raws = [raw for start in range(0, len(owners), 500) for raw in kept(owners[start : start + 500]).values()]
    return RegisterCounts.of(table_of_bytes(raws) if raws else TableBuilder.of(()))


def counts_revision(organisation_id: UUID) -> int:
    """Which counting of the register stands; 0 before the first."""
    return vault.facts_revision(COUNTS, organisation_id)


def counts(organisation_id: UUID) -> RegisterCounts:
    """How common each code is in the organisation's register, as the worker last counted."""
    row = vault.get_facts(COUNTS, organisation_id)
    return RegisterCounts.from_bytes(bytes.fromhex(row["counts"]))
