"""Everybody who could ask: each role, at the organisation that holds the case, at partners of every kind, and outside."""

import time
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from amana import vault
from amana.accounts import commands
from amana.cases import commands as cases
from amana.cases import queries
from amana.cases.models import Procedure
from amana.consent import commands as consents
from amana.signin.factors import Level
from amana.signin.session_store import SessionStore
from amana.trust.actor import Actor, actor_for
from amana.trust.capabilities import PRESETS
from amana.trust.models import User
from tests.cast import IN_SERVICE, PASSWORD, World

RELATIONS = ("own", "consent", "expired", "withdrawn", "stranger")
PARTNERS = RELATIONS[1:]
# The roles that work in the file of the holding organisation; the others of that house are not in the team.
TEAM = ("legal_counsel", "child_protection_officer", "return_officer")
INTAKE = ("screener", "community_police", "front_liner")
SHARED = frozenset({"identity", "legal"})


@dataclass(frozen=True)
class Asker:
    """Somebody who asks: "own:case_manager", with a client that is signed in as them."""

    key: str
    actor: Actor
    client: Client


def _kind(partner: str) -> str:
    """The partner she agreed to is also a court, so that a judge there can be asked."""
    return "court" if partner == "consent" else "ngo"


def _account(world: World, key: str, role: str, unit: UUID) -> UUID:
    return commands.invite(
        world.sara, username=key, name=key, first_password=PASSWORD, language="en", unit_id=unit, roles=[role],
        made_up=True, now=world.now - IN_SERVICE,
    )  # fmt: skip


def _ring(user_id: UUID) -> vault.keyring.KeyRing:
    return vault.keyring.open_user_key(user_id, PASSWORD)


def signed_in(user: User, keys: vault.keyring.KeyRing) -> Client:
    """A client with a session and the key cookie, as after a sign-in."""
    client = Client()
    session = SessionStore()
    secret, session["key"] = vault.keyring.session_key(keys)
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["level"], session["proved"] = int(Level.PASSKEY), [str(user.pk), time.time()]
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    client.cookies[settings.AMANA_KEY_COOKIE] = secret
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def make_askers(world: World) -> dict[str, Asker]:
    """One asker for each role and relation, before any case exists."""
    units: dict[str, UUID] = {}
    for partner in PARTNERS:
        organisation = commands.make_organisation(
            world.sara, name_en=partner, name_ar=partner, name_ckb=partner, kind=_kind(partner), pack=settings.AMANA_PACK,
            made_up=True, now=world.now - IN_SERVICE,
        )  # fmt: skip
        units[partner] = commands.make_unit(
            world.sara, organisation_id=organisation, name_en=partner, name_ar=partner, name_ckb=partner,
            takes_signs=True, now=world.now,
        )  # fmt: skip
    askers: dict[str, Asker] = {}
    first: dict[str, Actor] = {}
    for role in PRESETS:
        for relation in RELATIONS:
            key = f"{relation}:{role}"
            unit = units.get(relation) or world.units["intake" if role in INTAKE else "protection"]
            if relation == "own" and role == "supervisor":
                unit = world.units["supervisors"]
            user_id = _account(world, key, role, unit)
            member = first.get(relation) if relation != "own" else world.nasrin if role == "supervisor" else None
            member = member or (world.berivan if role in INTAKE and relation == "own" else None)
            member = member or (world.rawan if relation == "own" else None)
            if member is not None:
                commands.admit(member, user_id=user_id, unit_id=unit, now=world.now - IN_SERVICE)
            user, keys = User.objects.get(id=user_id), _ring(user_id)
            actor = actor_for(user, keys)
            first.setdefault(relation, actor)
            askers[key] = Asker(key, actor, signed_in(user, keys))
    return askers


def share_case(world: World, case: Procedure, askers: dict[str, Asker]) -> None:
    """The case as each relation meets it: in the team, by consent, by one that ended, by one taken back, not at all."""
    manager = askers["own:case_manager"].actor
    cases.hand_over(world.rawan, case, to=manager.account, now=world.now)
    case = Procedure.objects.get(id=case.id)
    for role in TEAM:
        cases.assign(manager, case, user_id=askers[f"own:{role}"].actor.account, role=role, now=world.now)
    about, said = consents.About(case.id, case.lock), consents.Said(language="en", how="written")
    texts = queries.texts_of_section(case, SHARED)
    for partner, given, ends in (
        ("consent", world.now, world.now + timedelta(days=30)),
        ("expired", world.now - timedelta(days=30), world.now - timedelta(days=1)),
        ("withdrawn", world.now, world.now + timedelta(days=30)),
    ):
        unit = askers[f"{partner}:case_manager"].actor.unit_id
        for purpose in ("assistance", "justice"):  # the work of those who help, and of those who record proceedings
            consent = consents.give_sections(
                manager, about, said, type="assistance", purpose=purpose, unit_id=unit, sections=SHARED,
                sealeds=texts, expires_at=ends, now=given,
            )  # fmt: skip
            if partner == "withdrawn":
                cases.withdraw_consent(manager, case, consent_id=consent, now=world.now)
