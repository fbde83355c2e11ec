"""Providers' requests, recorded: each is taken as it was, once in effect, in any order, and refused when one sign is different."""

import json
import logging
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from django.test import Client
from pytest_django import Settings

from amana.messages import receiving, refused
from amana.messages.connectors import BadSignature, Incoming, Raw, twilio
from amana.messages.connectors.signed import signature_of
from tests.access.test_public import MIDDLEWARE
from tests.world import Clocks

FOLDER = Path(__file__).with_name("connectors")
SAMPLES: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))
}
LETTERS = sum(len(sample["letters"]) for sample in SAMPLES.values())
TIMELESS = ("twilio", "rapidpro")  # these providers sign no time


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], Incoming]:
    """What a receiver keeps that keeps each letter once, as ours does."""
    kept: dict[tuple[str, str], Incoming] = {}
    monkeypatch.setattr(
        receiving, "_receiver", [lambda letter, _now: kept.setdefault((letter.connector, letter.provider_id), letter)]
    )
    return kept


@pytest.fixture
def provider(settings: Settings, taken: object, db: None, clocks: Clocks, tmp_path: Path) -> Iterator[Client]:
    """Somebody who calls the public face while it is the morning of the recordings."""
    settings.AMANA_CONNECTORS = Path(__file__).with_name("connectors.toml")
    settings.AMANA_DATA = tmp_path
    settings.ROOT_URLCONF = "amana.web.urls_public"
    settings.MIDDLEWARE = MIDDLEWARE
    at = datetime.fromtimestamp(SAMPLES["signed_call"]["at"], UTC)
    clocks.database_at(at)
    yield Client(enforce_csrf_checks=True)


def call(client: Client, sample: dict[str, Any], **changes: Any) -> Any:
    said = {**sample, **changes}
    kind = said["headers"].get("Content-Type", "")
    headers = {name: value for name, value in said["headers"].items() if name != "Content-Type"}
    return client.generic("POST", said["path"], said["body"], content_type=kind, headers=headers)


def as_said(letter: Incoming) -> dict[str, Any]:
    """A letter as the recordings write it: without what is empty."""
    found = {
        "channel": letter.channel,
        "provider_id": letter.provider_id,
        "sender": letter.sender,
        "text": letter.text,
        "sent_at": letter.sent_at.isoformat() if letter.sent_at else "",
        "language": letter.language,
        "elsewhere": list(letter.elsewhere),
    }
    return {name: value for name, value in found.items() if value or name in ("sender", "text")}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_recorded_request_is_taken_as_it_was(
    provider: Client, taken: dict[tuple[str, str], Incoming], name: str
) -> None:
    sample = SAMPLES[name]
    answer = call(provider, sample)
    assert answer.status_code == 200
    assert answer.content.decode() == sample["answer"]
    assert [as_said(letter) for letter in taken.values()] == sample["letters"]
    assert "sessionid" not in answer.cookies and not answer.cookies


def test_repeated_and_in_any_order_it_is_the_same(provider: Client, taken: dict[tuple[str, str], Incoming]) -> None:
    order = list(SAMPLES.values()) * 3
    random.Random(4).shuffle(order)  # noqa: S311  (no secret is made of it)
    for sample in order:
        assert call(provider, sample).status_code == 200
    assert len(taken) == LETTERS
    wanted = {each["provider_id"]: each for sample in SAMPLES.values() for each in sample["letters"]}
    assert {key[1]: as_said(letter) for key, letter in taken.items()} == wanted


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (name, change)
        for name in SAMPLES
        for change in ("body", "signature", "no signature")
        if (name, change) != ("rapidpro_flow", "body")  # it shows a secret and signs nothing: the documents say so
    ],
)
def test_one_sign_changed_is_refused_and_counted(
    provider: Client, taken: dict[tuple[str, str], Incoming], name: str, change: str, caplog: pytest.LogCaptureFixture
) -> None:
    sample = SAMPLES[name]
    proof = next(
        each for each in ("X-Twilio-Signature", "X-Amana-Signature", "Authorization") if each in sample["headers"]
    )
    headers, body = dict(sample["headers"]), sample["body"]
    if change == "body":
        place = body.index("9647500000142") if "9647500000142" in body else body.index("9647500000900")
        body = body[:place] + "8" + body[place + 1 :]
    elif change == "signature":
        shown = headers[proof]
        headers[proof] = shown[:-3] + ("A" if shown[-3] != "A" else "B") + shown[-2:]
    else:
        del headers[proof]
    with caplog.at_level(logging.DEBUG):
        answer = call(provider, sample, headers=headers, body=body)
    assert (answer.status_code, answer.content) == (403, b"")
    assert taken == {}
    assert sum(refused.since(datetime(2026, 3, 1, tzinfo=UTC).date()).values()) == 1
    for letter in sample["letters"]:
        assert not letter["text"] or letter["text"] not in caplog.text
        assert letter["sender"] not in caplog.text


