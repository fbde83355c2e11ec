"""Made-up houses, files and agreements of every age: everybody gets exactly the rows that the page about rows promises.

What each should get is worked out here a second time, in Python, from what was made. A policy that is opened on purpose is found.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import models

from amana.cases.models import Assignment, Procedure, Section
from amana.consent.models import Consent
from amana.duplicates.models import Link
from amana.emergencies.models import GlassGrant
from amana.intake.models import Sign
from amana.referrals.models import Referral
from amana.trust import rows
from amana.trust.models import Membership, Organisation, RoleGrant, Unit, User
from amana.vault.clock import now
from amana.vault.models import Facts, Sealed, Wrap
from tests.databases import as_administrator

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]
HOUSES, PEOPLE, FILES = 4, 6, 24
ROLES = ("case_manager", "supervisor", "screener", "administrator", "auditor", "data_protection_officer")


@dataclass
class Country:
    """Everything that was made, by the ids that stand in the rows."""

    now: datetime
    chance: random.Random
    house: dict[UUID, UUID] = field(default_factory=dict)  # of a unit
    units: dict[UUID, set[UUID]] = field(default_factory=dict)  # that let somebody in
    active: set[UUID] = field(default_factory=set)
    watching: set[UUID] = field(default_factory=set)
    files: list[Procedure] = field(default_factory=list)

    def moment(self) -> datetime:
        """Some days ago, or in some days."""
        return self.now + timedelta(days=self.chance.choice((-40, -9, -1, 1, 9, 40)))

    def unit(self) -> UUID:
        """Any unit of any house."""
        return self.chance.choice(list(self.house))

    def person(self) -> UUID:
        """Anybody."""
        return self.chance.choice(list(self.units))


def made(seed: int) -> Country:
    """A country in which anything may have been agreed, ended or begun with anybody."""
    country = Country(now(), random.Random(seed))  # noqa: S311  (a test's own chance)
    for house in range(HOUSES):
        names = dict.fromkeys(("name_en", "name_ar", "name_ckb"), f"house {house}")
        organisation = Organisation.objects.create(**names, kind="ngo", pack="iraq", made_up=True)
        units = [Unit.objects.create(organisation=organisation, **names) for _ in range(3)]
        country.house |= {unit.id: organisation.id for unit in units}
        for person in range(PEOPLE):
            _somebody(country, organisation, units, f"{house}-{person}")
    for _ in range(FILES):
        _file(country)
    for one, other in zip(country.files[::3], country.files[1::3], strict=False):
        Link.objects.create(
            organisation=one.organisation, one=one, other=other, state="proposed", proposed_at=country.now
        )
    return country


def _somebody(country: Country, organisation: Organisation, units: list[Unit], name: str) -> None:
    user = User.objects.create(
        username=name, name=name, organisation=organisation, is_active=country.chance.random() < 0.8
    )
    role = country.chance.choice(ROLES)
    RoleGrant.objects.create(user=user, role=role)
    country.units[user.id] = set()
    for unit in country.chance.sample(units, 2):
        admitted = country.chance.random() < 0.7
        Membership.objects.create(user=user, unit=unit, admitted_at=country.now if admitted else None)
        if admitted:
            country.units[user.id].add(unit.id)
    if user.is_active:
        country.active.add(user.id)
        if role in ("auditor", "data_protection_officer"):
            country.watching.add(user.id)


def _file(country: Country) -> None:
    chance, at, intake = country.chance, country.now, country.unit()
    same = [unit for unit, house in country.house.items() if house == country.house[intake]]
    row = Procedure.objects.create(
        lock=uuid4(), number=chance.choice((None, f"IQ-{uuid4().hex[:9]}")), organisation=country.house[intake],
        intake_unit=intake, supervisors_unit=chance.choice((None, *same)), identification="sign", identification_since=at,
        help="none", help_since=at, begun_at=at, changed_at=at,
    )  # fmt: skip
    country.files.append(row)
    text = Sealed.objects.create(
        lock=row.lock, kind=chance.choice(("section", "note")), section="identity", envelope=b"-", changed_at=at,
        changed_by=country.person(),
    )  # fmt: skip
    Section.objects.create(procedure=row, code="identity", sealed=text.id)
    Facts.objects.create(lock=row.lock, kind="case", owner=row.id, envelope=b"-", lock_version=1)
    if chance.random() < 0.6:
        kind, holder = chance.choice((("user", country.person()), ("unit", country.unit())))
        Wrap.objects.create(
            sealed=text, holder_kind=kind, holder=holder, holder_version=1, lock_version=1, key_version=1, blob=b"-",
            expires_at=chance.choice((None, country.moment())),
        )  # fmt: skip
    if chance.random() < 0.5:
        Assignment.objects.create(
            procedure=row, user=country.person(), role="case_manager", since=country.moment(),
            until=chance.choice((None, country.moment())),
        )  # fmt: skip
    if chance.random() < 0.5:
        Consent.objects.create(
            procedure=row.id, lock=row.lock, unit=country.unit(), refused=chance.random() < 0.2,
            given_at=country.moment(), expires_at=chance.choice((None, country.moment())),
            withdrawn_at=at if chance.random() < 0.2 else None,
        )  # fmt: skip
    if chance.random() < 0.3:
        GlassGrant.objects.create(
            procedure=row, user=country.person(), at=at, until=country.moment(), reason=uuid4(), review_due=at,
            ended_at=at if chance.random() < 0.2 else None,
        )  # fmt: skip
    if chance.random() < 0.4:
        Sign.objects.create(
            number=uuid4().hex[:12], procedure=row, unit=country.unit(), supervised_by=chance.choice((None, country.unit())),
            taken_by=chance.choice((None, country.person())), came_at=at, sealed=uuid4(),
        )  # fmt: skip
    if chance.random() < 0.4:
        Referral.objects.create(
            reference=uuid4().hex[:12], procedure=row, unit=country.unit(), state="sent", state_since=at, drafted_at=at,
            sent_at=chance.choice((None, at)),
        )  # fmt: skip


# What each should get, in Python ------------------------------------------------------------------


@dataclass
class Grounds:
    """The files of somebody, by ground."""

    own: set[UUID]
    agreed: set[UUID]
    glass: set[UUID]
    at_work: set[UUID]
    known: set[UUID]


def grounds(country: Country, who: UUID) -> Grounds:
    """Worked out from all rows, as the page about rows says it in words."""
    at, units = now(), country.units[who]

    def lasts(until: datetime | None) -> bool:
        return until is None or until > at

    team = {row.procedure_id for row in Assignment.objects.filter(user=who) if row.since <= at and lasts(row.until)}
    own = {
        row.id
        for row in country.files
        if row.supervisors_unit in units or (row.number is None and row.intake_unit in units) or row.id in team
    }
    grants = list(GlassGrant.objects.filter(user=who))
    glass = {row.procedure_id for row in grants if row.ended_at is None and row.until > at}
    agreed = glass | {
        row.procedure
        for row in Consent.objects.filter(unit__in=units)
        if not row.refused and row.withdrawn_at is None and row.given_at <= at and lasts(row.expires_at)
    }
    signs = {
        row.procedure_id for row in Sign.objects.all() if {row.unit, row.supervised_by} & units or row.taken_by == who
    }
    asked = {row.procedure_id for row in Referral.objects.filter(unit__in=units) if row.sent_at is not None}
    asked |= {row.procedure_id for row in grants}
    everything = {row.id for row in country.files} if who in country.watching else set()
    return Grounds(own, agreed, glass, signs, own | agreed | signs | asked | everything)


def promised(country: Country, who: UUID) -> dict[type[models.Model], set[object]]:
    """The rows of somebody, by table."""
    if who not in country.active:
        return {model: set() for model in (Procedure, Section, Assignment, Sealed, Wrap, Facts, Consent, Sign, Link)}
    mine, units = grounds(country, who), country.units[who]
    lock = {row.id: row.lock for row in country.files}
    pairs = list(Link.objects.all())
    linked = {row.other_id for row in pairs if row.one_id in mine.own} | {
        row.one_id for row in pairs if row.other_id in mine.own
    }
    opens = mine.own | mine.agreed
    held = {
        row.sealed_id
        for row in Wrap.objects.all()
        if (row.expires_at is None or row.expires_at > now())
        and (row.holder == who if row.holder_kind == "user" else row.holder in units)
    }
    texts = {
        text.id
        for file in country.files
        for text in Sealed.objects.filter(lock=file.lock)
        if file.id in mine.own
        or text.id in held
        or (text.changed_by == who and (who in country.watching or file.id in mine.agreed | mine.at_work))
        or (text.kind == "section" and file.id in mine.glass)
    }
    return {
        Procedure: mine.known | linked,
        Section: {row.id for row in Section.objects.filter(procedure__in=opens)},
        Assignment: {row.id for row in Assignment.objects.all() if row.user == who or row.procedure_id in mine.known},
        Sealed: set(texts),
        Wrap: {row.id for row in Wrap.objects.filter(sealed__in=texts)},
        Facts: {row.id for row in Facts.objects.filter(lock__in=[lock[each] for each in opens | mine.at_work])},
        Consent: {row.id for row in Consent.objects.all() if row.unit in units or row.procedure in opens},
        Sign: {
            row.id
            for row in Sign.objects.all()
            if {row.unit, row.supervised_by} & units or row.taken_by == who or row.procedure_id in opens
        },
        Link: {row.id for row in pairs if {row.one_id, row.other_id} & mine.known},
    }


def differences(country: Country) -> Iterator[tuple[UUID, str, set[object]]]:
    """(who, table, rows) that somebody gets and should not, or should and does not."""
    for who in country.units:
        wanted = promised(country, who)
        with rows.acting_as(who):
            got = {model: set(model._default_manager.values_list("pk", flat=True)) for model in wanted}
        for model, ids in wanted.items():
            if got[model] != ids:
                yield who, model._meta.db_table, got[model] ^ ids


@pytest.mark.parametrize("seed", [0, 1, pytest.param(2, marks=pytest.mark.deep)])
def test_everybody_gets_what_is_promised_and_no_row_more(seed: int) -> None:
    country = made(seed)
    assert list(differences(country)) == []


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(100, 140))
def test_forty_countries_more(seed: int) -> None:
    country = made(seed)
    assert list(differences(country)) == []


@pytest.mark.parametrize(
    ("table", "condition"),
    [
        ("cases_section", "amana_watches()"),
        ("trust_wrap", "holder = (SELECT amana_actor())"),
        ("trust_facts", "amana_organisation() IS NOT NULL"),
        ("cases_procedure", "organisation = amana_organisation()"),
    ],
)
def test_a_policy_that_gives_a_little_too_much_is_found(table: str, condition: str) -> None:
    country = made(7)
    with as_administrator() as cursor:
        cursor.execute(f"CREATE POLICY planted ON {table} FOR SELECT USING ({condition})")
    assert any(where == table for _who, where, _rows in differences(country))
