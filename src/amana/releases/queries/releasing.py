"""Releases for those who prepare, approve or read: all of the actor's organisation, or the published ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from amana.errors import NotFound
from amana.releases import rules
from amana.releases.models import Approval, Cap, Programme, Release, ReleaseFile
from amana.releases.people import counts_people, people_in
from amana.releases.queries.budget import budget_of, cap_that_holds, caps_that_wait, programmes, sees_releases
from amana.releases.rules import State
from amana.reporting.queries.figures import choices, period_of
from amana.reporting.queries.snapshot import snapshot
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana_methods.calendar import Period
from amana_methods.disclosure.spending import Budget


def releases(actor: Actor) -> QuerySet[Release]:
    """Releases of programmes of the actor's organisation, the newest first; every other query starts from here."""
    sees_releases(actor)
    found = Release.objects.filter(programme__organisation=actor.organisation_id)
    return found.select_related("programme").order_by("-prepared_at")


def release(actor: Actor, release_id: UUID) -> Release:
    """Returns one of them. Raises NotFound."""
    found = releases(actor).filter(id=release_id).first()
    if found is None:
        raise NotFound
    return found


def programme(actor: Actor, programme_id: UUID) -> Programme:
    """Returns a programme of the actor's organisation. Raises NotFound."""
    found = programmes(actor).filter(id=programme_id).first()
    if found is None:
        raise NotFound
    return found


def waiting_cap(actor: Actor, cap_id: UUID) -> Cap:
    """Returns a proposed cap of the actor's organisation that still waits. Raises NotFound."""
    sees_releases(actor)
    found = Cap.objects.filter(id=cap_id, programme__organisation=actor.organisation_id).first()
    if found is None or not caps_that_wait(found.programme).filter(id=cap_id).exists():
        raise NotFound
    return found


def budget_or_none(of: Programme) -> Budget | None:
    """Returns the budget of the programme; None until two people have set one."""
    return budget_of(of) if cap_that_holds(of) is not None else None


def indicators() -> list[tuple[str, str]]:
    """Returns (id, name) of every indicator that counts people and can be released."""
    return [(each.id, str(each.entry.name)) for each in choices() if not each.why_not and counts_people(each.id)]


def period_for(row: Release) -> Period:
    """Returns the whole months of a release."""
    return period_of(row.first_month, row.last_month)


def people_for(row: Release, now: datetime, *, kind: str) -> list[dict[str, tuple[str, ...]]]:
    """Returns coded facts of the people a release is about, each once; without those who opted out where rows are published."""
    from amana.reporting.indicators import ANSWERED

    tables = snapshot(ANSWERED[row.indicator].needs, now)
    return people_in(row.indicator, tables, period_for(row), without_opted_out=kind == rules.Kind.RECORDS)


def what_is_asked(row: Release) -> dict[str, object]:
    """Returns what people approve when they approve a release."""
    return {
        "programme": str(row.programme_id), "kind": row.kind, "indicator": row.indicator, "first": row.first_month,
        "last": row.last_month, "tables": row.tables, "columns": row.columns, "layouts": row.layouts,
        "epsilon": row.epsilon, "schema": row.schema,
    }  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One person's answer to a release."""

    name: str
    at: datetime
    agrees: bool
    reason: str


def approvals_of(row: Release) -> QuerySet[Approval]:
    """Returns the answers to the release in its current state; answers to an earlier state no longer count."""
    return row.approvals.filter(fingerprint=rules.fingerprint(what_is_asked(row)), at__gte=row.handed_in_at).order_by(
        "at"
    )


def said_to(row: Release) -> list[Said]:
    """Returns who approved and who did not, with names; empty before it is submitted."""
    rows: Sequence[Approval] = list(approvals_of(row)) if row.handed_in_at else []
    people = trust.users(each.by for each in rows)
    return [Said(people[each.by].name if each.by in people else "", each.at, each.agrees, each.reason) for each in rows]


def has_answered(actor: Actor, row: Release) -> bool:
    """Whether the actor has answered this release in its current state."""
    return row.handed_in_at is not None and approvals_of(row).filter(by=actor.account).exists()


def waits_for(actor: Actor) -> list[Release]:
    """Releases that wait for the actor's answer."""
    if not actor.can("releases.approve"):
        return []
    waiting = releases(actor).filter(state=State.WAITING).exclude(prepared_by=actor.account)
    return [row for row in waiting if not has_answered(actor, row)]


def caps_for(actor: Actor) -> list[Cap]:
    """Proposed caps that the actor may approve."""
    if not actor.can("releases.approve"):
        return []
    return [
        cap
        for each in programmes(actor)
        for cap in caps_that_wait(each).exclude(proposed_by=actor.account).select_related("programme")
    ]


# The public's side ----------------------------------------------------------------------------------------


def public_releases() -> QuerySet[Release]:
    """What everybody may read: published releases, and withdrawn ones with their reason, the newest first."""
    return (
        Release.objects.filter(state__in=rules.PUBLIC)
        .select_related("programme")
        .order_by("-published_at", "-reference")
    )


def public_release(reference: str) -> Release:
    """Returns one of them, by its reference. Raises NotFound."""
    found = public_releases().filter(reference=reference).first()
    if found is None:
        raise NotFound
    return found


def public_file(reference: str, name: str) -> ReleaseFile:
    """Returns a file of a published release; a withdrawn one has none. Raises NotFound."""
    found = ReleaseFile.objects.filter(release__state=State.PUBLISHED, release__reference=reference, name=name).first()
    if found is None:
        raise NotFound
    return found


def files_of(row: Release) -> list[tuple[str, int]]:
    """Returns (name, bytes) of the files of a release, by name."""
    return sorted((each.name, len(each.content)) for each in row.files.all())
