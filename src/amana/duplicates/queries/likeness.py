"""A person's file as codes, to be found by and compared: the only place of cases that turns names into keyed codes.

The codes of a file are locked facts (kind `registration`) under the lock of the case; what finds it stands in the
vault's look-up index. Both are made with the key of the organisation that holds the file.
"""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from amana import vault
from amana.cases.models import Procedure
from amana.countrypacks import dates
from amana_methods.linkage import Encoder, Facts, RegisterCounts, Registration, build_mac
from amana_methods.linkage.features import FEATURES, Side, features_of
from amana_methods.linkage.model import Model, load_shipped, probability
from amana_methods.linkage.table import Floats, Table, TableBuilder
from amana_methods.linkage.terms import KEY_AND_YEAR, Term, questions_of, terms_of
from amana_methods.linkage.tokens import facts_from_bytes, facts_to_bytes, table_of_bytes

KIND: Final = "registration"
COUNTS: Final = "register"
# Raised when codes are made in another way; files with an earlier one are indexed again when their identity is opened.
VERSION: Final = 1
_NAMES: Final = ("full_name", "other_names", "alias")
_AGREE: Final = ("nationality", "governorate", "origin", "mother")
_PLACE: Final = {feature.name: at for at, feature in enumerate(FEATURES)}
_HALF_A_PHONE: Final = -500.0
_SLIPS_OF_A_DATE: Final = 4
_TWO_PARTS: Final = 2  # one part of a name that agrees is a name in part
_COLUMNS: Final = {
    field: [at for at, feature in enumerate(FEATURES) if feature.field == field and feature.name != "evidence"]
    for field in dict.fromkeys(feature.field for feature in FEATURES)
}


def encoders_of(organisation_id: UUID) -> dict[int, Encoder]:
    """What makes codes under each key of this organisation's index, by its version: two while the key is being renewed."""
    return {keys.version: Encoder(build_mac(keys.macs)) for keys in vault.index.all_keys_of(organisation_id)}


def registration_of(procedure: Procedure, identity: Mapping[str, Any], coded: Mapping[str, Any]) -> Registration:
    """A file by its identity section and the coded facts of the case; without a phone."""
    since = procedure.opened_at or procedure.begun_at
    return Registration(
        record_id=str(procedure.id),
        name="; ".join(str(identity[key]) for key in _NAMES if identity.get(key)),
        birth_date=str(identity.get("date_of_birth") or ""),
        document_no=str(identity.get("document_no") or ""),
        place_of_origin=str(identity.get("place_of_birth") or ""),
        registered_on=dates.day_of(since).isoformat(),
        **about(coded),
    )


def about(coded: Mapping[str, Any]) -> dict[str, str]:
    """The coded facts that are compared."""
    return {name: str(coded.get(name) or "") for name in ("sex", "nationality", "governorate")}


@dataclass(frozen=True)
class Codes:
    """The codes of one file under one key of the index, and the sections whose words they hold."""

    facts: Facts
    sections: frozenset[str]


def read_kept_codes(organisation_id: UUID, owners: Iterable[UUID]) -> dict[UUID, bytes]:
    """The codes of files by procedure, as they were packed, under the key that is asked by; files without any are left out."""
    asked_by = vault.index.keys_of(organisation_id).version
    found = {}
    for owner, row in vault.facts.by_owner(KIND, owners).items():
        packed = _by_key(row).get(asked_by)
        if packed is not None:
            found[owner] = _unpack_codes(packed)
    return found


def facts_of(procedure: Procedure) -> Facts | None:
    """The codes of one file, under the key that is asked by; None where it has none."""
    found = read_kept_codes(procedure.organisation, [procedure.id]).get(procedure.id)
    return facts_from_bytes(found) if found is not None else None


def all_of(procedure: Procedure) -> dict[int, Codes]:
    """The codes of one file under each key of the index; none where they were made in an earlier way."""
    return {
        version: Codes(facts_from_bytes(_unpack_codes(packed)), frozenset(packed["sections"]))
        for version, packed in _by_key(vault.facts.get(KIND, procedure.id)).items()
        if packed.get("version") == VERSION
    }


def _by_key(row: Mapping[str, Any]) -> dict[int, Mapping[str, Any]]:
    """What the locked facts hold, by the version of the key; facts from before there were versions are of the first."""
    if "by_key" in row:
        return {int(version): packed for version, packed in row["by_key"].items()}
    return {1: row} if row else {}


def _unpack_codes(packed: Mapping[str, Any]) -> bytes:
    return zlib.decompress(b64decode(packed["codes"]))


