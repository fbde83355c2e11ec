"""Scenes that the tests of this room share: Soran plans a session, holds it, counts who came."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from amana.outreach import commands, queries
from amana.outreach.commands import Count, Plan
from amana.outreach.models import Activity
from tests.cast import World

CAME = {("female", "18_25"): 20, ("female", "26_59"): 12, ("male", "26_59"): 6}


def planned(world: World, *, at: datetime | None = None, campaign: UUID | None = None, **changed: Any) -> Activity:
    """Soran plans an information session, yesterday unless another moment is given."""
    told: dict[str, Any] = {
        "type": "INFO_SESSION",
        "title": "Work abroad, safely",
        "starts_at": at or world.now - timedelta(days=1),
        "governorate": "IQG13",
        "place_kind": "community_centre",
        "language": "ckb",
        "audiences": ("migrant_workers",),
    }
    id = commands.plan_activity(world.soran, Plan(**(told | changed)), campaign_id=campaign, now=world.now)
    return Activity.objects.get(id=id)


def counted(world: World, row: Activity, **changed: Any) -> Activity:
    """Soran counts who came to it."""
    told: dict[str, Any] = {"participants": CAME}
    row = queries.activity(world.soran, row.id)
    commands.count_activity(world.soran, row, Count(**(told | changed)), revision=row.revision, now=world.now)
    return Activity.objects.get(id=row.id)


def training(world: World, **changed: Any) -> Activity:
    """Soran held a training for the police."""
    return planned(world, type="TRAINING", title="Seeing the signs", audiences=("community_police",), **changed)


def trainee(world: World, row: Activity, name: str, **changed: Any) -> UUID:
    """A line of the register."""
    told: dict[str, Any] = {"institution_name": "Ankawa station", "institution": "police", "sex": "female"}
    return commands.add_trainee(world.soran, row, name=name, now=world.now, **(told | changed))
