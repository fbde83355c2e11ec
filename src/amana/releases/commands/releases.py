"""What people do with a release before and after it is measured: prepare, submit, approve, publish, withdraw.

The row of a release is locked while it changes, and what does not fit its state is refused with MovedOn.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from amana.countrypacks.dates import year_of
from amana.releases import rules, schema
from amana.releases.errors import (
    CapSpent,
    MovedOn,
    NoColumns,
    NoSuchTable,
    NotComplete,
    NotForReleases,
    TableTooLarge,
    TooFewForRecords,
)
from amana.releases.models import Approval, Programme, Release
from amana.releases.people import counts_people, years_of
from amana.releases.queries import releasing as asked
from amana.releases.queries.budget import budget_of
from amana.releases.rules import Kind, State
from amana.reporting.queries.figures import period_of
from amana.trust.actor import Actor
from amana.trust.authorise import needs, needs_one_of
from amana.trust.errors import NeedsSecondPerson
from amana.trust.trail import record
from amana_methods.disclosure.noisy import LARGEST_TABLE
from amana_methods.disclosure.records import Schema
from amana_methods.disclosure.spending import Cap

REASONS = ("numbers", "columns", "budget", "moment", "other")
WITHDRAWN_BECAUSE = ("wrong_numbers", "could_harm", "replaced", "asked_to")


@needs("releases.prepare")
@transaction.atomic
def prepare_release(
    actor: Actor, programme: Programme, *, indicator: str, first: str, last: str, now: datetime
) -> Release:
    """Creates a draft: which people, in which months. Raises NotForReleases and what `period_of` raises."""
    _check_question(indicator, first, last)
    row = Release.objects.create(
        programme=programme,
        indicator=indicator,
        first_month=first,
        last_month=last,
        prepared_by=actor.account,
        prepared_at=now,
    )
    record(actor, "reporting.release_prepared", row.id, now, programme=programme.id)
    return row


def _check_question(indicator: str, first: str, last: str) -> None:
    if not counts_people(indicator):
        raise NotForReleases
    period_of(first, last)


@needs("releases.prepare")
@transaction.atomic
def choose_kind(actor: Actor, release: Release, *, kind: str, now: datetime) -> None:
    """Chooses tables, or rows. Raises TooFewForRecords where there are too few people for rows."""
    row = _lock_release(release, State.DRAFT)
    if kind == Kind.RECORDS and not rules.may_be_records(len(asked.people_for(row, now, kind=kind))):
        raise TooFewForRecords(fewest=f"{rules.FEWEST_FOR_RECORDS:,}")
    if kind != row.kind:
        row.kind, row.tables, row.columns, row.layouts = kind, [], [], []
    _keep(row)


@needs("releases.prepare")
@transaction.atomic
def choose_tables(actor: Actor, release: Release, *, tables: Sequence[Sequence[str]]) -> None:
    """Chooses a few tables, each of one family or two. Raises NoSuchTable and TableTooLarge."""
    row = _lock_release(release, State.DRAFT)
    years = years_of(asked.period_for(row))
    known = schema.families(years)
    if row.kind != Kind.TABLES or not 1 <= len(tables) <= rules.MOST_TABLES:
        raise NoSuchTable(most=rules.MOST_TABLES)
    unlike = {frozenset(table) for table in tables}
    for table in tables:
        if not 1 <= len(set(table)) == len(table) <= 2 or not set(table) <= known.keys() or len(unlike) < len(tables):
            raise NoSuchTable(most=rules.MOST_TABLES)
        declared = Schema.from_data(schema.tables_schema("", [table], years))
        if declared.cells(range(len(table))) > LARGEST_TABLE:
            columns = " × ".join(schema.family_name(id) for id in table)
            raise TableTooLarge(columns=columns, most=LARGEST_TABLE)
    row.tables = [list(table) for table in tables]
    row.schema = schema.tables_schema(row.indicator, row.tables, years)
    _keep(row)


@needs("releases.prepare")
@transaction.atomic
def choose_columns(actor: Actor, release: Release, *, columns: Sequence[str], layouts: Sequence[str]) -> None:
    """Chooses the families of the rows, and further layouts. Raises NoColumns."""
    row = _lock_release(release, State.DRAFT)
    years = years_of(asked.period_for(row))
    known = schema.families(years)
    chosen = [id for id in known if id in columns]
    if row.kind != Kind.RECORDS or len(chosen) < 2 or any(known[id].same_as & set(chosen) for id in chosen):
        raise NoColumns
    row.columns, row.layouts = chosen, sorted(set(layouts))
    row.schema = schema.records_schema(row.indicator, chosen, years)
    _keep(row)


@needs("releases.prepare")
@transaction.atomic
def choose_epsilon(actor: Actor, release: Release, *, epsilon: float) -> None:
    """Sets how much privacy the release may cost. Raises NoCap, and CapSpent where the programme has less."""
    row = _lock_release(release, State.DRAFT)
    _check_budget(row.programme, epsilon)
    row.epsilon = epsilon
    _keep(row)


def _check_budget(programme: Programme, epsilon: float) -> None:
    budget = budget_of(programme)
    if not budget.covers(Cap(epsilon, budget.cap.delta).rho):
        raise CapSpent(asked=f"{epsilon:g}", left=f"{budget.epsilon_left:.3g}", cap=f"{budget.cap.epsilon:g}")


def _keep(row: Release) -> None:
    """Saves the draft, and drops a preview of an earlier choice."""
    row.preview = {}
    row.save()


@needs("releases.prepare")
@transaction.atomic
def want_preview(actor: Actor, release: Release) -> None:
    """Requests a preview, which the worker runs on generated people. Raises NotComplete."""
    row = _lock_release(release, State.DRAFT)
    if missing := [step for step in missing_in(row) if step != "preview"]:
        raise NotComplete(missing=missing[0])
    row.preview = {"wanted": True}
    row.save(update_fields=["preview"])


@needs("releases.prepare")
@transaction.atomic
def hand_in(actor: Actor, release: Release, *, now: datetime) -> None:
    """Submits the draft to two other people. Raises NotComplete, CapSpent, TooFewForRecords; then it stays a draft."""
    row = _lock_release(release, State.DRAFT)
    if missing := missing_in(row):
        raise NotComplete(missing=missing[0])
    assert row.epsilon is not None
    _check_budget(row.programme, row.epsilon)
    if row.kind == Kind.RECORDS and not rules.may_be_records(len(asked.people_for(row, now, kind=row.kind))):
        raise TooFewForRecords(fewest=f"{rules.FEWEST_FOR_RECORDS:,}")
    row.state, row.handed_in_at = State.WAITING, now
    row.save(update_fields=["state", "handed_in_at"])
    record(actor, "reporting.release_handed_in", row.id, now, fingerprint=_fingerprint(row))


def missing_in(row: Release) -> list[str]:
    """Returns what a draft lacks before it can be submitted, as steps: kind, schema, epsilon, preview."""
    return [
        step
        for step, there in (
            ("kind", row.kind),
            ("schema", row.schema),
            ("epsilon", row.epsilon),
            ("preview", row.preview.get("generated")),
        )
        if not there
    ]


@needs("releases.prepare")
@transaction.atomic
def take_back(actor: Actor, release: Release, *, now: datetime) -> None:
    """Makes it a draft again, which can be changed; those who approved are asked again."""
    row = _lock_release(release, State.WAITING, State.APPROVED)
    row.state, row.handed_in_at = State.DRAFT, None
    row.save(update_fields=["state", "handed_in_at"])
    record(actor, "reporting.release_taken_back", row.id, now)


@needs("releases.approve")
@transaction.atomic
def answer_release(actor: Actor, release: Release, *, agrees: bool, reason: str, now: datetime) -> None:
    """Records one person's approval, or sends it back with a reason; with the second approval it is measured.

    Raises NeedsSecondPerson for the author and for those who answered already.
    """
    row = _lock_release(release, State.WAITING)
    if row.prepared_by == actor.account or asked.has_answered(actor, row):
        raise NeedsSecondPerson
    Approval.objects.create(
        release=row, by=actor.account, at=now, agrees=agrees, reason="" if agrees else reason,
        fingerprint=_fingerprint(row),
    )  # fmt: skip
    record(actor, "reporting.release_agreed" if agrees else "reporting.release_sent_back", row.id, now)
    if not agrees:
        row.state = State.DRAFT
    elif rules.is_agreed([each.by for each in asked.approvals_of(row) if each.agrees], row.prepared_by):
        row.state = State.APPROVED
    row.save(update_fields=["state"])


def _fingerprint(row: Release) -> str:
    return rules.fingerprint(asked.what_is_asked(row))


@needs("releases.prepare")
@transaction.atomic
def publish_release(actor: Actor, release: Release, *, now: datetime) -> str:
    """Publishes the release to everybody on the public face. Its reference is the year and a number."""
    row = _lock_release(release, State.READY)
    year = str(year_of(now))
    last = Release.objects.filter(reference__startswith=f"{year}-").aggregate(n=Max("reference"))["n"]
    row.reference = f"{year}-{int(last.partition('-')[2]) + 1 if last else 1:03}"
    row.state, row.published_by, row.published_at = State.PUBLISHED, actor.user_id, now
    row.save(update_fields=["reference", "state", "published_by", "published_at"])
    record(actor, "reporting.release_published", row.id, now, reference=row.reference)
    return row.reference


@needs_one_of("releases.prepare", "releases.approve")
@transaction.atomic
def withdraw_release(actor: Actor, release: Release, *, why: str, now: datetime) -> None:
    """Withdraws the release: its page says so and why; files and numbers are deleted.

    One person is enough, so that it is quick.
    """
    row = _lock_release(release, State.PUBLISHED)
    row.files.all().delete()
    row.state, row.why, row.withdrawn_by, row.withdrawn_at = State.WITHDRAWN, why, actor.user_id, now
    row.result, row.preview = {}, {}
    row.save(update_fields=["state", "why", "withdrawn_by", "withdrawn_at", "result", "preview"])
    record(actor, "reporting.release_withdrawn", row.id, now, why=why)


@needs("releases.prepare")
@transaction.atomic
def give_up(actor: Actor, release: Release, *, now: datetime) -> None:
    """Deletes a draft, or numbers that were never published; what was spent stays spent."""
    row = _lock_release(release, State.DRAFT, State.READY)
    row.files.all().delete()
    row.state, row.why, row.result, row.preview = State.STOPPED, "given_up", {}, {}
    row.save(update_fields=["state", "why", "result", "preview"])
    record(actor, "reporting.release_given_up", row.id, now)


def _lock_release(release: Release, *states: State) -> Release:
    """Locks and returns the release until the transaction ends. Raises MovedOn when it is in none of these states."""
    row = Release.objects.select_for_update().get(id=release.id)
    if row.state not in states:
        raise MovedOn
    return row
