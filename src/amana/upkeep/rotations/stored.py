"""Keys of the key store under names of their own: sessions, second factors, proofs, emergencies, codes, look-up index."""

from collections import Counter
from datetime import datetime

from amana.signin import session_store
from amana.upkeep.rotations.kinds import Count, Kind, counted_elsewhere, versioned_kind
from amana.vault import glass, index, keystore, pepper, proofs, recovery, server_secrets
from amana.vault.models import Key, RecoveryAsked


def _existing_keys(*names: str) -> list[str]:
    """Returns those of these keys that were ever created."""
    return [name for name in names if keystore.named_key_versions(name)]


def _by_version(found: Counter[int], name: str) -> Count:
    newest = max(keystore.named_key_versions(name), default=0)
    new = sum(count for version, count in found.items() if version >= newest)
    return found.total() - new, new


# Sessions and second factors ----------------------------------------------------------------------------------

_SESSION, _TO_BE = server_secrets.name_of_key("session"), server_secrets.name_of_key("factor to be")
_ASKED = server_secrets.name_of_key(recovery.PURPOSE)
_FACTOR = server_secrets.name_of_key("factor")


def _count_sessions() -> Count:
    sessions = _by_version(Counter(session_store.versions()), _SESSION)
    asked = RecoveryAsked.objects.values_list("nonce", flat=True)
    requests = _by_version(Counter(map(server_secrets.version_of_secret, asked)), _ASKED)
    return sessions[0] + requests[0], sessions[1] + requests[1]


def _renew_sessions() -> None:
    session_store.seal_anew()
    for row in RecoveryAsked.objects.all():
        nonce = server_secrets.open_secret(recovery.PURPOSE, row.id, row.nonce)
        RecoveryAsked.objects.filter(id=row.id).update(
            nonce=server_secrets.seal_secret(recovery.PURPOSE, row.id, nonce)
        )


def _count_factors() -> Count:
    from amana.signin import factor_rows  # imported here: the public face has no factors and no library for them

    return _by_version(Counter(version for _row, version in factor_rows.versions()), _FACTOR)


def _renew_factors() -> None:
    from amana.signin import factor_rows

    newest = max(keystore.named_key_versions(_FACTOR), default=0)
    for row, version in list(factor_rows.versions()):
        if version < newest:
            factor_rows.renew(row)


# Codes of reporters, which nobody here knows --------------------------------------------------------------------


def _count_codes() -> Count:
    mailboxes = Counter(Key.objects.filter(holder_kind="code").values_list("version", flat=True))
    return _by_version(mailboxes + counted_elsewhere("codes"), pepper.NAME)


SESSIONS = versioned_kind(
    "sessions", names=lambda: _existing_keys(_SESSION, _TO_BE, _ASKED), count=_count_sessions, renew=_renew_sessions
)
FACTORS = versioned_kind(
    "factors",
    names=lambda: _existing_keys(_FACTOR),
    count=_count_factors,
    renew=_renew_factors,
    kept_for_restores=True,
)
PROOFS = versioned_kind(
    "proofs",
    names=lambda: _existing_keys(proofs.NAME),
    count=proofs.count_keys,
    renew=proofs.prove_anew,
    kept_for_restores=True,
)


def _renew_glass() -> None:
    glass.renew_wraps()
    glass.seal_list_anew()


def _forget_glass(at: datetime) -> None:
    glass.forget_earlier()


GLASS = versioned_kind(
    "glass",
    names=lambda: _existing_keys(*glass.KEYS),
    count=glass.count_keys,
    renew=_renew_glass,
    forget=_forget_glass,
    kept_for_restores=True,
)
CODES = versioned_kind("codes", names=lambda: _existing_keys(pepper.NAME), count=_count_codes, can_be_retired=True)
INDEX = versioned_kind(
    "index",
    names=index.names_of_keys,
    count=index.count_owners,
    forget=index.forget_earlier,
    can_be_retired=True,
)

ALL: tuple[Kind, ...] = (INDEX, CODES, GLASS, PROOFS, FACTORS, SESSIONS)
