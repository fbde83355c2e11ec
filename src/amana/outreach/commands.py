"""The commands on activities: plan, change, count, cancel; the register and the tests of a training."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from amana import vault
from amana.countrypacks import pack
from amana.errors import NotFound
from amana.outreach import pack as kinds
from amana.outreach import queries, rules
from amana.outreach.errors import (
    Cancelled,
    ChangedMeanwhile,
    CodeTaken,
    DistrictElsewhere,
    EndsBeforeItBegins,
    HeldAlready,
    MaterialIncomplete,
    MoreKnewThanWereAsked,
    MoreThanCame,
    NameMissing,
    NotACount,
    NoTarget,
    NotATraining,
    NotPercent,
    NotYetHeld,
    ReasonMissing,
    SumsDiffer,
)
from amana.outreach.models import Activity, Campaign, PairedTest, Trainee
from amana.outreach.states import ActivityState
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.trail import record
from amana.vault.models import Sealed
from amana_methods import names


@dataclass(frozen=True)
class Plan:
    """The values of a planned activity. Codes are the pack's; moments are aware."""

    type: str
    title: str
    starts_at: datetime
    governorate: str
    place_kind: str
    language: str
    audiences: tuple[str, ...]
    ends_at: datetime | None = None
    district: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Count:
    """The values counted at an activity.

    `participants` by (sex, age group); `population` by group; `knowledge` by sex: asked, and knew two signs and a help
    line; `materials` as (material, language, pieces); `found` by field of the pack. `people` may be left out, and is
    then the sum.
    """

    participants: Mapping[rules.Cell, int]
    people: int | None = None
    population: Mapping[str, int] = field(default_factory=dict)
    disability: int | None = None
    knowledge: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    materials: tuple[tuple[str, str, int], ...] = ()
    found: Mapping[str, Any] = field(default_factory=dict)


@needs("outreach.keep")
@transaction.atomic
def plan_campaign(
    actor: Actor, *, title: str, starts_on: date, ends_on: date, targets: list[str], now: datetime
) -> UUID:
    """Plans a campaign that goes to these governorates. Raises EndsBeforeItBegins, NoTarget."""
    if ends_on < starts_on:
        raise EndsBeforeItBegins(field="ends_on")
    wanted = [code for code in pack().governorates if code in set(targets)]
    if not wanted:
        raise NoTarget
    row = Campaign.objects.create(
        id=uuid4(),
        organisation=actor.organisation_id,
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
        targets=wanted,
        made_by=actor.user_id,
        made_at=now,
    )
    record(actor, "outreach.campaign_planned", row.id, now)
    return row.id


@needs("outreach.keep")
@transaction.atomic
def plan_activity(actor: Actor, plan: Plan, *, campaign_id: UUID | None = None, now: datetime) -> UUID:
    """Plans an activity. Raises EndsBeforeItBegins, DistrictElsewhere; NotFound for another organisation's campaign."""
    row = Activity(
        id=uuid4(),
        organisation=actor.organisation_id,
        unit=actor.unit_id,
        state=ActivityState.PLANNED,
        planned_by=actor.user_id,
        planned_at=now,
    )
    _write(actor, row, plan, campaign_id)
    row.save(force_insert=True)
    record(actor, "outreach.planned", row.id, now)
    return row.id


@needs("outreach.keep")
@transaction.atomic
def change_plan(
    actor: Actor, activity: Activity, plan: Plan, *, campaign_id: UUID | None = None, revision: int, now: datetime
) -> None:
    """Changes the plan. Raises ChangedMeanwhile, HeldAlready, Cancelled and what planning raises."""
    row = _lock_activity(actor, activity, revision)
    if row.state == ActivityState.HELD:
        raise HeldAlready
    if row.state == ActivityState.CANCELLED:
        raise Cancelled
    _write(actor, row, plan, campaign_id)
    row.save()
    record(actor, "outreach.plan_changed", row.id, now)


def _write(actor: Actor, row: Activity, plan: Plan, campaign_id: UUID | None) -> None:
    if plan.ends_at is not None and plan.ends_at < plan.starts_at:
        raise EndsBeforeItBegins
    country = pack()
    if plan.district and country.districts[plan.district].parent != plan.governorate:
        raise DistrictElsewhere(governorate=kinds.place_name(country.districts[plan.district].parent or ""))
    row.campaign = queries.campaign(actor, campaign_id) if campaign_id is not None else None
    row.type, row.title = plan.type, plan.title
    row.starts_at, row.ends_at = plan.starts_at, plan.ends_at
    row.governorate, row.district = plan.governorate, plan.district
    row.place_kind, row.language = plan.place_kind, plan.language
    row.audiences, row.details = list(plan.audiences), dict(plan.details)
    if row.type == kinds.TRAINING and row.lock is None:
        row.lock = vault.keystore.new_lock()


