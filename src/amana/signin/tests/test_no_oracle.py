"""Nobody learns from a refused sign-in whether an account exists: same status, same page, same time."""

import re
import statistics
import time
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import check_password
from django.test import Client

from amana.signin import session
from amana.trust.models import User
from amana.vault import ciphers
from tests.cast import PASSWORD, World

pytestmark = pytest.mark.django_db
REFUSED = {
    "nobody has this name": ("nobody-at-all", PASSWORD),
    "wrong password": ("rawan", "not-her-password"),
    "wrong password, no second factor": ("tara", "not-her-password"),
    "shut account, right password": ("karwan", PASSWORD),
}


@pytest.fixture
def accounts(world: World) -> Iterator[None]:
    """One account is shut, one has no second factor."""
    User.objects.filter(username="karwan").update(is_active=False)
    Authenticator.objects.filter(user__username="tara").delete()
    yield


def test_every_refusal_is_the_same_page(accounts: None) -> None:
    seen = set()
    for username, password in REFUSED.values():
        client = Client()
        answer = client.post("/sign-in/", {"login": username, "password": password})
        seen.add((answer.status_code, same_of(answer.content), tuple(sorted(client.cookies))))
    assert len(seen) == 1 and next(iter(seen))[0] == 200


def same_of(page: bytes) -> bytes:
    """The page without what differs each time: tokens against forgery, and the name that was typed."""
    page = re.sub(rb'(value|nonce)="[\w+/=-]{20,}"', b"", page)
    return re.sub(rb'<input[^>]*name="login"[^>]*>', b"", page)


def test_every_refusal_costs_one_check_of_the_password_and_one_of_the_keys(
    accounts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    real_keys = ciphers.from_password

    def check(password: str, encoded: str) -> bool:
        calls.append("check")
        return check_password(password, encoded)

    def keys(password: str, salt: bytes) -> bytes:
        calls.append("keys")
        return real_keys(password, salt)

    monkeypatch.setattr(session, "check_password", check)
    monkeypatch.setattr(ciphers, "from_password", keys)
    for username, password in REFUSED.values():
        calls.clear()
        assert authenticate(None, username=username, password=password) is None
        assert calls == ["check", "keys"], username


def _pairs(many: int, one: Callable[[], object], other: Callable[[], object]) -> float:
    """How much longer `other` takes than `one`, as a part of it: the median over interleaved pairs."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(many):
        for place, ask in enumerate((one, other)):
            began = time.process_time()
            ask()
            times[place].append(time.process_time() - began)
    first, second = (statistics.median(each) for each in times)
    return second / first - 1


def refused(name: str) -> Callable[[], object]:
    username, password = REFUSED[name]
    return lambda: authenticate(None, username=username, password=password)


@pytest.mark.deep
def test_no_refusal_takes_longer_than_another(accounts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work done (processor time), as in real life but with a cheaper hash; every run counts the work itself, above."""
    monkeypatch.setattr(settings, "AMANA_ARGON2", {"time_cost": 2, "memory_cost": 4096, "parallelism": 1})
    many = 1000
    names = list(REFUSED)
    for other in names[1:]:
        longer = _pairs(many, refused(names[0]), refused(other))
        assert abs(longer) <= 0.10, (other, longer)

    def planted() -> None:
        refused(names[1])()
        end = time.process_time() + 0.005
        while time.process_time() < end:
            pass

    assert _pairs(many, refused(names[0]), planted) > 0.10, "the alarm: five thousandths of a second more"
