"""Measuring an approved release: by the worker, once, all or nothing.

Each answer is stored together with its cost, in one transaction, before anything is made of it. An interrupted run
continues from there: it reads the stored answers in the same order and measures only what is missing, so nothing is
paid twice and nothing paid is lost. Files and numbers appear with the last transaction, all at once.
"""

import logging
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from django.db import connection, transaction
from django.db.models import Q, Sum
from django.utils import translation
from numpy.typing import NDArray

from amana.releases import making, preview, rules
from amana.releases.asking import About, Asked
from amana.releases.commands.budget import stored_grant
from amana.releases.errors import CapSpent, NoCap
from amana.releases.models import Answer, Charge, Grant, Release, ReleaseFile, Settlement
from amana.releases.papers import LANGUAGES
from amana.releases.people import years_of
from amana.releases.queries import releasing as asked
from amana.releases.queries.budget import budget_of
from amana.releases.rules import State
from amana.trust import queries as trust
from amana.trust.actor import SYSTEM
from amana.trust.duties import place_of
from amana.trust.trail import record
from amana.vault import keystore
from amana.vault.clock import now as clock
from amana_methods.disclosure import records
from amana_methods.disclosure.records.exact import Gate
from amana_methods.disclosure.records.release import TooFewPeople
from amana_methods.disclosure.spending import Cap

_TOLERANCE = 1e-9
_THREAD = "releases"
_log = logging.getLogger("amana.reporting")


class AnotherWorker(Exception):
    """Another worker took this release over, because this one did not report for too long."""


def begin(now: datetime) -> bool:
    """Starts measuring what waits, in a thread next to the worker's other duties, which must not wait for it.

    Returns whether it started. The thread ends with the process: an interrupted run continues later.
    """
    if at_work() or not _has_work(now):
        return False
    threading.Thread(target=_work, name=_THREAD, daemon=True).start()
    return True


def at_work() -> threading.Thread | None:
    """Returns the thread of this process that measures or runs releases now."""
    return next((thread for thread in threading.enumerate() if thread.name == _THREAD), None)


def _work() -> None:
    try:
        make_previews()
        run_approved(clock())
    except Exception as fault:  # noqa: BLE001  (the thread must end without a message, which may quote a fact)
        _log.error("releases failed: %s at %s", type(fault).__name__, place_of(fault))
    finally:
        keystore.close()
        connection.close()


def _has_work(now: datetime) -> bool:
    return Release.objects.filter(_waiting(now) | Q(state=State.DRAFT, preview__wanted=True)).exists()


def _waiting(now: datetime) -> Q:
    silent = now - timedelta(seconds=rules.LEASE_SECONDS)
    return Q(state=State.APPROVED) | Q(state=State.RUNNING, alive_at__lt=silent)


def make_previews() -> int:
    """Makes every requested preview, on generated people. Returns the number."""
    made = 0
    for row in Release.objects.filter(state=State.DRAFT, preview__wanted=True).select_related("programme"):
        assert row.epsilon is not None
        rho = Cap(row.epsilon, budget_of(row.programme).cap.delta).rho
        shown = preview.preview(asked_of(row), rho, list(years_of(asked.period_for(row))))
        same = Release.objects.filter(id=row.id, state=State.DRAFT, preview=row.preview, schema=row.schema)
        made += same.update(preview=shown)
    return made


def asked_of(row: Release) -> Asked:
    """Returns the request of a release."""
    return Asked(row.kind, row.schema, tuple(tuple(each) for each in row.tables), tuple(row.layouts))


def run_approved(now: datetime) -> int:
    """Measures releases that two people approved, and those whose run was interrupted. Returns how many ended."""
    ended = 0
    while (row := _take_next(now)) is not None:
        try:
            made = _measure(row)
        except TooFewPeople:
            _stop(row, "too_few")
        except records.BudgetSpent:
            _stop(row, "no_budget")
        except AnotherWorker:
            continue
        else:
            _finish(row, made)
        ended += 1
    return ended


