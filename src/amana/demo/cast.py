"""Creates the cast: organisations, units and accounts, through the commands that administrators use."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amana import vault
from amana.accounts import commands
from amana.demo.people import ORGANISATIONS, PEOPLE
from amana.trust import queries
from amana.trust.actor import Actor, actor_for
from amana.trust.queries import User


@dataclass(frozen=True)
class Cast:
    """The people as actors with their open keys, the units and organisations by key."""

    actors: dict[str, Actor]
    units: dict[str, UUID]
    organisations: dict[str, UUID]

    def __getitem__(self, username: str) -> Actor:
        return self.actors[username]


def bring_to_life(password: str, pack: str, now: datetime) -> Cast:
    """Creates the cast, who sign in with `password`; for a demo or a test instance with nobody in it."""
    commands.begin_instance(demo_password=password, now=now)
    committee = next(each for each in ORGANISATIONS if each.key == "committee")
    sara = commands.set_up_first_administrator(
        username="sara",
        name="Sara",
        password=password,
        language="en",
        organisation={
            "name_en": committee.name_en,
            "name_ar": committee.name_ar,
            "name_ckb": committee.name_ckb,
            "kind": committee.kind,
            "pack": pack,
        },
        officers=vault.recovery.made_up_officers(),
        now=now,
    )
    organisations = {"committee": sara.organisation_id}
    units: dict[str, UUID] = {}
    for each in ORGANISATIONS:
        if each.key not in organisations:
            organisations[each.key] = commands.make_organisation(
                sara, name_en=each.name_en, name_ar=each.name_ar, name_ckb=each.name_ckb, kind=each.kind, pack=pack,
                made_up=True, now=now,
            )  # fmt: skip
        for unit in each.units:
            units[unit.key] = commands.make_unit(
                sara,
                organisation_id=organisations[each.key],
                name_en=unit.name_en,
                name_ar=unit.name_ar,
                name_ckb=unit.name_ckb,
                supervised_by=units.get(unit.supervised_by),
                takes_signs=unit.takes_signs,
                now=now,
            )
    rings: dict[str, vault.keyring.KeyRing] = {}
    shared = commands.shared_password(password)
    for person in PEOPLE:
        if person.username == "sara":
            rings["sara"] = vault.keyring.open_user_key(User.objects.get(username="sara").id, password)
        else:
            rings[person.username] = commands.invite_made_up(
                sara, username=person.username, name=person.name, first_password=shared, language=person.language,
                unit_id=units[person.unit], roles=person.roles, now=now,
            )  # fmt: skip
        user = User.objects.get(username=person.username)
        User.objects.filter(id=user.id).update(phone_at_work=person.phone_at_work)
        for key in person.also_in:
            commands.add_to_unit(sara, user_id=user.id, unit_id=units[key], now=now)
    _let_everybody_in(rings, now)
    actors = {user.username: actor_for(user, rings[user.username]) for user in User.objects.all()}
    return Cast(actors, units, organisations)


def _let_everybody_in(rings: dict[str, vault.keyring.KeyRing], now: datetime) -> None:
    """Admits the newcomers of each unit by its members, as they would at work."""
    waiting = True
    while waiting:
        waiting = False
        for username, keys in rings.items():
            member = actor_for(User.objects.get(username=username), keys)
            for card, unit in queries.waiting_for_admission(member):
                commands.admit(member, user_id=card.id, unit_id=unit.id, now=now)
                waiting = True
