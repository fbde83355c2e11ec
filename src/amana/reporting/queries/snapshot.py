"""The current tables, built from locked facts and working rows. They are cached in memory and never written."""

import time
from collections.abc import Callable, Iterable, Set
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Lock
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Max

from amana import vault
from amana.assistance import queries as assistance
from amana.cases import models as cases
from amana.cases.states import StepState
from amana.consent import models as consent
from amana.countrypacks import pack
from amana.countrypacks.dates import day_of
from amana.intake import models as intake
from amana.outreach import models as outreach
from amana.process_state import mirrors
from amana.referrals import models as referrals
from amana.reporting import pack as results
from amana.reporting.tables import (
    Activity,
    Campaign,
    Case,
    Delivery,
    Goal,
    Interview,
    Pair,
    Referral,
    Sign,
    Snapshot,
    Step,
    Trainee,
)
from amana.screening import models as screening
from amana.trust import models as trust
from amana.trust import queries as who
from amana.vault.acting import FIGURES, acting_as

KEPT_FOR_SECONDS = 20.0
OPT_OUT = "aggregate_statistics"
FURTHER = ("age_band", "means_of_control", "sector", "population_group", "country_of_exploitation")

type Rows = tuple[Any, ...]
_kept: dict[str, tuple[tuple[object, ...], float, Rows]] = {}
_lock = Lock()


def snapshot(needs: Set[str], now: datetime) -> Snapshot:
    """Returns the named tables; reads them again as soon as something was written since."""
    stamp = _cache_key()
    return Snapshot(now=now, **{name: _table(name, stamp) for name in sorted(needs)})


@mirrors
def forget() -> None:
    """Clears the cache."""
    with _lock:
        _kept.clear()


def _cache_key() -> tuple[object, ...]:
    """Returns the cache key, which changes with every action, because each adds a line to the audit log."""
    last = trust.Line.objects.aggregate(last=Max("id"))["last"]
    return (last, str(connection.settings_dict["NAME"]), str(settings.AMANA_KEY_STORE), pack().id)


def _table(name: str, stamp: tuple[object, ...]) -> Rows:
    with _lock:
        found = _kept.get(name)
    if found is not None and found[0] == stamp and time.monotonic() - found[1] < KEPT_FOR_SECONDS:
        return found[2]
    with acting_as(FIGURES):  # everybody's rows are counted alike, for every reader, and no text is opened
        rows = tuple(_READERS[name]())
    with _lock:
        _kept[name] = (stamp, time.monotonic(), rows)
    return rows


def _as_tuple(value: Any) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(str(each) for each in value)
    return (str(value),) if value else ()


def _cases() -> Iterable[Case]:
    facts = dict(vault.facts.all_of_kind("case"))
    opted_out = _opted_out()
    rows = list(cases.Procedure.objects.values_list("id", "linked_to", "begun_at"))
    linked = {id: other for id, other, _begun in rows}
    for id, _other, begun in rows:
        said = facts.get(id)
        if said is None:
            continue  # forgotten: her lock is destroyed, and she counts in no figure any more
        governorate = str(said.get("governorate") or "")
        yield Case(
            id=id,
            person=_root(id, linked),
            begun_on=day_of(begun),
            sex=str(said.get("sex") or ""),
            age_group=str(said.get("age_group") or ""),
            nationality=_as_tuple(said.get("nationality")),
            exploitation=_as_tuple(said.get("exploitation")),
            governorate=governorate,
            territory=str(said.get("territory") or results.territory_of(governorate)),
            opted_out=bool(said.get("statistics_opt_out")) or id in opted_out,
            further={name: _as_tuple(said[name]) for name in FURTHER if said.get(name)},
        )


def _root(id: UUID, linked: dict[UUID, UUID | None]) -> UUID:
    """Returns the case at the end of the links; a cycle ends where it started."""
    seen = {id}
    while (other := linked.get(id)) is not None and other not in seen:
        seen.add(other)
        id = other
    return min(seen, key=str) if other is not None else id


def _opted_out() -> set[UUID]:
    """Returns cases in which statistics on persons were refused, or agreed to and withdrawn later."""
    no = {
        id: case
        for id, case, refused, withdrawn in consent.Consent.objects.values_list(
            "id", "procedure", "refused", "withdrawn_at"
        )
        if refused or withdrawn is not None
    }
    facts = vault.facts.by_owner("consent", no)
    return {no[id] for id, said in facts.items() if said.get("type") == OPT_OUT}


def _steps() -> Iterable[Step]:
    facts = dict(vault.facts.all_of_kind("step"))
    columns = ("id", "procedure", "subject", "machine", "track", "from_state", "to_state", "happened_at")
    for id, case, subject, machine, track, before, after, at in cases.Step.objects.filter(
        state=StepState.DONE
    ).values_list(*columns):
        yield Step(case, subject, machine, track, before, after, at, day_of(at), facts.get(id, {}))


