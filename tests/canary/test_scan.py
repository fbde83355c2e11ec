"""The alarm of the canary test: a planted string is found in every form, wherever it lies."""

import base64
from pathlib import Path

import pytest

from tests.canary.scan import compress_text, found_in, found_on_disk

NEEDLE = "Canary-ژیان-7731"


@pytest.mark.parametrize(
    "planted",
    [
        NEEDLE.encode(),
        NEEDLE.encode("utf-16-le"),
        NEEDLE.encode("utf-16-be"),
        NEEDLE.encode().hex().encode(),
        base64.b64encode(NEEDLE.encode()),
        base64.b64encode(b"a" + NEEDLE.encode() + b"tail"),
        base64.b64encode(b"ab" + NEEDLE.encode() + b"tail"),
        compress_text("before " + NEEDLE + " after"),
    ],
    ids=["plain", "utf-16-le", "utf-16-be", "hex", "base64", "base64+1", "base64+2", "gzip"],
)
def test_a_planted_string_is_found(planted: bytes, tmp_path: Path) -> None:
    assert found_in(b"\x00noise" + planted + b"noise\xff", [NEEDLE])
    (tmp_path / "file").write_bytes(b"noise " + planted)
    assert found_on_disk([tmp_path], [NEEDLE])


def test_what_is_not_there_is_not_found() -> None:
    assert not found_in(b"\x1f\x8b\x08 nothing here " * 10, [NEEDLE])