@transaction.atomic(durable=True)
def _take_next(now: datetime) -> Release | None:
    """Takes the next release for this worker, with its grant; None when there is none."""
    silent = now - timedelta(seconds=rules.LEASE_SECONDS)
    waiting = Q(state=State.APPROVED) | Q(state=State.RUNNING, alive_at__lt=silent)
    row = (
        Release.objects.select_for_update().select_related("programme").filter(waiting).order_by("handed_in_at").first()
    )
    if row is None:
        return None
    if row.grant is None:
        try:
            _grant_budget(row, now)
        except (CapSpent, NoCap):
            _end(row, State.STOPPED, "no_budget", now)
            return None
    if row.attempt >= rules.MOST_ATTEMPTS:
        _settle(row, now)
        _end(row, State.STOPPED, "broke_off", now)
        return None
    row.state, row.attempt, row.alive_at = State.RUNNING, row.attempt + 1, clock()
    row.save(update_fields=["state", "attempt", "alive_at"])
    return row


def _grant_budget(row: Release, now: datetime) -> None:
    """Reserves privacy in the same transaction that records it in the release."""
    assert row.epsilon is not None
    delta = budget_of(row.programme).cap.delta
    grant = stored_grant(
        SYSTEM, row.programme, epsilon=row.epsilon, delta=delta, kind=row.kind, purpose=row.indicator, now=now
    )
    row.grant, row.run, row.started_at = grant.id, secrets.randbits(62), now
    row.save(update_fields=["grant", "run", "started_at"])


def _measure(row: Release) -> making.Made:
    """Returns everything that will be published, measured through a gate that stores its answers."""
    assert row.grant is not None and row.run is not None and row.started_at is not None
    grant = Grant.objects.get(id=row.grant)
    gate = KeptGate(row, grant)
    people = asked.people_for(row, row.started_at, kind=row.kind)
    return making.make(
        asked_of(row),
        people,
        gate,
        grant.rho,
        np.random.default_rng(row.run),
        progress=lambda _step, share: gate.alive(share),
    )


@dataclass
class _StoredLedger:
    """A grant and how much of it is spent; a charge is stored in the transaction of its answer."""

    grant: UUID
    rho: float
    spent: float

    def spend(self, charge: records.Charge) -> None:
        """Stores the charge, or raises BudgetSpent."""
        if self.spent + charge.rho > self.rho * (1 + _TOLERANCE):
            raise records.BudgetSpent(f"{charge.purpose} {charge.subject}: {charge.rho:.6g} of rho was not granted")
        Charge.objects.create(
            grant_id=self.grant, purpose=charge.purpose, subject=charge.subject[:400], rho=charge.rho, at=clock()
        )
        self.spent += charge.rho


