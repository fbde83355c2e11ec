"""Two files, one person? The worker proposes, a supervisor decides and gives a reason, and every decision can be undone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from amana import vault
from amana.cases.models import Procedure
from amana.duplicates.errors import AlreadyToldApart, NothingToUndo
from amana.duplicates.models import Link, ToCompare
from amana.duplicates.queries import finding, likeness
from amana.duplicates.rules import group_of, told_apart
from amana.duplicates.states import LinkState
from amana.errors import Conflict, NotFound
from amana.trust import rows
from amana.trust.actor import SYSTEM, Actor
from amana.trust.authorise import needs
from amana.trust.trail import record
from amana.vault.models import Facts

ANSWERS: Final = ("same", "different", "later")
_AT_ONCE: Final = 100


@needs("cases.review")
@transaction.atomic
def decide_link(actor: Actor, link: Link, answer: str, *, reason: str, revision: int, now: datetime) -> Link:
    """The supervisor says that two files are one person's, or two people's, or that it waits; with the reason.

    The link came from a scoped query. Nothing is merged. Raises Conflict when a colleague was quicker than `revision`,
    AlreadyToldApart where linking would join two files that were decided to be different.
    """
    if answer not in ANSWERS:
        raise NotFound
    row = _lock_link(link, revision)
    if answer == "same":
        same, different = _pairs("same", row), _pairs("different", row)
        if told_apart(row.one_id, row.other_id, same, different) is not None:
            raise AlreadyToldApart
    _give(actor, row, answer, now)
    row.sealed = _seal_reason(actor, row, reason, now) if reason.strip() else None
    row.save()
    _point_to_first(row)
    record(actor, f"cases.link_{answer}", row.one_id, now, link=row.id, other=row.other_id)
    return row


@needs("cases.review")
@transaction.atomic
def undo_link(actor: Actor, link: Link, *, revision: int, now: datetime) -> Link:
    """What was decided about two files holds no more; they wait on the list again. Raises Conflict, NothingToUndo."""
    row = _lock_link(link, revision)
    if row.state not in ANSWERS:
        raise NothingToUndo
    _give(actor, row, "proposed", now)
    row.decided_by = row.decided_at = None
    row.save()
    _point_to_first(row)
    record(actor, "cases.link_undone", row.one_id, now, link=row.id, other=row.other_id)
    return row


def _lock_link(link: Link, revision: int) -> Link:
    row = Link.objects.select_for_update().select_related("one", "other").get(id=link.id)
    if row.revision != revision:
        raise Conflict(revision=row.revision)
    return row


def _give(actor: Actor, row: Link, state: str, now: datetime) -> None:
    if row.sealed is not None:
        vault.texts.destroy(row.sealed)
        row.sealed = None
    row.state, row.decided_by, row.decided_at = state, actor.user_id, now
    row.revision += 1


def _seal_reason(actor: Actor, row: Link, reason: str, now: datetime) -> UUID:
    """The reason, for the supervisors of both files."""
    units = {unit for unit in (row.one.supervisors_unit, row.other.supervisors_unit) if unit}
    holders = [vault.texts.Holder("unit", unit) for unit in sorted(units) if vault.keyring.has_unit_key(unit)]
    content = {"reason": reason.strip()}
    with rows.acting_as(rows.SYSTEM):  # it lies with the first file, of which the actor may hold only the second
        return vault.texts.seal(lock=row.one.lock, kind="link", content=content, holders=holders, by=actor, at=now).id


@needs("cases.review")
@transaction.atomic
def open_reason(actor: Actor, link: Link, now: datetime) -> str:
    """Why it was decided so; the opening is in the trail. Raises CannotOpen. Empty where nothing was written."""
    if link.sealed is None:
        return ""
    text: str = vault.texts.open_text(actor, link.sealed)["reason"]
    record(actor, "cases.link_reason_opened", link.one_id, now, link=link.id)
    return text


def _pairs(state: str, around: Link) -> list[tuple[UUID, UUID]]:
    pairs = Link.objects.filter(organisation=around.organisation, state=state).exclude(id=around.id)
    with rows.acting_as(rows.SYSTEM):  # a group may lead through files of colleagues
        return list(pairs.values_list("one", "other"))


def _point_to_first(row: Link) -> None:
    point_to_first(row.organisation, {row.one_id, row.other_id})


def point_to_first(organisation_id: UUID, files: Iterable[UUID]) -> None:
    """Figures count linked files as one person: each file of a group points to the group's first one, and to nothing alone."""
    with transaction.atomic(), rows.acting_as(rows.SYSTEM):  # whoever's files they are
        same = list(Link.objects.filter(organisation=organisation_id, state=LinkState.SAME).values_list("one", "other"))
        for start in files:
            group = list(Procedure.objects.filter(id__in=group_of(start, same)).order_by("begun_at", "id"))
            first, *others = group
            Procedure.objects.filter(id=first.id).update(linked_to=None)
            Procedure.objects.filter(id__in=[each.id for each in others]).update(linked_to=first.id)


# The worker ---------------------------------------------------------------------------------------


def propose_links(now: datetime) -> int:
    """Files that were indexed since the last time are compared with the others of their organisation; how many files.

    No pair that was ever proposed or decided comes again. Runs without anybody's key, and goes on where it stopped.
    """
    waiting = list(ToCompare.objects.select_related("procedure").order_by("since")[:_AT_ONCE])
    for row in waiting:
        with transaction.atomic():
            _propose(row.procedure, now)
            ToCompare.objects.filter(procedure=row.procedure, since=row.since).delete()
    return len(waiting)


def _propose(procedure: Procedure, now: datetime) -> None:
    facts = likeness.facts_of(procedure)
    if facts is None:
        return
    macs = likeness.macs_of(procedure.organisation, facts)
    known = Link.objects.filter(Q(one=procedure) | Q(other=procedure)).values_list("one", "other")
    but = frozenset({procedure.id, *(each for pair in known for each in pair)})
    hits = [hit for hit in finding.hits_for(procedure.organisation, facts, macs, but) if finding.is_proposed(hit)]
    others = Procedure.objects.in_bulk([hit.procedure_id for hit in hits])
    for other in others.values():
        one, later = sorted((procedure, other), key=lambda each: (each.begun_at, each.id))
        row = Link.objects.create(
            organisation=procedure.organisation, one=one, other=later, state=LinkState.PROPOSED, proposed_at=now
        )
        record(SYSTEM, "cases.link_proposed", one.id, now, link=row.id, other=later.id)


def count_registers(now: datetime) -> int:
    """How common each code is, counted again for every organisation that holds files; how many organisations."""
    counted = likeness.organisations()
    for organisation_id in counted:
        _keep_counts(organisation_id)
    return len(counted)


def forget_earlier_codes(now: datetime) -> None:
    """The index has a new key: codes under the earlier one are gone, and what is common is counted by the new ones."""
    likeness.forget_earlier(now)
    count_registers(now)


def _keep_counts(organisation_id: UUID) -> None:
    """What is counted now is kept, locked, until it is counted again."""
    lock = Facts.objects.filter(kind=likeness.COUNTS, owner=organisation_id).values_list("lock", flat=True).first()
    counted = likeness.count(organisation_id).to_bytes().hex()
    vault.facts.put(lock or vault.keystore.new_lock(), likeness.COUNTS, organisation_id, {"counts": counted})
