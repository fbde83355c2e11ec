"""An agreed comparison in bulk: two sides, a secret used once, and a unit that compares without secret and without names.

Everything is kept in files, because the three parties share no system. The agreement is a file of both sides: what for,
between whom, how; it is valid once somebody of each side has approved it, and each approval is authenticated with the
secret, so that no word can be changed afterwards. The secret travels between the two sides apart from it, and never to
the unit.
"""

import csv
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from amana_methods.linkage import bloom
from amana_methods.linkage.between import features_of
from amana_methods.linkage.registration import Registration

FEWEST_IN_A_CELL = 5

type Side = tuple[bloom.Filters, Sequence[str]]


class BatchFault(Exception):
    """The comparison cannot continue; the sentence says what is wrong and what to do."""


@dataclass(frozen=True)
class Approval:
    """One person's approval of exactly this agreement, for one side."""

    side: str
    officer: str
    at: str
    mac: str


@dataclass(frozen=True)
class Agreement:
    """What two sides agreed. `check` distinguishes the right secret from a wrong one without revealing it."""

    id: str
    between: tuple[str, str]
    purpose: str
    made_at: str
    fewest_in_a_cell: int
    flips: float
    check: str
    approvals: tuple[Approval, ...] = ()
    finished_at: str = ""


def _words(agreement: Agreement) -> bytes:
    said = {name: value for name, value in asdict(agreement).items() if name not in ("approvals", "finished_at")}
    return json.dumps(said, sort_keys=True, ensure_ascii=False).encode()


def _mac(agreement: Agreement, secret: bytes, side: str, officer: str, at: str) -> str:
    said = b"|".join((b"approval", _words(agreement), side.encode(), officer.encode(), at.encode()))
    return hmac.digest(secret, said, "sha256").hex()


def _secret_check(secret: bytes) -> str:
    return sha256(b"amana exchange check|" + secret).hexdigest()


def begin(between: Sequence[str], purpose: str, at: datetime) -> tuple[Agreement, bytes]:
    """Returns a new agreement without approvals, and its secret. Raises BatchFault."""
    first, second = (name.strip() for name in between)
    if not first or not second or first == second or not purpose.strip():
        raise BatchFault("an agreement names two different sides and a purpose.")
    secret = bloom.new_secret()
    agreement = Agreement(
        secrets.token_hex(8),
        (first, second),
        purpose.strip(),
        at.isoformat(),
        FEWEST_IN_A_CELL,
        bloom.FLIPS,
        _secret_check(secret),
    )
    return agreement, secret


def approve(agreement: Agreement, secret: bytes, *, side: str, officer: str, at: datetime) -> Agreement:
    """Returns the agreement with one more approval. Raises BatchFault for a wrong secret, a third side, a side or person twice."""
    _check_secret(agreement, secret)
    if side not in agreement.between:
        raise BatchFault(f"“{side}” is not a side of this agreement; it is between {' and '.join(agreement.between)}.")
    if any(each.side == side for each in agreement.approvals):
        raise BatchFault(f"{side} has approved already.")
    if not officer.strip() or any(each.officer == officer.strip() for each in agreement.approvals):
        raise BatchFault("each side is approved by a person of its own: name another one.")
    mac = _mac(agreement, secret, side, officer.strip(), at.isoformat())
    approval = Approval(side, officer.strip(), at.isoformat(), mac)
    return _replace(agreement, approvals=(*agreement.approvals, approval))


def in_force(agreement: Agreement, secret: bytes) -> None:
    """Checks that both sides approved exactly this, and that it has not ended. Raises BatchFault."""
    _check_secret(agreement, secret)
    if agreement.finished_at:
        raise BatchFault("this comparison is over, and its secret is used up. Begin a new one.")
    for each in agreement.approvals:
        if not hmac.compare_digest(each.mac, _mac(agreement, secret, each.side, each.officer, each.at)):
            raise BatchFault(f"the agreement was changed after {each.officer} approved it. Nobody is bound by it.")
    missing = set(agreement.between) - {each.side for each in agreement.approvals}
    if missing:
        raise BatchFault(f"{' and '.join(sorted(missing))} has not approved yet. Nothing is encoded before both did.")


def _check_secret(agreement: Agreement, secret: bytes) -> None:
    if not hmac.compare_digest(agreement.check, _secret_check(secret)):
        raise BatchFault("this is not the secret of this agreement.")


def mark_finished(agreement: Agreement, at: datetime) -> Agreement:
    """Returns the agreement marked as ended."""
    return _replace(agreement, finished_at=at.isoformat())


def _replace(agreement: Agreement, **changes: object) -> Agreement:
    return Agreement(**{**{name: getattr(agreement, name) for name in Agreement.__dataclass_fields__}, **changes})


