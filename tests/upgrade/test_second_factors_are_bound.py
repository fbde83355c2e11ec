"""Second factors from before they were bound to their account let their owners in after the update, and nobody else."""

import json
from importlib import import_module
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from amana.signin import factor_rows
from amana.vault.server_secrets import seal_secret
from tests.cast import APPLICATION, World, forget_states
from tests.world import Desk

pytestmark = pytest.mark.django_db


def as_before(world: World) -> None:
    """Rows as the release before wrote them: sealed for nobody, and without a mark."""
    rows = [
        Authenticator(user_id=actor.account, type="totp", data={"secret": seal_secret("factor", "", APPLICATION)})
        for actor in (world.rawan, world.yusuf)
    ]
    rows.append(Authenticator(user_id=world.rawan.account, type="webauthn", data={"name": "key", "credential": {}}))
    codes = {"seed": seal_secret("factor", "", "ab" * 40), "used_mask": 5}
    rows.append(Authenticator(user_id=world.rawan.account, type="recovery_codes", data=codes))
    Authenticator.objects.all().delete()
    Authenticator.objects.bulk_create(rows)


def migrate() -> None:
    import_module("amana.trust.migrations.0012_bind_second_factors").bind(None, SimpleNamespace(connection=connection))


def test_rows_of_before_are_bound_as_they_stand(world: World, desk: Desk) -> None:
    forget_states()
    as_before(world)
    assert factor_rows.count_changed() == 2, "the alarm: two people"
    migrate()
    assert factor_rows.count_changed() == 0
    told = json.dumps(list(Authenticator.objects.order_by("pk").values_list("data", flat=True)))
    migrate()  # again: nothing happens twice
    assert json.dumps(list(Authenticator.objects.order_by("pk").values_list("data", flat=True))) == told
    with factor_rows.of(world.rawan.account):
        row = Authenticator.objects.get(user_id=world.rawan.account, type="totp")
        assert factor_rows.open_secret(row.data["secret"]) == APPLICATION
    assert Authenticator.objects.get(type="recovery_codes").data["used_mask"] == 5
    assert desk("yusuf").get("/trust/me/").status_code == 200


def test_what_is_moved_after_the_update_is_refused(world: World) -> None:
    as_before(world)
    migrate()
    his = Authenticator.objects.get(user_id=world.yusuf.account)
    Authenticator.objects.filter(user_id=world.rawan.account, type="totp").update(data=his.data)
    assert not factor_rows.are_genuine(world.rawan.account)