class KeptGate(Gate):
    """A gate that stores every answer with its cost before returning it, and reads what an earlier run stored."""

    def __init__(self, row: Release, grant: Grant) -> None:
        spent = grant.charges.aggregate(rho=Sum("rho"))["rho"] or 0.0
        super().__init__(_StoredLedger(grant.id, grant.rho, spent))
        self._row, self._attempt = row, row.attempt
        self._kept = list(row.answers.order_by("number"))
        self._given = 0

    def measure(self, counts: NDArray[np.int64], sigma: float, purpose: str, subject: str) -> NDArray[np.int64]:
        """Measures like every gate; an answer that is stored already is read and costs nothing."""
        kept = self._read(purpose, subject)
        if kept is not None:
            return kept
        with transaction.atomic(durable=True):
            answer = super().measure(counts, sigma, purpose, subject)
            self._store(purpose, subject, answer)
        return answer

    def choose(
        self,
        scores: Sequence[float],
        sensitivity: float,
        epsilon: float,
        purpose: str,
        subject: str,
    ) -> int:
        """Chooses like every gate; a choice that is stored already is read and costs nothing."""
        kept = self._read(purpose, subject)
        if kept is not None:
            return int(kept[0])
        with transaction.atomic(durable=True):
            chosen = super().choose(scores, sensitivity, epsilon, purpose, subject)
            self._store(purpose, subject, np.array([chosen], dtype=np.int64))
        return chosen

    def alive(self, share: float) -> None:
        """Reports progress, and renews the lease against other workers. Raises AnotherWorker when one took over."""
        mine = Release.objects.filter(id=self._row.id, attempt=self._attempt, state=State.RUNNING)
        if not mine.update(progress=share, alive_at=clock()):
            raise AnotherWorker

    def _read(self, purpose: str, subject: str) -> NDArray[np.int64] | None:
        if self._given == len(self._kept):
            return None
        kept = self._kept[self._given]
        if (kept.purpose, kept.subject) != (purpose, subject[:400]):
            # The program or the pack has changed since the run started: what follows is measured again, within the same
            # grant.
            self._kept = self._kept[: self._given]
            return None
        self._given += 1
        return np.frombuffer(bytes(kept.numbers), dtype="<i8").astype(np.int64)

    def _store(self, purpose: str, subject: str, answer: NDArray[np.int64]) -> None:
        """Stores the answer in the transaction of the charge. A row of the same number means that another worker is running."""
        mine = Release.objects.filter(id=self._row.id, attempt=self._attempt, state=State.RUNNING)
        if not mine.update(alive_at=clock()):
            raise AnotherWorker
        stored, _new = Answer.objects.update_or_create(
            release=self._row,
            number=self._given,
            defaults={
                "purpose": purpose,
                "subject": subject[:400],
                "numbers": answer.astype("<i8").tobytes(),
            },
        )
        self._kept = [*self._kept[: self._given], stored]
        self._given += 1


@transaction.atomic(durable=True)
def _finish(row: Release, made: making.Made) -> None:
    """Saves files and numbers, all or none, and closes the grant at what was spent."""
    held = Release.objects.select_for_update().select_related("programme").get(id=row.id)
    if held.attempt != row.attempt or held.state != State.RUNNING:
        return  # another worker took it over and will end it
    now = clock()
    spent = _settle(held, now)
    held.result = made.result | {"rho": spent, "counted_at": now.isoformat()}
    for file in made.files(_about(held, spent)):
        ReleaseFile.objects.create(
            release=held, name=file.name, media_type=file.media_type, content=file.content, digest=file.digest
        )
    held.progress = 1.0
    held.save(update_fields=["result", "progress"])
    _end(held, State.READY, "", now)


def _about(row: Release, spent: float) -> About:
    assert row.epsilon is not None and row.grant is not None
    grant = Grant.objects.get(id=row.grant)
    charges = tuple(grant.charges.order_by("id").values_list("purpose", "subject", "rho"))
    return About(
        row.indicator,
        row.first_month,
        row.last_month,
        publisher=_names_of(row.programme.organisation),
        epsilon=row.epsilon,
        delta=grant.delta,
        rho=spent,
        charges=charges,
    )


def _names_of(organisation: UUID) -> dict[str, str]:
    """Returns the organisation's name in each language."""
    names = {}
    for code in LANGUAGES:
        with translation.override(code):
            names[code] = trust.organisation(organisation).name
    return names


@transaction.atomic(durable=True)
def _stop(row: Release, why: str) -> None:
    held = Release.objects.select_for_update().get(id=row.id)
    if held.attempt == row.attempt and held.state == State.RUNNING:
        now = clock()
        _settle(held, now)
        _end(held, State.STOPPED, why, now)


def _settle(row: Release, now: datetime) -> float:
    """Closes the grant: the sum of the charges is spent; the rest may be granted again."""
    assert row.grant is not None
    spent = Charge.objects.filter(grant=row.grant).aggregate(rho=Sum("rho"))["rho"] or 0.0
    Settlement.objects.create(grant_id=row.grant, rho=spent, at=now)
    record(SYSTEM, "reporting.privacy_spent", row.grant, now, rho=f"{spent:.6g}")
    return float(spent)


def _end(row: Release, state: State, why: str, now: datetime) -> None:
    row.answers.all().delete()
    row.state, row.why = state, why
    row.save(update_fields=["state", "why"])
    record(SYSTEM, f"reporting.release_{state}", row.id, now)
