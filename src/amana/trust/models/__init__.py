"""What trust keeps, a file for each family of nouns."""

from amana.trust.models.accounts import Membership, Organisation, RoleGrant, Unit, User
from amana.trust.models.exports import AgeKey, Export, ExportFetch, ExportPerson
from amana.trust.models.instance import Instance
from amana.trust.models.keeping import Backup, Cleared, Erasure, LegalHold
from amana.trust.models.keys import ForgottenPassword, KeyRotation, RecoveryAsked, RecoveryOfficer
from amana.trust.models.oversight import Allowance, Finding, Incident, IncidentNote, IncidentTold, Tally
from amana.trust.models.sealed import Facts, IndexToken, Key, LookupToken, Sealed, UnitShare, Wrap
from amana.trust.models.sessions import FactorChange, Session
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
    "AgeKey",
    "Allowance",
    "Backup",
    "Checkpoint",
    "Cleared",
    "Erasure",
    "Export",
    "ExportFetch",
    "ExportPerson",
    "FactorChange",
    "Facts",
    "Finding",
    "ForgottenPassword",
    "HandOver",
    "Head",
    "Incident",
    "IncidentNote",
    "IncidentTold",
    "IndexToken",
    "Instance",
    "KeptCheckpoint",
    "Key",
    "KeyRotation",
    "LegalHold",
    "Line",
    "LookupToken",
    "Membership",
    "OnlyGrows",
    "Organisation",
    "RecoveryAsked",
    "RecoveryOfficer",
    "RoleGrant",
    "Sealed",
    "Session",
    "Tally",
    "Unit",
    "UnitShare",
    "User",
    "WatchedLog",
    "Witness",
    "Wrap",
]