@dataclass(frozen=True)
class Encoded:
    """One side's filters under random names, and how many records stayed out and why."""

    filters: bloom.Filters
    names: tuple[str, ...]
    records: Mapping[str, str]
    in_small_cells: int
    too_little: int


def encode(agreement: Agreement, secret: bytes, records: Iterable[Registration]) -> Encoded:
    """Encodes records as filters in random order under random names.

    Leaves out records of small cells and those with too few details.
    """
    in_force(agreement, secret)
    rows = list(records)
    small = bloom.in_small_cells([(row.nationality, row.governorate) for row in rows], agreement.fewest_in_a_cell)
    made: dict[str, bytes] = {}
    names: dict[str, str] = {}
    too_little = 0
    for row in (row for row, out in zip(rows, small, strict=True) if not out):
        try:
            filter_ = bloom.encode(features_of(row), secret, record=row.record_id, flips=agreement.flips)
        except bloom.TooLittle:
            too_little += 1
            continue
        name = secrets.token_hex(8)
        made[name], names[name] = filter_, row.record_id
    order = sorted(made)  # random names in their order say nothing about the order of the file
    return Encoded(bloom.as_filters([made[name] for name in order]), tuple(order), names, int(small.sum()), too_little)


def compare(first: Side, second: Side, cut: float) -> list[tuple[str, str, str, float]]:
    """Returns (pair, name of the first side, name of the second, similarity), best first, at most eight for each of the first.

    The similarity is that of `bloom.compare`, less what speaks for other pairs of the two.
    """
    alike = bloom.compare(first[0], second[0], cut=cut)
    pairs = zip(bloom.pair_ids(len(alike)), alike.first, alike.second, alike.likeness, strict=True)
    return [(pair, first[1][row], second[1][other], round(float(likeness), 3)) for pair, row, other, likeness in pairs]


# --- files ----------------------------------------------------------------------------------------------------------


def read_agreement(path: Path) -> Agreement:
    """Reads an agreement from a file. Raises BatchFault."""
    try:
        said = json.loads(path.read_text("utf-8"))
        said["approvals"] = tuple(Approval(**each) for each in said["approvals"])
        said["between"] = tuple(said["between"])
        return Agreement(**said)
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise BatchFault(f"{path} is no agreement that can be read.") from fault


def write_agreement(path: Path, agreement: Agreement) -> None:
    """Writes the agreement to the file, all or nothing."""
    _private(path, json.dumps(asdict(agreement), indent=1, ensure_ascii=False).encode())


def read_secret(path: Path) -> bytes:
    """Reads the secret from a file. Raises BatchFault."""
    try:
        return bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError) as fault:
        raise BatchFault(f"{path} holds no secret that can be read.") from fault


def write_secret(path: Path, secret: bytes) -> None:
    """Writes the secret to the file, readable by its owner alone."""
    _private(path, secret.hex().encode() + b"\n")


def write_encoded(path: Path, agreement: Agreement, side: str, encoded: Encoded) -> None:
    """Writes what goes to the unit: filters, random names, the exchange and the side; nothing else."""
    with path.open("wb") as file:
        os.fchmod(file.fileno(), 0o600)
        names = np.array(encoded.names, dtype="S16")
        np.savez(file, filters=encoded.filters, names=names, about=np.array([agreement.id, side], dtype="U200"))


def read_encoded(path: Path, agreement: Agreement) -> tuple[str, bloom.Filters, list[str]]:
    """Reads (side, filters, names) from a file for the unit. Raises BatchFault."""
    try:
        with np.load(path, allow_pickle=False) as file:
            exchange, side = (str(each) for each in file["about"])
            filters, names = file["filters"], [name.decode() for name in file["names"].tolist()]
    except (OSError, ValueError, KeyError) as fault:
        raise BatchFault(f"{path} holds no encoded records that can be read.") from fault
    if exchange != agreement.id or side not in agreement.between:
        raise BatchFault(f"{path} belongs to another comparison.")
    return side, filters, names


def write_table(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Writes a CSV file, readable by its owner alone."""
    with path.open("w", encoding="utf-8", newline="") as file:
        os.fchmod(file.fileno(), 0o600)
        out = csv.writer(file)
        out.writerow(head)
        out.writerows(rows)


def read_table(path: Path, head: Sequence[str]) -> list[Any]:
    """Reads the rows of such a file. Raises BatchFault."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            first, *rows = csv.reader(file)
    except (OSError, ValueError) as fault:
        raise BatchFault(f"{path} cannot be read.") from fault
    if tuple(first) != tuple(head) or any(len(row) != len(head) for row in rows):
        raise BatchFault(f"{path} has not the columns {', '.join(head)}.")
    return [tuple(row) for row in rows]


def destroy(path: Path) -> None:
    """Overwrites and deletes the file. On flash storage the old bytes may remain: that is what encrypted disks are for."""
    if not path.exists():
        return
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def _private(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
