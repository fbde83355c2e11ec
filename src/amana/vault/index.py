"""The look-up index: an organisation finds its own records by values it is asked for, and a copy of it shows no value.

A value (a pair of name keys, a key with a year, a phone ...) is hashed twice, under keys of the organisation: once to
its mac (64 bits), and then with the number of a bin to the token that is stored. A bin takes `BIN` entries; a later one
stands in the next one. So no token is more frequent than another, however common a name is, and the rank of a token
tells nothing about it. The owner of an entry is encrypted with a cipher that differs for each token: two entries of one
person share nothing. What a thief of both the database and the key store finds out is in docs/understand/finding-a-person.md.

The macs of an owner are locked facts of that owner: by them the entries are removed again, and scored.

The key can have a new version. A value is known to holders alone, so only a worker who opens a record makes its new macs. Until
every owner has them, owners are indexed under both versions and asked for by the earlier one, which finds everybody;
then the earlier key is destroyed, and that very act makes the later one the one that is asked by.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from amana.vault import ciphers, keystore
from amana.vault.facts import all_of_kind, by_owner, get, put
from amana.vault.models import Facts, IndexToken, LookupToken
from amana_methods import names

BIN: Final = 4
# Bins are asked for in rounds; the next round only for values whose last one held anything.
ROUNDS: Final = ((0, 2), (2, 8), (8, 32), (32, 128))
KIND: Final = "index"
_BEGINNING: Final = "look-up|"
_BEFORE: Final = "index|"
_TOKEN: Final = 8
FIELDS_BEFORE: Final = ("name", "document", "phone")  # of the earlier index
_AT_ONCE: Final = 500


@dataclass(frozen=True)
class Keys:
    """The three keys of one version of an organisation's index, out of the key store: for macs, for tokens, for owners."""

    version: int
    macs: bytes
    tokens: bytes
    owners: bytes

    def mac(self, value: str) -> int:
        """The keyed hash of a value: 64 bits."""
        return self.macs_of([value])[0]

    def macs_of(self, values: Iterable[str]) -> list[int]:
        """The keyed hashes of many values, in their order."""
        return [int.from_bytes(mac[:8]) for mac in ciphers.macs(self.macs, (value.encode() for value in values))]

    def token(self, mac: int, bin: int) -> bytes:
        """What is stored for a mac in one bin."""
        return next(iter(self.tokens_of([mac], range(bin, bin + 1))))

    def tokens_of(self, macs: Iterable[int], bins: range) -> dict[bytes, int]:
        """What is stored for each mac in each of these bins, with its mac."""
        asked = [(mac, bin) for mac in macs for bin in bins]
        tokens = ciphers.macs(self.tokens, (f"{mac}|{bin}".encode() for mac, bin in asked))
        return {token[:_TOKEN]: mac for token, (mac, _bin) in zip(tokens, asked, strict=True)}

    def veil_owner(self, token: bytes, owner: UUID) -> bytes:
        """The owner as it is stored with `token`."""
        return ciphers.veil(self.owners, owner.bytes, token * 2)

    def unveil_owners(self, entries: Sequence[tuple[bytes, bytes]]) -> list[UUID]:
        """The owners of (token, veiled owner) entries, in their order."""
        clear = ciphers.unveil(
            self.owners, b"".join(owner for _, owner in entries), b"".join(token * 2 for token, _ in entries)
        )
        return [UUID(bytes=clear[at : at + 16]) for at in range(0, len(clear), 16)]


def keys_of(organisation_id: UUID, space: str = "person") -> Keys:
    """The keys by which an organisation's index of one space is asked; owners of one space are never found in another."""
    return all_keys_of(organisation_id, space)[0]


def all_keys_of(organisation_id: UUID, space: str = "person") -> list[Keys]:
    """The keys under which values are indexed: the one that is asked by, and while it's being renewed the next."""
    name = f"{_BEGINNING}{organisation_id}|{space}"
    versions = keystore.named_key_versions(name) or {1: keystore.named_key(name)}
    return [
        Keys(version, *(ciphers.derive_key(key, label) for label in ("macs", "tokens", "owners")))
        for version, key in sorted(versions.items())
    ]


