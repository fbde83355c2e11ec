"""What a browser seals, the vault opens: the same places, envelope and suite on both sides, and nothing else passes."""

import base64
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from amana.errors import CannotOpen
from amana.public_reports import rules as bundle
from amana.public_reports.rules import SealedFile, taken_apart
from amana.vault import ciphers, wraps
from amana.vault.models import Sealed, Wrap
from amana.vault.opening import place_of

VECTOR: dict[str, Any] = json.loads(Path(__file__).with_name("sealed_in_browser.json").read_text(encoding="utf-8"))
SENT = base64.b64decode(VECTOR["bundle"])
READERS = frozenset((each["kind"], UUID(each["id"]), each["version"]) for each in VECTOR["readers"])


def opened(file: SealedFile, place: int = 0) -> bytes:
    """The file through one reader's key, by the vault's own places."""
    row = Sealed(id=file.id, kind=bundle.FILE_KIND, envelope=file.envelope)
    said = file.wraps[place]
    wrap = Wrap(sealed=row, holder_kind=said.kind, holder=said.id, holder_version=said.version, key_version=1)
    private = ciphers.private_key(ciphers.HYBRID, base64.b64decode(VECTOR["private"][place]))
    key = ciphers.unwrap(private, said.blob, wraps.inner_place(wrap, wraps.CONTRACT))
    return ciphers.unpad(ciphers.decrypt(key, row.envelope, place_of(row, ciphers.CONTRACT), contract=ciphers.CONTRACT))


def apart(sent: bytes = SENT) -> SealedFile:
    file = taken_apart(sent, READERS)
    assert file is not None
    return file


@pytest.mark.parametrize("place", [0, 1])
def test_every_reader_opens_what_the_browser_sealed(place: int) -> None:
    head, _, content = opened(apart(), place).partition(b"\n")
    assert json.loads(head) == VECTOR["about"]
    assert content.decode() == VECTOR["content"]


def test_a_changed_bit_and_another_place_stay_shut() -> None:
    with pytest.raises(CannotOpen):
        opened(apart(SENT[:-1] + bytes([SENT[-1] ^ 1])))
    elsewhere = SENT.replace(str(apart().id).encode(), b"0a0a0a0a-0000-4000-8000-0a0a0a0a0a0a", 1)
    with pytest.raises(CannotOpen):
        opened(apart(elsewhere))


def test_what_a_reader_would_not_get_is_not_taken() -> None:
    """One reader left out, one too many, another version of a key: the desk could not open it, so the sender is told."""
    other = ("unit", UUID("0000000f-0000-4000-8000-00000000000f"), 1)
    for readers in (READERS | {other}, READERS - {min(READERS)}, {(kind, name, 9) for kind, name, _ in READERS}):
        assert taken_apart(SENT, readers) is None


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x00\x00",
        SENT[:-1],
        SENT[:900],
        b"\xff\xff\xff\xff" + SENT[4:],
        b"\x00\x00\x00\x02{}" + SENT[-300:],
        b"\x00\x00\x00\x02[]" + SENT[-300:],
        SENT.replace(b'"unit"', b'"user"'),
        SENT.replace(b'"version":1', b'"version":"1"'),
        SENT.replace(b'"blob":"', b'"blob":"*'),
        SENT.replace(b'"wraps":[', b'"wraps":7,"x":['),
        SENT + bytes(bundle.MOST_BYTES),
    ],
)  # fmt: skip
def test_any_other_shape_is_not_taken(sent: bytes) -> None:
    assert taken_apart(sent, READERS) is None
