"""Blind indexes: an organisation finds its own records by a name, phone or document number it knows already.

Each organisation and field has a key of its own in the key store. Equality is all that can be asked; names are
indexed as pairs of folded tokens, so that a common first name alone is no key to anybody.
"""

from collections.abc import Iterable
from itertools import combinations
from uuid import UUID

from amana.trust.models import IndexToken
from amana.trust.vault import ciphers, keystore
from amana_methods import names


def index(organisation_id: UUID, field: str, owner: UUID, values: Iterable[str]) -> None:
    """`owner` is found by these values, and by no earlier ones of this field."""
    IndexToken.objects.filter(organisation=organisation_id, field=field, owner=owner).delete()
    tokens = {token for value in values for token in _tokens(organisation_id, field, value)}
    IndexToken.objects.bulk_create(
        IndexToken(organisation=organisation_id, field=field, token=token, owner=owner) for token in sorted(tokens)
    )


def find(organisation_id: UUID, field: str, value: str) -> set[UUID]:
    """The owners that the organisation indexed under this value."""
    tokens = _tokens(organisation_id, field, value)
    rows = IndexToken.objects.filter(organisation=organisation_id, field=field, token__in=tokens)
    return set(rows.values_list("owner", flat=True))


def forget_index(owner: UUID) -> None:
    """Nobody finds `owner` by any value any more."""
    IndexToken.objects.filter(owner=owner).delete()


def _tokens(organisation_id: UUID, field: str, value: str) -> set[bytes]:
    key = keystore.named_key(f"index|{organisation_id}|{field}")
    return {ciphers.mac(key, text.encode()) for text in _texts(field, value)}


def _texts(field: str, value: str) -> set[str]:
    """What is hashed: pairs of folded tokens and of their sound keys for a name, the whole value for a number."""
    if field == "phone":
        return {names.fold_phone(value)} - {""}
    if field == "document":
        return {names.fold_document(value)} - {""}
    words = names.tokens(value)
    folded = {" ".join(sorted(pair)) for pair in combinations(words, 2)}
    sounds = {"~" + " ".join(sorted(pair)) for pair in combinations([names.sound_key(w) for w in words], 2)}
    return (folded | sounds) or set(words)