def put_values(
    organisation_id: UUID,
    *,
    lock: UUID,
    owner: UUID,
    macs: Mapping[int, Iterable[int]],
    space: str = "person",
    replaces: Iterable[str] = FIELDS_BEFORE,
    unfinished: Collection[int] = (),
) -> None:
    """`owner` is found by these macs, and by no earlier ones.

    The macs were made with the keys of the same organisation and space, by version of the key; of `unfinished` versions
    more will follow. They are kept as facts under `lock`. Entries of the earlier index go for the fields that these macs
    replace.
    """
    IndexToken.objects.filter(owner=owner, field__in=list(replaces)).delete()
    kept, entries = _entries_in(get(KIND, owner)), {}
    for keys in all_keys_of(organisation_id, space):
        there = kept.pop(keys.version, {})
        entries[keys.version] = (
            _place_tokens(keys, owner, set(macs[keys.version]), there) if keys.version in macs else there
        )
    _remove_all(token for there in kept.values() for token in there.values())  # under a key that is gone
    told = {"organisation": str(organisation_id), "space": space, "unfinished": sorted(unfinished)}
    put(lock, KIND, owner, {**told, "by_key": {version: each for version, each in entries.items() if each}})


def _place_tokens(keys: Keys, owner: UUID, wanted: set[int], there: dict[int, str]) -> dict[int, str]:
    """Deletes the entries of `there` that nobody wants, adds those that are missing, and returns the tokens by mac."""
    _remove(keys, owner, [token for mac, token in there.items() if mac not in wanted])
    added = _add(keys, owner, sorted(wanted - there.keys()))
    kept = {mac: token for mac, token in there.items() if mac in wanted}
    return kept | {mac: token.hex() for mac, token in added.items()}


def _entries_in(kept: Mapping[str, Any]) -> dict[int, dict[int, str]]:
    """The tokens by mac of each version of the key; facts from before there were versions are of the first."""
    by_key = kept.get("by_key") or ({"1": kept["entries"]} if "entries" in kept else {})
    return {int(version): {int(mac): token for mac, token in each.items()} for version, each in by_key.items()}


def _add(keys: Keys, owner: UUID, macs: Sequence[int]) -> dict[int, bytes]:
    """Puts each mac into its first bin that has a place. Returns its token there.

    What would be beyond the last bin belongs to so many people that it finds nobody: it is left out.
    """
    placed: dict[int, bytes] = {}
    for low, high in ROUNDS:
        tokens = keys.tokens_of((mac for mac in macs if mac not in placed), range(low, high))
        filled = Counter(token for token, _owner in _entries(tokens))
        for token, mac in tokens.items():
            if mac not in placed and filled[token] < BIN:
                placed[mac] = token
    rows = [LookupToken(token=token, owner=keys.veil_owner(token, owner)) for token in placed.values()]
    LookupToken.objects.bulk_create(rows, ignore_conflicts=True)
    return placed


def _remove(keys: Keys, owner: UUID, tokens: Iterable[str]) -> None:
    raw = [bytes.fromhex(token) for token in tokens]
    mine = {(token, keys.veil_owner(token, owner)) for token in raw}
    rows = LookupToken.objects.filter(token__in=raw).values_list("id", "token", "owner")
    LookupToken.objects.filter(id__in=[id for id, token, of in rows if (bytes(token), bytes(of)) in mine]).delete()


def _remove_all(tokens: Iterable[str]) -> None:
    """Deletes the owners of these tokens."""
    gone = [bytes.fromhex(token) for token in tokens]
    for start in range(0, len(gone), _AT_ONCE):
        LookupToken.objects.filter(token__in=gone[start : start + _AT_ONCE]).delete()


def _entries(tokens: Iterable[bytes]) -> list[tuple[bytes, bytes]]:
    found: list[tuple[bytes, bytes]] = []
    wanted = list(tokens)
    for start in range(0, len(wanted), _AT_ONCE):
        rows = LookupToken.objects.filter(token__in=wanted[start : start + _AT_ONCE]).values_list("token", "owner")
        found += [(bytes(token), bytes(owner)) for token, owner in rows]
    return found


def look_up(keys: Keys, macs: Iterable[int]) -> dict[int, list[UUID]]:
    """The owners by each mac that somebody was indexed under; in the order of the macs."""
    wanted = list(dict.fromkeys(macs))
    found: dict[int, list[UUID]] = {}
    for low, high in ROUNDS:
        tokens = keys.tokens_of(wanted, range(low, high))
        entries = _entries(tokens)
        for (token, _), owner in zip(entries, keys.unveil_owners(entries), strict=True):
            found.setdefault(tokens[token], []).append(owner)
        met = {tokens[token] for token, _ in entries}
        wanted = [mac for mac in wanted if mac in met]
        if not wanted:
            break
    return found


