"""Scenes of releases: a programme with a cap, a draft, handed in, agreed to, measured, published."""

from collections.abc import Sequence

import pytest

from amana.releases import commands
from amana.releases.models import Cap, Programme, Release
from amana.releases.preview import made_up_people
from tests.cast import World


def capped(world: World, key: str = "hawa", epsilon: float | None = 4.0) -> Programme:
    """A programme of the committee whose cap Ali proposed and Mina agreed to; without one when `epsilon` is None."""
    found = Programme.objects.filter(key=key).first()
    if found is not None:
        return found
    made = Programme.objects.get(id=commands.open_programme(world.ali, key, "Hawa programme", now=world.now))
    if epsilon is not None:
        cap = Cap.objects.get(id=commands.propose_cap(world.ali, made, epsilon=epsilon, delta=1e-6, now=world.now))
        commands.agree_to_cap(world.mina, cap, now=world.now)
    return made


def drafted(
    world: World,
    *,
    indicator: str = "I-02",
    tables: Sequence[Sequence[str]] = (),
    epsilon: float = 1,
    programme: Programme | None = None,
) -> Release:
    """Ali's draft about this month; with tables and a cost where tables are given."""
    month = world.month
    row = commands.prepare_release(
        world.ali, programme or capped(world), indicator=indicator, first=month, last=month, now=world.now
    )
    if tables:
        commands.choose_kind(world.ali, row, kind="tables", now=world.now)
        commands.choose_tables(world.ali, row, tables=tables)
        commands.choose_epsilon(world.ali, row, epsilon=epsilon)
    return row


def handed_in(world: World, row: Release | None = None, *, agreed: bool = False, epsilon: float = 1) -> Release:
    """A release that waits for Mina and Layla, or to which both agreed."""
    row = row or drafted(world, tables=[["sex"], ["age_group", "sex"]])
    commands.choose_epsilon(world.ali, row, epsilon=epsilon)
    commands.want_preview(world.ali, row)
    commands.make_previews()
    commands.hand_in(world.ali, row, now=world.now)
    if agreed:
        for who in (world.mina, world.layla):
            commands.answer_release(who, row, agrees=True, reason="", now=world.now)
    return Release.objects.select_related("programme").get(id=row.id)


def measured(world: World, row: Release | None = None) -> Release:
    """A release whose numbers nobody has published yet."""
    row = row or handed_in(world, agreed=True)
    commands.run_approved(world.now)
    return Release.objects.select_related("programme").get(id=row.id)


def published(world: World, row: Release | None = None) -> Release:
    """A release that anybody may read."""
    row = row or measured(world)
    commands.publish_release(world.ali, row, now=world.now)
    return Release.objects.select_related("programme").get(id=row.id)


def there(row: Release) -> Release:
    """The release as it is now."""
    return Release.objects.select_related("programme").get(id=row.id)


def enough_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """There are enough people for rows: made-up ones, drawn from the code lists."""
    people = made_up_people(2_400, range(2026, 2027))
    monkeypatch.setattr("amana.releases.queries.releasing.people_in", lambda *_, **__: people)
