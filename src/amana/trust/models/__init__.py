"""Models of trust, a file for each family of nouns; and the vault's tables, which carry the app label of trust."""

import amana.vault.models  # noqa: F401  (the vault is no Django app: its models are loaded from here)
from amana.trust.models.accounts import (
    Membership,
    Organisation,
    RoleGrant,
    Unit,
    User,
    accounts_change,
    accounts_changed,
)
from amana.trust.models.keeping import Erasure, LegalHold
from amana.trust.models.trail import (
    Checkpoint,
    HandOver,
    Head,
    KeptCheckpoint,
    Line,
    OnlyGrows,
    WatchedLog,
    Witness,
)

__all__ = [
    "Checkpoint",
    "Erasure",
    "HandOver",
    "Head",
    "KeptCheckpoint",
    "LegalHold",
    "Line",
    "Membership",
    "OnlyGrows",
    "Organisation",
    "RoleGrant",
    "Unit",
    "User",
    "WatchedLog",
    "Witness",
    "accounts_change",
    "accounts_changed",
]
