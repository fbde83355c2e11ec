"""Activities, campaigns and trainees: lists, coverage of places, tests. All start from the activities of the actor's own organisation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from amana import vault
from amana.errors import NotFound
from amana.outreach import pack as kinds
from amana.outreach import rules
from amana.outreach.models import Activity as Activity  # faces know these by their types
from amana.outreach.models import Campaign as Campaign
from amana.outreach.models import PairedTest, Trainee
from amana.outreach.states import ActivityState
from amana.trust.actor import Actor
from amana.trust.authorise import needs


def activities_for(actor: Actor) -> QuerySet[Activity]:
    """Activities of the actor's organisation; every other query starts from here."""
    if not actor.can("outreach.keep"):
        return Activity.objects.none()
    return Activity.objects.filter(organisation=actor.organisation_id).select_related("campaign")


def campaigns_for(actor: Actor) -> QuerySet[Campaign]:
    """Campaigns of the actor's organisation, the newest first."""
    if not actor.can("outreach.keep"):
        return Campaign.objects.none()
    return Campaign.objects.filter(organisation=actor.organisation_id).order_by("-starts_on", "title")


@needs("outreach.keep")
def activity(actor: Actor, activity_id: UUID) -> Activity:
    """Returns one activity of the actor's organisation. Raises NotFound."""
    found = activities_for(actor).filter(id=activity_id).first()
    if found is None:
        raise NotFound
    return found


@needs("outreach.keep")
def campaign(actor: Actor, campaign_id: UUID) -> Campaign:
    """Returns one campaign of the actor's organisation. Raises NotFound."""
    found = campaigns_for(actor).filter(id=campaign_id).first()
    if found is None:
        raise NotFound
    return found


def activities_of(campaign: Campaign) -> list[Activity]:
    """What belongs to a campaign, in the order of time."""
    return list(Activity.objects.filter(campaign=campaign).order_by("starts_at"))


def coverage(campaign: Campaign, activities: Iterable[Activity]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Returns the target governorates where a stop was held, and those without."""
    reached = {each.governorate for each in activities if each.state == ActivityState.HELD and each.type == kinds.STOP}
    return rules.split_targets(campaign.targets, reached)


@needs("outreach.keep")
def list_planned(actor: Actor, now: datetime) -> list[Activity]:
    """What is still to come, the next first."""
    return list(
        activities_for(actor).filter(state=ActivityState.PLANNED, starts_at__gte=_midnight(now)).order_by("starts_at")
    )


def to_count(actor: Actor, now: datetime) -> list[Activity]:
    """Activities that should have been held and are neither counted nor cancelled, the oldest first."""
    return list(
        activities_for(actor).filter(state=ActivityState.PLANNED, starts_at__lt=_midnight(now)).order_by("starts_at")
    )


def held_today(actor: Actor, now: datetime) -> list[Activity]:
    """What is planned for today, in the order of time."""
    start = _midnight(now)
    rows = activities_for(actor).filter(
        state=ActivityState.PLANNED, starts_at__gte=start, starts_at__lt=start + timedelta(days=1)
    )
    return list(rows.order_by("starts_at"))


def between(actor: Actor, begin: datetime, end: datetime) -> QuerySet[Activity]:
    """Activities that begin in the time and were not cancelled, in its order; nothing for users who do not keep them."""
    rows = activities_for(actor).filter(starts_at__gte=begin, starts_at__lt=end)
    return rows.exclude(state=ActivityState.CANCELLED).order_by("starts_at")


@needs("outreach.keep")
def list_past(actor: Actor) -> list[Activity]:
    """What was held or cancelled, the newest first."""
    return list(activities_for(actor).exclude(state=ActivityState.PLANNED).order_by("-starts_at")[:500])


def _midnight(now: datetime) -> datetime:
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def cells_of(row: Activity) -> dict[rules.Cell, int]:
    """The counts by sex and age group."""
    return {(sex, age): number for sex, age, number in row.participants}


@dataclass(frozen=True)
class TraineeCard:
    """A line of the register: coded facts, and the name only for a unit that holds the key."""

    id: UUID
    sex: str
    institution: str
    finished: bool
    name: str | None = None
    place: str = ""


def register_of(row: Activity, names: dict[UUID, dict[str, str]] | None = None) -> list[TraineeCard]:
    """Returns the register of a training; `names` holds what the actor could open, by the id of the line."""
    rows = list(Trainee.objects.filter(activity=row).order_by("added_at", "id"))
    facts = vault.facts.by_owner("trainee", [each.id for each in rows])
    cards = []
    for each in rows:
        said, opened = facts.get(each.id, {}), (names or {}).get(each.id)
        cards.append(
            TraineeCard(
                each.id,
                str(said.get("sex", "")),
                str(said.get("institution", "")),
                each.finished,
                opened["name"] if opened else None,
                opened.get("institution", "") if opened else "",
            )
        )
    return cards


@dataclass(frozen=True)
class TestCard:
    """A pair of tests as the page shows it."""

    id: UUID
    code: str
    sex: str
    pre: int
    post: int


def tests_of(row: Activity) -> list[TestCard]:
    """The paired tests of a training, by code."""
    return [
        TestCard(each.id, each.code, each.sex, each.pre, each.post)
        for each in PairedTest.objects.filter(activity=row).order_by("code")
    ]
