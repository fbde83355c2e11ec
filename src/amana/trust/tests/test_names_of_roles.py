"""A sentence that says which roles do something says too when nobody has them, and who gives them."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from amana.trust.models import RoleGrant, User
from amana.trust.queries import name_roles
from amana.vault.models import Instance
from tests.cast import World

pytestmark = pytest.mark.django_db

GIVES = "an administrator gives it"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_a_role_that_nobody_has_says_who_gives_it(world: World) -> None:
    Instance.objects.update(demo=False)
    roles = ["screener", "front_liner"]
    assert name_roles(roles) == "Screener, Front-line worker"
    RoleGrant.objects.filter(role="front_liner").delete()
    assert GIVES not in name_roles(roles), "one of the two is enough"
    User.objects.filter(grants__role="screener").update(is_active=False)
    assert name_roles(roles).startswith("Screener, Front-line worker (") and GIVES in name_roles(roles)


def test_a_demonstration_has_everybody(world: World) -> None:
    RoleGrant.objects.filter(role="screener").delete()
    assert name_roles(["screener"]) == "Screener"


def test_no_role_says_nothing(world: World) -> None:
    Instance.objects.update(demo=False)
    assert name_roles([]) == ""