def pack_codes(all_codes: Mapping[int, Codes]) -> dict[str, Any]:
    """The codes as locked facts keep them."""
    return {
        "by_key": {
            version: {
                "codes": b64encode(zlib.compress(facts_to_bytes(codes.facts))).decode(),
                "version": VERSION,
                "sections": sorted(codes.sections),
            }
            for version, codes in all_codes.items()
        }
    }


def sections_in(procedure: Procedure) -> frozenset[str]:
    """The sections whose words the codes of the file hold under every key; none where they were made in an earlier way."""
    codes = all_of(procedure)
    newest = vault.index.all_keys_of(procedure.organisation)[-1].version
    return codes[newest].sections if newest in codes else frozenset()


def forget_earlier(at: datetime) -> None:
    """Codes under keys of the index that are gone are gone too, and how common each code is is counted again."""
    for procedure in Procedure.objects.order_by("id").iterator(500):
        codes = all_of(procedure)
        living = {keys.version for keys in vault.index.all_keys_of(procedure.organisation)}
        if codes.keys() - living:
            left = {version: each for version, each in codes.items() if version in living}
            vault.facts.put(procedure.lock, KIND, procedure.id, pack_codes(left))


def macs_by_key(organisation_id: UUID, all_codes: Mapping[int, Codes]) -> dict[int, frozenset[int]]:
    """The codes under which a file is found by version of the key: several facts together, never a name alone."""
    return {
        keys.version: _macs(keys, terms_of(all_codes[keys.version].facts))
        for keys in vault.index.all_keys_of(organisation_id)
        if keys.version in all_codes
    }


def macs_of(organisation_id: UUID, facts: Facts) -> frozenset[int]:
    """The same for one file with these facts, under the key that is asked by."""
    return _macs(vault.index.keys_of(organisation_id), terms_of(facts))


def question(organisation_id: UUID, asked: Registration) -> tuple[Facts, frozenset[int]]:
    """(what is compared, the codes to look up) for somebody who is asked for; no codes where too little is known."""
    keys = vault.index.keys_of(organisation_id)
    facts = Encoder(build_mac(keys.macs)).facts_of(asked)
    return facts, _macs(keys, asked_for(facts))


def _macs(keys: vault.index.Keys, terms: Iterable[Term]) -> frozenset[int]:
    return frozenset(keys.macs_of("|".join(map(str, term)) for term in terms if not is_a_name_alone(term)))


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


def score_others(asked: Facts | bytes, others: Sequence[bytes], counts: RegisterCounts) -> list[Scored]:
    """What is asked for, compared with each of the others; `counts` say how common what they share is."""
    if not others:
        return []
    asker = table_of_bytes([asked]) if isinstance(asked, bytes) else TableBuilder.of([asked])
    tables = (asker, table_of_bytes(others))
    few = _of_these(counts, tables)
    one, many = (Side.of(table, few) for table in tables)
    places, model = np.arange(len(others)), load_shipped().pair
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

    In an organisation where nearly everybody is of one nationality, sharing it says little, and not that it speaks against.
    """
    for single in model.singles:
        if single.feature in _AGREE:
            column = features[:, _PLACE[single.feature]]
            least = min((edge for edge in single.edges if edge > 0), default=0)
            column[(column > 0) & (column < least)] = least
    return features


def _nearly(features: Floats) -> dict[str, NDArray[np.bool_]]:
    """Whether each field agrees in part only: a part of the name is another, a digit or a letter, day and month turned."""
    column = {name: features[:, at] for name, at in _PLACE.items()}
    written_alike = {name: (column[name] > -1) & (column[name] <= 0) for name in ("governorate", "origin", "mother")}
    return {
        "names": (column["names_unshared"] > 0) | (column["names_matched"] < _TWO_PARTS),
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
    raws = [
        raw
        for start in range(0, len(owners), 500)
        for raw in read_kept_codes(organisation_id, owners[start : start + 500]).values()
    ]
    return RegisterCounts.of(table_of_bytes(raws) if raws else TableBuilder.of(()))


def counts_written(organisation_id: UUID) -> bytes:
    """Which counting of the register stands; empty before the first."""
    return vault.facts.read_beginning(COUNTS, organisation_id)


def counts(organisation_id: UUID) -> RegisterCounts:
    """How common each code is in the organisation's register, as the worker last counted."""
    row = vault.facts.get(COUNTS, organisation_id)
    return RegisterCounts.from_bytes(bytes.fromhex(row["counts"]))