def forget(owner: UUID) -> None:
    """Nobody finds `owner` by any value any more. To be done before the lock is destroyed, which makes the list unreadable."""
    IndexToken.objects.filter(owner=owner).delete()
    kept = get(KIND, owner)
    if kept:
        entries = _entries_in(kept)
        for keys in all_keys_of(UUID(kept["organisation"]), kept["space"]):
            _remove(keys, owner, entries.pop(keys.version, {}).values())
        _remove_all(token for each in entries.values() for token in each.values())
        Facts.objects.filter(kind=KIND, owner=owner).delete()


# Renewal of the keys ------------------------------------------------------------------------------


def names_of_keys() -> list[str]:
    """The names under which the key store has the keys of all indexes."""
    return keystore.names_of_keys(_BEGINNING)


def count_owners() -> tuple[int, int]:
    """(owners who are not wholly indexed under the newest key, those who are). Entries of the earlier index are among the first."""
    before = IndexToken.objects.order_by().values("owner").distinct().count()
    newest = {name: max(keystore.named_key_versions(name), default=1) for name in names_of_keys()}
    if all(version == 1 for version in newest.values()):
        return before, Facts.objects.filter(kind=KIND).count()
    new = old = 0
    for _owner, kept in all_of_kind(KIND):
        version = newest.get(f"{_BEGINNING}{kept['organisation']}|{kept['space']}", 1)
        done = version in _entries_in(kept) and version not in kept.get("unfinished", ())
        new, old = new + done, old + (not done)
    return old + before, new


def waiting_among(owners: Iterable[UUID]) -> dict[UUID, UUID]:
    """The lock of each owner who has to be indexed again by a worker who knows the values; the others are left out."""
    newest: dict[tuple[str, str], int] = {}
    waiting = []
    for owner, kept in by_owner(KIND, owners).items():
        where = (kept["organisation"], kept["space"])
        if where not in newest:
            newest[where] = all_keys_of(UUID(where[0]), where[1])[-1].version
        if newest[where] not in _entries_in(kept) or newest[where] in kept.get("unfinished", ()):
            waiting.append(owner)
    return dict(Facts.objects.filter(kind=KIND, owner__in=waiting).values_list("owner", "lock"))


def forget_earlier(at: datetime) -> None:
    """Entries under keys that are gone are gone too; so is the index before this one, with its keys."""
    IndexToken.objects.all().delete()
    for name in keystore.names_of_keys(_BEFORE):
        keystore.forget_named_key(name, at.isoformat())
    for row in Facts.objects.filter(kind=KIND).order_by("id").iterator(_AT_ONCE):
        with transaction.atomic():
            kept = get(KIND, row.owner)
            if not kept:
                continue
            living = {keys.version for keys in all_keys_of(UUID(kept["organisation"]), kept["space"])}
            entries = _entries_in(kept)
            dead = [version for version in entries if version not in living]
            if dead:
                _remove_all(token for version in dead for token in entries.pop(version).values())
                told = {name: value for name, value in kept.items() if name != "entries"} | {"by_key": entries}
                put(row.lock, KIND, row.owner, told)


# The index before this one ------------------------------------------------------------------------


def find_before(organisation_id: UUID, field: str, value: str) -> set[UUID]:
    """The owners whom the earlier index still finds by this value: those who were not indexed again yet."""
    key = keystore.named_key_versions(f"{_BEFORE}{organisation_id}|{field}").get(1)
    if key is None:
        return set()
    tokens = {ciphers.mac(key, text.encode()) for text in _texts_before(field, value)}
    rows = IndexToken.objects.filter(organisation=organisation_id, field=field, token__in=tokens)
    return set(rows.values_list("owner", flat=True))


def _texts_before(field: str, value: str) -> set[str]:
    if field == "phone":
        return {names.fold_phone(value)} - {""}
    if field == "document":
        return {names.fold_document(value)} - {""}
    words = names.tokens(value)
    pairs = [(one, other) for at, one in enumerate(words) for other in words[at + 1 :]]
    sounds = [(names.sound_key(one), names.sound_key(other)) for one, other in pairs]
    found = {" ".join(sorted(pair)) for pair in pairs} | {"~" + " ".join(sorted(pair)) for pair in sounds}
    return found or set(words)