def _lock_activity(actor: Actor, activity: Activity, revision: int) -> Activity:
    """Returns the row again, locked for writing; raises its revision. Raises ChangedMeanwhile, NotFound."""
    queries.activity(actor, activity.id)
    row = Activity.objects.select_for_update().get(id=activity.id)
    if row.revision != revision:
        raise ChangedMeanwhile
    row.revision += 1
    return row


@needs("outreach.keep")
@transaction.atomic
def count_activity(actor: Actor, activity: Activity, count: Count, *, revision: int, now: datetime) -> None:
    """Records that the activity was held, and who came. A later count replaces an earlier one.

    Raises NotYetHeld, Cancelled, SumsDiffer, MoreThanCame, MoreKnewThanWereAsked, NotACount, NotPercent,
    MaterialIncomplete, ChangedMeanwhile; then nothing is written.
    """
    row = _lock_activity(actor, activity, revision)
    if row.state == ActivityState.CANCELLED:
        raise Cancelled
    if row.starts_at > now:
        raise NotYetHeld
    total = _check_count(count)
    row.state, row.people = ActivityState.HELD, total
    row.participants = [[sex, age, number] for (sex, age), number in sorted(count.participants.items()) if number]
    row.population = {group: number for group, number in count.population.items() if number}
    row.disability = count.disability
    row.knowledge = {sex: list(pair) for sex, pair in count.knowledge.items() if any(pair)}
    row.materials = [list(each) for each in count.materials]
    row.found = dict(count.found)
    row.counted_by, row.counted_at = actor.user_id, now
    row.save()
    record(actor, "outreach.counted", row.id, now)


def _check_count(count: Count) -> int:
    """Returns how many people came in all, after checking the count."""
    numbers = [
        *count.participants.values(),
        *count.population.values(),
        *(number for pair in count.knowledge.values() for number in pair),
        *(pieces for _material, _language, pieces in count.materials),
        count.people or 0,
        count.disability or 0,
    ]
    if rules.below_zero(numbers) or any(number > rules.MOST_PEOPLE for number in numbers):
        raise NotACount(most=rules.MOST_PEOPLE)
    added = rules.added_up(count.participants)
    total = added if count.people is None else count.people
    if added != total:
        raise SumsDiffer(added=added, total=total)
    in_groups = sum(count.population.values())
    if in_groups > total:
        raise MoreThanCame(
            field=next(iter(f"population_{each}" for each in count.population)), number=in_groups, total=total
        )
    if (count.disability or 0) > total:
        raise MoreThanCame(field="disability", number=count.disability, total=total)
    came = rules.by_place(count.participants, 0)
    for sex, (asked, knew) in count.knowledge.items():
        if knew > asked:
            raise MoreKnewThanWereAsked(field=f"knew_{sex}")
        if asked > came.get(sex, 0):
            raise MoreThanCame(field=f"asked_{sex}", number=asked, total=came.get(sex, 0))
    for material, language, pieces in count.materials:
        if not (material and language and pieces):
            raise MaterialIncomplete
    for name in kinds.PERCENT:
        if not 0 <= int(count.found.get(name) or 0) <= 100:
            raise NotPercent(field=name)
    return total


@needs("outreach.keep")
@transaction.atomic
def cancel_activity(actor: Actor, activity: Activity, *, reason: str, revision: int, now: datetime) -> None:
    """Cancels the activity; it counts in no figure. Raises HeldAlready, Cancelled, ReasonMissing."""
    row = _lock_activity(actor, activity, revision)
    if row.state == ActivityState.HELD:
        raise HeldAlready
    if row.state == ActivityState.CANCELLED:
        raise Cancelled
    if not reason.strip():
        raise ReasonMissing
    row.state, row.cancelled_at, row.why_cancelled = ActivityState.CANCELLED, now, reason.strip()
    row.save()
    record(actor, "outreach.cancelled", row.id, now)


# The register and the tests of a training ------------------------------------------------------------


@needs("outreach.keep")
@transaction.atomic
def add_trainee(
    actor: Actor,
    activity: Activity,
    *,
    name: str,
    institution_name: str,
    institution: str,
    sex: str,
    finished: bool = True,
    now: datetime,
) -> UUID:
    """Adds a trainee to the register: the name sealed to the unit that keeps it, sex and institution as locked facts.

    A trainee with the same name and kind of institution in another register of the organisation counts as the same
    person in the figures. Raises NotATraining, NameMissing.
    """
    row = _training(actor, activity)
    if not name.strip():
        raise NameMissing
    assert row.lock is not None
    sealed = vault.texts.seal(
        lock=row.lock,
        kind="trainee",
        content={"name": name.strip(), "institution": institution_name.strip()},
        holders=[vault.texts.Holder("unit", row.unit)],
        by=actor,
        at=now,
    )
    trainee = Trainee.objects.create(
        id=uuid4(),
        activity=row,
        person=_person(actor, row.lock, name, institution),
        sealed=sealed.id,
        finished=finished,
        added_by=actor.user_id,
        added_at=now,
    )
    vault.facts.put(row.lock, "trainee", trainee.id, {"sex": sex, "institution": institution})
    record(actor, "outreach.trainee_added", row.id, now, trainee=trainee.id)
    return trainee.id


