"""The look-up index: an organisation finds its own records by values it is asked for, and a copy of it shows no value.

A value (a pair of name keys, a key with a year, a phone ...) is hashed twice, under keys of the organisation: once to
its mac (64 bits), and then with the number of a bin to the token that is stored. A bin takes `BIN` entries; whoever comes later
stands in the next one. So no token is more frequent than another, however common a name is, and the rank of a token
tells nothing about it. Whose entry it is lies behind a cipher that is another one for each token: two entries of one
person share nothing. What a thief of both the database and the key store learns is in docs/understand/finding-a-person.md.

The macs of an owner are locked facts of that owner: by them the entries are removed again, and scored.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from amana.trust.models import Facts, IndexToken, LookupToken
from amana.trust.vault import ciphers, keystore
from amana.trust.vault.facts import get_facts, put_facts
from amana_methods import names

BIN: Final = 4
# Bins are asked for in rounds; the next round only for values whose last one held anything.
ROUNDS: Final = ((0, 2), (2, 8), (8, 32), (32, 128))
KIND: Final = "index"
_TOKEN: Final = 8
FIELDS_BEFORE: Final = ("name", "document", "phone")  # of the earlier index
_AT_ONCE: Final = 500


@dataclass(frozen=True)
class Keys:
    """The three keys of one organisation's index, opened from the key store: for macs, for tokens, for owners."""

    macs: bytes
    tokens: bytes
    owners: bytes

    def mac(self, value: str) -> int:
        """The keyed hash of a value: 64 bits."""
        return int.from_bytes(ciphers.mac(self.macs, value.encode())[:8])

    def token(self, mac: int, bin: int) -> bytes:
        """What is stored for a mac in one bin."""
        return ciphers.mac(self.tokens, f"{mac}|{bin}".encode())[:_TOKEN]

    def veiled(self, token: bytes, owner: UUID) -> bytes:
        """The owner as it is stored beside `token`."""
        return ciphers.veil(self.owners, owner.bytes, token * 2)

    def unveiled(self, entries: Sequence[tuple[bytes, bytes]]) -> list[UUID]:
        """The owners of (token, veiled owner) entries, in their order."""
        clear = ciphers.unveil(
            self.owners, b"".join(owner for _, owner in entries), b"".join(token * 2 for token, _ in entries)
        )
        return [UUID(bytes=clear[at : at + 16]) for at in range(0, len(clear), 16)]


def keys_of_index(organisation_id: UUID, space: str = "person") -> Keys:
    """The keys of an organisation's index of one space; owners of one space are never found in another."""
    key = keystore.named_key(f"look-up|{organisation_id}|{space}")
    return Keys(*(ciphers.derive(key, label) for label in ("macs", "tokens", "owners")))


def index(
    organisation_id: UUID,
    *,
    lock: UUID,
    owner: UUID,
    macs: Iterable[int],
    space: str = "person",
    replaces: Iterable[str] = FIELDS_BEFORE,
) -> None:
    """`owner` is found by these macs, and by no earlier ones.

    The macs were made with the keys of the same organisation and space. They are kept as facts under `lock`. Entries of
    the earlier index go for the fields that these macs replace.
    """
    IndexToken.objects.filter(owner=owner, field__in=list(replaces)).delete()
    keys = keys_of_index(organisation_id, space)
    wanted, kept = set(macs), get_facts(KIND, owner).get("entries", {})
    there = {int(mac): token for mac, token in kept.items()}
    _remove(keys, owner, [token for mac, token in there.items() if mac not in wanted])
    added = _add(keys, owner, sorted(wanted - there.keys()))
    entries = {mac: token for mac, token in there.items() if mac in wanted}
    entries |= {mac: token.hex() for mac, token in added.items()}
    put_facts(lock, KIND, owner, {"organisation": str(organisation_id), "space": space, "entries": entries})


def _add(keys: Keys, owner: UUID, macs: Sequence[int]) -> dict[int, bytes]:
    """Each mac stands in its first bin that has a place; its token there.

    What would stand beyond the last bin belongs to so many people that it finds nobody: it is left out.
    """
    placed: dict[int, bytes] = {}
    for low, high in ROUNDS:
        tokens = {keys.token(mac, bin): mac for mac in macs if mac not in placed for bin in range(low, high)}
        filled = Counter(token for token, _owner in _entries(tokens))
        for token, mac in tokens.items():
            if mac not in placed and filled[token] < BIN:
                placed[mac] = token
    rows = [LookupToken(token=token, owner=keys.veiled(token, owner)) for token in placed.values()]
    LookupToken.objects.bulk_create(rows, ignore_conflicts=True)
    return placed


def _remove(keys: Keys, owner: UUID, tokens: Iterable[str]) -> None:
    raw = [bytes.fromhex(token) for token in tokens]
    mine = {(token, keys.veiled(token, owner)) for token in raw}
    rows = LookupToken.objects.filter(token__in=raw).values_list("id", "token", "owner")
    LookupToken.objects.filter(id__in=[id for id, token, of in rows if (bytes(token), bytes(of)) in mine]).delete()


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
        tokens = {keys.token(mac, bin): mac for mac in wanted for bin in range(low, high)}
        entries = _entries(tokens)
        for (token, _), owner in zip(entries, keys.unveiled(entries), strict=True):
            found.setdefault(tokens[token], []).append(owner)
        met = {tokens[token] for token, _ in entries}
        wanted = [mac for mac in wanted if mac in met]
        if not wanted:
            break
    return found


def forget_index(owner: UUID) -> None:
    """Nobody finds `owner` by any value any more. To be done before the lock is destroyed, which shuts the list."""
    IndexToken.objects.filter(owner=owner).delete()
    kept = get_facts(KIND, owner)
    if kept:
        keys = keys_of_index(UUID(kept["organisation"]), kept["space"])
        _remove(keys, owner, kept["entries"].values())
        Facts.objects.filter(kind=KIND, owner=owner).delete()


# The index before this one ------------------------------------------------------------------------


def find_before(organisation_id: UUID, field: str, value: str) -> set[UUID]:
    """The owners whom the earlier index still finds by this value: those who were not indexed anew yet."""
    key = keystore.named_key(f"index|{organisation_id}|{field}")
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
