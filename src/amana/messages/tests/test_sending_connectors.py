"""What each connector asks of its provider, on a provider of this machine, and how each end is told from the others."""

import json
import socket
from base64 import b64decode
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from pytest_django import Settings

from amana.messages.connectors import Away, BadFile, Sender, TurnedDown, Unsure, load_configuration
from amana.messages.connectors.posting import is_private
from amana.messages.tests.scenes import NUMBER, provider, write_connectors

FILE = """
[connectors.twilio]
kind = "twilio"
address = "https://report.example.org"
token = "made-up token"
account = "AC1"
number = "+9647500000900"
base = "{base}"
[connectors.vonage]
kind = "vonage"
key = "abcd1234"
signature = "made-up signature secret of thirty-two signs"
secret = "made-up secret"
whatsapp = "9647500000900"
base = "{base}"
[connectors.textit]
kind = "rapidpro"
secret = "made-up secret of a flow, long"
base = "{base}"
token = "made-up token"
"""


def senders(settings: Settings, folder: Path, base: str) -> dict[str, Sender]:
    write_connectors(settings, folder, FILE.format(base=base))
    return {each.name: each for each in load_configuration().senders}


def test_each_provider_is_asked_as_it_documents(settings: Settings, tmp_path: Path) -> None:
    with provider() as here:
        known = senders(settings, tmp_path, here.address)
        assert known["twilio"].send("sms", NUMBER, "سڵاو", "item") == "SM1"
        assert known["vonage"].send("whatsapp", NUMBER, "سڵاو", "item") == "u1"
        assert known["textit"].send("sms", NUMBER, "سڵاو", "item") == "7"
        (one, two, three) = here.asked
    assert one[0] == "/2010-04-01/Accounts/AC1/Messages.json"
    assert parse_qs(one[2].decode()) == {"To": [NUMBER], "From": ["+9647500000900"], "Body": ["سڵاو"]}
    assert b64decode(one[1]["Authorization"].removeprefix("Basic ")) == b"AC1:made-up token"
    assert two[0] == "/v1/messages"
    assert json.loads(two[2]) == {
        "message_type": "text", "channel": "whatsapp", "to": "9647500000142", "from": "9647500000900", "text": "سڵاو",
        "client_ref": "item",
    }  # fmt: skip
    assert b64decode(two[1]["Authorization"].removeprefix("Basic ")) == b"abcd1234:made-up secret"
    assert three[0] == "/api/v2/broadcasts.json"
    assert json.loads(three[2]) == {"urns": [f"tel:{NUMBER}"], "text": "سڵاو"}
    assert three[1]["Authorization"] == "Token made-up token"


def test_channels_are_those_with_a_number_of_ours(settings: Settings, tmp_path: Path) -> None:
    known = senders(settings, tmp_path, "https://api.example.org")
    assert {name: sorted(each.channels) for name, each in known.items()} == {
        "twilio": ["sms"], "vonage": ["whatsapp"], "textit": ["sms"],
    }  # fmt: skip
    assert load_configuration().sender_for("sms") is known["twilio"]
    assert load_configuration().channels == {"sms", "whatsapp"}


@pytest.mark.parametrize(
    ("status", "end"),
    [(400, TurnedDown), (401, TurnedDown), (404, TurnedDown), (429, Away), (408, Unsure), (500, Unsure), (503, Unsure), (302, Unsure)],
)  # fmt: skip
def test_every_status_has_one_end(settings: Settings, tmp_path: Path, status: int, end: type[Exception]) -> None:
    with provider() as here:
        here.status = status
        with pytest.raises(end):
            senders(settings, tmp_path, here.address)["twilio"].send("sms", NUMBER, "x", "item")
        assert len(here.asked) == 1


def test_a_provider_that_hangs_up_leaves_us_unsure(settings: Settings, tmp_path: Path) -> None:
    with provider() as here:
        here.hangs_up = True
        with pytest.raises(Unsure):
            senders(settings, tmp_path, here.address)["vonage"].send("whatsapp", NUMBER, "x", "item")


def test_a_provider_that_does_not_listen_is_away(settings: Settings, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(Away):
            senders(settings, tmp_path, base)["textit"].send("sms", NUMBER, "x", "item")


def test_nothing_leaves_this_machine_unencrypted(settings: Settings, tmp_path: Path) -> None:
    assert (
        not is_private("http://api.example.org") and not is_private("ftp://127.0.0.1") and is_private("https://x.org")
    )
    with pytest.raises(TurnedDown):
        senders(settings, tmp_path, "http://api.example.org")["twilio"].send("sms", NUMBER, "x", "item")


# The file -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[connectors.a]\nkind = 'pigeon'", "connectors.a: its kind is one of"),
        ("[connectors.a]\nkind = 'signed'", "connectors.a: secret is missing"),
        ("[connectors.a]\nkind = 'signed'\nsecret = 'short-secret'", "connectors.a: secret is too short"),
        ("[connectors.a]\nkind = 'signed'\nsecret = 'a-long-enough-secret-it-is'\ncolour = 1", "connectors.a: colour is"),
        ("[secrets]\na = 'short-secret'", "a part that is not known"),
        ("[connectors", "no TOML file"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_file_is_told_without_a_value(
    settings: Settings, tmp_path: Path, text: str, says: str
) -> None:
    write_connectors(settings, tmp_path, text)
    with pytest.raises(BadFile) as told:
        load_configuration()
    assert says in str(told.value)
    assert ("short-secret" not in str(told.value) and told.value.__cause__ is None) or "TOML" in str(told.value)


def test_a_file_that_changed_is_read_again_and_none_is_nothing(settings: Settings, tmp_path: Path) -> None:
    settings.AMANA_CONNECTORS = tmp_path / "none.toml"
    assert load_configuration().receivers == {} and load_configuration().channels == frozenset()
    senders(settings, tmp_path, "https://api.example.org")
    assert set(load_configuration().receivers) == {"twilio", "vonage", "textit"}
    write_connectors(settings, tmp_path, "[connectors.desk]\nkind = 'signed'\nsecret = 'a-long-enough-secret-it-is'")
    assert set(load_configuration().receivers) == {"desk"}
    assert "a-long-enough-secret" not in repr(load_configuration())
