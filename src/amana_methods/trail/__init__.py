# SPDX-License-Identifier: Apache-2.0
"""What a stranger needs to check a trail: signed checkpoints, the export file, and the check itself.

A trail is a Merkle log (`amana_methods.merkle`) of lines. Its operator signs checkpoints and gives them to witnesses
outside. Later, somebody who trusts neither the operator nor the database compares the export file with the checkpoints
that the witnesses kept:

    from amana_methods.trail import VerifierKey, checkpoints_in, verify

    kept = checkpoints_in(Path("witness.txt").read_bytes())
    with open("trail.txt", "rb") as file:
        verdict = verify(file, kept, key=VerifierKey.parse("amana.trail/…+…+…"))

The page docs/understand/merkle.md says what the formats are and how the check fails.
"""

from amana_methods.trail.exported import TrailFileError, end_row, head, line_row, note_row, renewal_message
from amana_methods.trail.notes import (
    COSIGNATURE,
    ED25519,
    Checkpoint,
    Note,
    NoteError,
    Signature,
    VerifierKey,
    checkpoints_in,
    cosigned_message,
    prints_of,
    proof_text,
    read_proof,
)
from amana_methods.trail.signatures import cosigned_at, is_signed_by, keys_in_order
from amana_methods.trail.verifying import Fault, Verdict, verify

__all__ = [
    "COSIGNATURE",
    "ED25519",
    "Checkpoint",
    "Fault",
    "Note",
    "NoteError",
    "Signature",
    "TrailFileError",
    "Verdict",
    "VerifierKey",
    "checkpoints_in",
    "cosigned_at",
    "cosigned_message",
    "end_row",
    "head",
    "is_signed_by",
    "keys_in_order",
    "line_row",
    "note_row",
    "prints_of",
    "proof_text",
    "read_proof",
    "renewal_message",
    "verify",
]