def _deliveries() -> Iterable[Delivery]:
    for case, at, said in assistance.all_given():
        yield Delivery(
            case=case,
            on=day_of(at),
            service=str(said.get("service") or ""),
            category=str(said.get("category") or ""),
            quantity=int(said.get("quantity") or 0),
            value=Decimal(str(said.get("value") or 0)),
            currency=str(said.get("currency") or ""),
            mistaken=bool(said.get("reversed")),
        )


def _goals() -> Iterable[Goal]:
    for case, _closed, said in assistance.all_goals():
        yield Goal(case, str(said.get("category") or ""), said.get("met"))


def _interviews() -> Iterable[Interview]:
    facts = dict(vault.facts.all_of_kind("screening"))
    rows = screening.Screening.objects.filter(ended_at__isnull=False).values_list("id", "procedure", "ended_at")
    for id, case, ended in rows:
        if id in facts and ended is not None:
            yield Interview(case, day_of(ended), ended, str(facts[id].get("profile") or ""))


def _signs() -> Iterable[Sign]:
    facts = dict(vault.facts.all_of_kind("sign"))
    screened = set(screening.Screening.objects.values_list("procedure", flat=True))
    for id, case, came in intake.Sign.objects.values_list("id", "procedure", "came_at"):
        if id in facts:
            yield Sign(case, day_of(came), str(facts[id].get("channel") or ""), case in screened)


def _referrals() -> Iterable[Referral]:
    facts = dict(vault.facts.all_of_kind("referral"))
    kinds = {each.id: each.kind for each in who.organisations()}
    rows = list(referrals.Referral.objects.filter(sent_at__isnull=False))
    users = who.users({row.sent_by for row in rows if row.sent_by is not None})
    for row in rows:
        if row.id not in facts or row.sent_at is None:
            continue
        sender = users.get(row.sent_by) if row.sent_by is not None else None
        organisation = sender.organisation_id if sender is not None else None
        yield Referral(
            id=row.id,
            case=row.procedure_id,
            sent_on=day_of(row.sent_at),
            service=str(facts[row.id].get("service") or ""),
            provider=str(row.provider_id or ""),
            referrer_type=kinds.get(organisation, "") if organisation is not None else "",
            acknowledged_at=row.acknowledged_at,
            acknowledge_due=_acknowledge_due(row.sent_at, str(facts[row.id].get("urgency") or "")),
        )


def _acknowledge_due(sent_at: datetime, urgency: str) -> datetime | None:
    """Returns by when a referral had to be acknowledged; the referral's own deadline stops with the first answer."""
    hours = {each.id: each.acknowledge_hours for each in pack().urgencies}.get(urgency)
    return sent_at + timedelta(hours=hours) if hours is not None else None


def _activities() -> Iterable[Activity]:
    for row in outreach.Activity.objects.filter(state="held"):
        yield Activity(
            id=row.id,
            type=row.type,
            on=day_of(row.starts_at),
            governorate=row.governorate,
            organiser=str(row.details.get("organiser") or ""),
            district=row.district,
            institution=str(row.details.get("institution") or ""),
            topic=str(row.details.get("training_topic") or ""),
            people=row.people or 0,
            participants=tuple((sex, age, n) for sex, age, n in row.participants),
            population=dict(row.population),
            knowledge={sex: (asked, knew) for sex, (asked, knew) in row.knowledge.items()},
            materials=tuple((material, language, n) for material, language, n in row.materials),
            campaign=row.campaign_id,
        )


def _campaigns() -> Iterable[Campaign]:
    for row in outreach.Campaign.objects.all():
        yield Campaign(row.id, row.starts_on, row.ends_on, tuple(row.targets))


def _trainees() -> Iterable[Trainee]:
    facts = dict(vault.facts.all_of_kind("trainee"))
    for row in outreach.Trainee.objects.all():
        said = facts.get(row.id, {})
        yield Trainee(
            row.activity_id, row.person, str(said.get("sex") or ""), str(said.get("institution") or ""), row.finished
        )


def _pairs() -> Iterable[Pair]:
    for activity, sex, pre, post in outreach.PairedTest.objects.values_list("activity", "sex", "pre", "post"):
        yield Pair(activity, sex, pre, post)


_READERS: dict[str, Callable[[], Iterable[Any]]] = {
    "cases": _cases,
    "steps": _steps,
    "deliveries": _deliveries,
    "goals": _goals,
    "interviews": _interviews,
    "signs": _signs,
    "referrals": _referrals,
    "activities": _activities,
    "campaigns": _campaigns,
    "trainees": _trainees,
    "pairs": _pairs,
}
