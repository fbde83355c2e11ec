"""What the vault keeps. The tables keep the app label of the room that the vault was once a part of."""

from amana.vault.models.instance import Instance
from amana.vault.models.keys import KeyRotation, RecoveryAsked, RecoveryOfficer
from amana.vault.models.sealed import Facts, IndexToken, Key, LookupToken, Sealed, UnitShare, Wrap

__all__ = [
    "Facts",
    "IndexToken",
    "Instance",
    "Key",
    "KeyRotation",
    "LookupToken",
    "RecoveryAsked",
    "RecoveryOfficer",
    "Sealed",
    "UnitShare",
    "Wrap",
]