@pytest.mark.parametrize("name", [name for name in SAMPLES if not name.startswith(TIMELESS)])
@pytest.mark.parametrize("hours", [-48, 48])
def test_a_request_of_another_day_is_refused(
    provider: Client, taken: dict[tuple[str, str], Incoming], name: str, hours: int, clocks: Clocks
) -> None:
    later = datetime.fromtimestamp(SAMPLES[name]["at"], UTC) + timedelta(hours=hours)
    clocks.database_at(later)
    assert call(provider, SAMPLES[name]).status_code == 403
    assert taken == {}


def test_a_token_that_signs_itself_is_refused(provider: Client, taken: dict[tuple[str, str], Incoming]) -> None:
    """No algorithm, or one of somebody's choice, is no signature."""
    sample = SAMPLES["vonage_sms"]
    token = sample["headers"]["Authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, options={"verify_signature": False})
    for forged in (
        jwt.encode(claims, "", algorithm="none"),
        jwt.encode(claims, "another secret of thirty-two signs or more", algorithm="HS256"),
        jwt.encode(
            {**claims, "payload_hash": "0" * 64}, "made-up signature secret of thirty-two signs", algorithm="HS256"
        ),
    ):
        headers = {**sample["headers"], "Authorization": f"Bearer {forged}"}
        assert call(provider, sample, headers=headers).status_code == 403
    assert taken == {}


def test_the_provider_s_own_example_is_genuine() -> None:
    """The signature that the provider's documents give for its example."""
    form = {
        "CallSid": "CA1234567890ABCDE", "Caller": "+14158675309", "Digits": "1234", "From": "+14158675309",
        "To": "+18005551212",
    }  # fmt: skip
    door = twilio.Twilio("t", twilio.Settings(kind="twilio", address="https://mycompany.com", token="12345"))
    raw = Raw("/myapp.php?foo=1&bar=2", {"x-twilio-signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="}, b"", form, {})
    assert door.receive(raw, any_moment()).letters == ()
    with pytest.raises(BadSignature):
        door.receive(Raw("/myapp.php?foo=1", raw.headers, b"", form, {}), any_moment())


def any_moment() -> datetime:
    """Any moment: this provider signs no time."""
    return datetime(2026, 3, 1, tzinfo=UTC)


def test_what_nobody_keeps_is_not_thanked_for(provider: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "_receiver", [])
    provider.raise_request_exception = False
    assert call(provider, SAMPLES["signed_call"]).status_code >= 500


def test_a_connector_that_is_not_there_and_a_flood_of_bytes(provider: Client) -> None:
    assert call(provider, SAMPLES["signed_call"], path="/in/nobody/").status_code == 404
    assert call(provider, SAMPLES["signed_call"], body="x" * 300_000).status_code == 413


def test_a_genuine_request_that_says_nothing_is_told_so(provider: Client, taken: object) -> None:
    seconds = str(SAMPLES["signed_call"]["at"])
    for body in (b"[]", b"{}", b"no json", b'{"id": "1"}'):
        headers = {
            "X-Amana-Time": seconds,
            "X-Amana-Signature": signature_of("made-up secret of a hotline, long", seconds, body),
        }
        sample = {"path": "/in/hotline/", "headers": headers, "body": body}
        assert call(provider, sample).status_code == 422
    assert taken == {}