def _person(actor: Actor, lock: UUID, name: str, institution: str) -> UUID:
    """Returns the id under which this person is counted: an earlier one when the keyed hash of name and institution is known."""
    key = _who(name, institution)
    keys = vault.index.keys_of(actor.organisation_id, "trainee")
    mac = keys.mac(key)
    known = {
        *vault.index.look_up(keys, [mac]).get(mac, ()),
        *vault.index.find_before(actor.organisation_id, "document", key),
    }
    before = Trainee.objects.filter(person__in=known).values_list("person", flat=True).first()
    if before is not None:
        return before
    fresh = uuid4()
    _index_person(actor.organisation_id, lock, fresh, key)
    return fresh


def _who(name: str, institution: str) -> str:
    return "".join((*sorted(names.tokens(name)), institution))


def _index_person(organisation_id: UUID, lock: UUID, person: UUID, key: str) -> None:
    """Indexes the person by the keyed hash, under each version of the index's key."""
    found = vault.index.all_keys_of(organisation_id, "trainee")
    macs = {keys.version: [keys.mac(key)] for keys in found}
    vault.index.put_values(organisation_id, lock=lock, owner=person, macs=macs, space="trainee")


@needs("outreach.keep")
@transaction.atomic
def open_register(actor: Actor, activity: Activity, *, now: datetime) -> dict[UUID, dict[str, str]]:
    """Returns the names of a register by line, for a unit that holds the key; records the opening. Raises CannotOpen."""
    row = _training(actor, activity)
    lines = dict(Trainee.objects.filter(activity=row).values_list("sealed", "id"))
    opened = {lines[text.id]: vault.texts.open_text(actor, text) for text in Sealed.objects.filter(id__in=lines)}
    people = {trainee.person: trainee for trainee in Trainee.objects.filter(activity=row, id__in=opened)}
    for person, lock in vault.index.waiting_among(people).items():
        trainee = people[person].id
        institution = str(vault.facts.get("trainee", trainee)["institution"])
        _index_person(actor.organisation_id, lock, person, _who(opened[trainee]["name"], institution))
    record(actor, "outreach.register_opened", row.id, now, count=len(opened))
    return opened


@needs("outreach.keep")
@transaction.atomic
def mark_finished(actor: Actor, activity: Activity, trainee_id: UUID, *, finished: bool, now: datetime) -> None:
    """Records whether the trainee finished; only those who finished count as trained. Raises NotFound."""
    row = _training(actor, activity)
    if not Trainee.objects.filter(activity=row, id=trainee_id).update(finished=finished):
        raise NotFound
    record(actor, "outreach.attendance_marked", row.id, now, trainee=trainee_id)


@needs("outreach.keep")
@transaction.atomic
def remove_trainee(actor: Actor, activity: Activity, trainee_id: UUID, *, now: datetime) -> None:
    """Deletes the line and its sealed name; counts of the activity stay. Raises NotFound."""
    row = _training(actor, activity)
    trainee = Trainee.objects.filter(activity=row, id=trainee_id).first()
    if trainee is None:
        raise NotFound
    person, sealed = trainee.person, trainee.sealed
    trainee.delete()
    vault.texts.destroy(Sealed.objects.get(id=sealed))
    if not Trainee.objects.filter(person=person).exists():
        vault.index.forget(person)
    record(actor, "outreach.trainee_removed", row.id, now, trainee=trainee_id)


@needs("outreach.keep")
@transaction.atomic
def add_tests(
    actor: Actor, activity: Activity, *, code: str, pre: int, post: int, sex: str = "", now: datetime
) -> UUID:
    """Adds the tests before and after of one trainee, under an anonymous code. Raises NotATraining, NotPercent, CodeTaken."""
    row = _training(actor, activity)
    for name, result in (("pre", pre), ("post", post)):
        if not 0 <= result <= 100:
            raise NotPercent(field=name)
    code = code.strip().upper()
    if PairedTest.objects.filter(activity=row, code=code).exists():
        raise CodeTaken
    pair = PairedTest.objects.create(id=uuid4(), activity=row, code=code, sex=sex, pre=pre, post=post)
    record(actor, "outreach.tests_added", row.id, now)
    return pair.id


@needs("outreach.keep")
@transaction.atomic
def remove_tests(actor: Actor, activity: Activity, test_id: UUID, *, now: datetime) -> None:
    """Deletes a pair of tests. Raises NotFound."""
    row = _training(actor, activity)
    if not PairedTest.objects.filter(activity=row, id=test_id).delete()[0]:
        raise NotFound
    record(actor, "outreach.tests_removed", row.id, now)


def _training(actor: Actor, activity: Activity) -> Activity:
    row = queries.activity(actor, activity.id)
    if row.type != kinds.TRAINING or row.lock is None:
        raise NotATraining
    return row
