# SPDX-License-Identifier: Apache-2.0
"""A programme's ledger in a file, for releases outside the platform: lines that only grow, each sealed by the next.

A grant is on the disk before any noise is drawn, so that a crash never makes spent privacy look unspent; what a release
did not use comes back only when it has ended and reported it. Two concurrent releases wait for each other. A file
cannot show that somebody restored an older copy of it. Keep a copy elsewhere, or use the platform.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from amana_methods.disclosure.records.exact import BudgetSpent, Charge
from amana_methods.disclosure.spending import Budget, Cap

__all__ = ["FileGrant", "LedgerFault", "LedgerFile"]

_BEGINNING = "0" * 64
_LINE = b'{"kind": "'


class LedgerFault(Exception):
    """The ledger cannot be used; the sentence says what is wrong and what to do."""


@dataclass
class FileGrant:
    """The grant of one release. `spend` is called by the release; each charge is on the disk before its noise."""

    ledger: "LedgerFile"
    number: int
    rho: float
    spent: float = 0.0

    def spend(self, charge: Charge) -> None:
        """Writes the charge to the file, or raises BudgetSpent."""
        if self.spent + charge.rho > self.rho * (1 + 1e-9):
            raise BudgetSpent(f"{charge.purpose} {charge.subject}: {charge.rho:.6g} of rho was not granted")
        self.ledger.record_charge(self.number, charge)
        self.spent += charge.rho

    def finish(self) -> None:
        """Ends the release; what it did not use may be granted again."""
        self.ledger.close_grant(self.number)


class LedgerFile:
    """The ledger at `path`. Every operation locks it, reads all of it, checks it, and adds lines."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read_before: tuple[int, int, list[dict[str, Any]]] = (0, 0, [])  # file, size, lines
        self._last = _BEGINNING

    def exists(self) -> bool:
        """Whether the ledger exists."""
        return self.path.exists()

    def set_cap(self, cap: Cap, by: Sequence[str], at: datetime) -> None:
        """Sets the cap from now on, in the names of two different people. Raises LedgerFault."""
        names = {name.strip() for name in by if name.strip()}
        if len(names) < 2:
            raise LedgerFault("a cap is set by two people: name both, and two different ones.")
        self._add_cap(cap, sorted(names), at)

    def begin(self, cap: Cap, at: datetime) -> None:
        """Creates a ledger whose cap is that of its first release: nothing more can be spent until two people set another.

        Raises LedgerFault when there is a ledger already.
        """
        with self._open() as (file, lines):
            if lines:
                raise LedgerFault(f"{self.path} is a ledger already.")
            said = {"kind": "cap", "epsilon": cap.epsilon, "delta": cap.delta, "by": [], "at": at.isoformat()}
            self._append(file, lines, [said])

    def budget(self) -> Budget:
        """Returns the cap, and what is spent of it. Raises LedgerFault."""
        with self._open() as (_file, lines):
            return self._budget(lines)

    def grant(self, rho: float, purpose: str, at: datetime) -> FileGrant:
        """Reserves rho for one release. Raises BudgetSpent when the cap does not cover it, and LedgerFault."""
        with self._open() as (file, lines):
            budget = self._budget(lines)
            if not budget.covers(rho):
                raise BudgetSpent(
                    f"the cap of {self.path} is epsilon {budget.cap.epsilon:g} at delta {budget.cap.delta:g}; "
                    f"epsilon {budget.epsilon_left:.3g} is left. Ask for less, or let two people set another cap."
                )
            number = sum(line["kind"] == "granted" for line in lines) + 1
            said = {"kind": "granted", "grant": number, "rho": rho, "purpose": purpose, "at": at.isoformat()}
            self._append(file, lines, [said])
        return FileGrant(self, number, rho)

    def record_charge(self, grant: int, charge: Charge) -> None:
        """Writes to the file what was measured or chosen, and what it cost."""
        with self._open() as (file, lines):
            said = {"kind": "charged", "grant": grant, "purpose": charge.purpose, "subject": charge.subject}
            self._append(file, lines, [said | {"rho": charge.rho}])

    def close_grant(self, grant: int) -> None:
        """Closes the grant at the sum of its charges in the file, regardless of what the release reports."""
        with self._open() as (file, lines):
            told = sum(line["rho"] for line in lines if line["kind"] == "charged" and line["grant"] == grant)
            self._append(file, lines, [{"kind": "settled", "grant": grant, "rho": told}])

    def _add_cap(self, cap: Cap, by: list[str], at: datetime) -> None:
        with self._open() as (file, lines):
            said = {"kind": "cap", "epsilon": cap.epsilon, "delta": cap.delta, "by": by, "at": at.isoformat()}
            self._append(file, lines, [said])

    def _budget(self, lines: Sequence[dict[str, Any]]) -> Budget:
        caps = [line for line in lines if line["kind"] == "cap"]
        if not caps:
            raise LedgerFault(f"{self.path} holds no cap: two people set one with ./amana release cap.")
        settled = {line["grant"]: float(line["rho"]) for line in lines if line["kind"] == "settled"}
        spent = sum(settled.get(line["grant"], float(line["rho"])) for line in lines if line["kind"] == "granted")
        return Budget(Cap(float(caps[-1]["epsilon"]), float(caps[-1]["delta"])), spent)

    @contextmanager
    def _open(self) -> Iterator[tuple[IO[bytes], list[dict[str, Any]]]]:
        """Yields the locked file, and its checked lines."""
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as fault:
            raise LedgerFault(f"{self.path} cannot be opened: {fault.strerror}.") from fault
        with os.fdopen(handle, "r+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            there = os.fstat(file.fileno())
            known = self._read_before
            lines = known[2] if known[:2] == (there.st_ino, there.st_size) else self._read(file)
            yield file, lines
            there = os.fstat(file.fileno())
            self._read_before = (there.st_ino, there.st_size, lines)

    def _read(self, file: IO[bytes]) -> list[dict[str, Any]]:
        file.seek(0)
        written = file.read()
        whole = written.rfind(b"\n") + 1
        lines, before = [], _BEGINNING
        for number, line in enumerate(written[:whole].splitlines(), 1):
            try:
                said = json.loads(line)
                after = said.pop("seal")
            except (ValueError, KeyError, AttributeError, TypeError) as fault:
                raise LedgerFault(f"{self.path}, line {number}: this is no line of a ledger.") from fault
            if after != _seal(before, said):
                raise LedgerFault(f"{self.path}, line {number}: somebody changed the ledger at or before this line.")
            lines.append(said)
            before = after
        self._last = before
        if tail := written[whole:]:
            if tail[: len(_LINE)] != _LINE[: len(tail)]:
                raise LedgerFault(f"{self.path}, line {len(lines) + 1}: this is no line of a ledger.")
            # A line without its end was being written when the machine stopped; its noise was never drawn.
            file.truncate(whole)
        return lines

    def _append(self, file: IO[bytes], lines: list[dict[str, Any]], new: Sequence[dict[str, Any]]) -> None:
        before = self._last
        for said in new:
            before = _seal(before, said)
            file.write(json.dumps(said | {"seal": before}, ensure_ascii=False).encode() + b"\n")
            lines.append(said)
        self._last = before
        os.fsync(file.fileno())
        if len(lines) == len(new):
            _sync_folder(self.path.parent)


def _seal(before: str, said: dict[str, Any]) -> str:
    return sha256(before.encode() + json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _sync_folder(folder: Path) -> None:
    """Syncs the folder, so that the name of a new file is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
