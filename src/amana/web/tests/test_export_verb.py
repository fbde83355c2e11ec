"""`./amana export trace`: a copy that turned up is named, locked or not, and whoever lacks the key is told what to bring."""

import getpass
import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pyrage
import pytest

from amana.commandline.verb import Stop
from amana.exports import commands
from amana.exports.commands import ExportRequest, Recipient
from amana.exports.verbs import export
from amana.trust.models import Line
from amana.vault.agefiles import fingerprint
from amana.web.cli.registry import run
from tests.cast import World


def handed_out(world: World, *, key: str = "") -> tuple[str, bytes, str]:
    """(number, file, password or empty) of a list of Rawan's cases, for a password or for a public key of age."""
    world.case()
    chosen = None
    if key:
        chosen = commands.add_age_key(world.rawan, label="Court", public=key, now=world.now)
        commands.confirm_age_key(world.rawan, chosen, typed=fingerprint(key), now=world.now)
    asked = ExportRequest(
        "my_cases", {}, "justice", "The court asked for it", Recipient("Judge Hiwa"), "csv", "en", chosen
    )
    made = commands.make_export(world.rawan, asked, now=world.now)
    return made.number, commands.fetch(world.rawan, made.id, now=world.now)[1], made.passphrase or ""


def kept(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return str(folder / name)


def test_a_copy_sealed_to_a_key_is_traced_with_the_recipients_identity(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    number, file, _ = handed_out(world, key=str(theirs.to_public()))
    copy = kept(tmp_path, "leaked.csv.age", file)
    wrong = kept(tmp_path, "other.txt", f"{other}\n".encode())
    right = kept(tmp_path, "key.txt", f"# created: today\n# public key: {theirs.to_public()}\n{theirs}\n".encode())
    for without in ([], ["--identity", wrong]):
        with pytest.raises(Stop, match="--identity"):
            export.run(["trace", copy, *without])
    assert not Line.objects.filter(verb="exports.traced").exists()
    assert run(["export", "trace", copy, "--identity", wrong, "--identity", right]) == 0
    told = capsys.readouterr().out
    assert f"Export {number}: proved by" in told and "Byte for byte what was handed over." in told
    assert "Rawan" in told and str(theirs) not in told
    assert Line.objects.filter(verb="exports.traced").count() == 1
    opened = kept(tmp_path, "opened.csv", pyrage.decrypt(file, [theirs]))
    assert run(["export", "trace", opened]) == 0
    assert f"Export {number}: proved by" in capsys.readouterr().out


def test_a_copy_behind_a_password_asks_for_it(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    number, file, password = handed_out(world)
    copy = kept(tmp_path, "leaked.zip", file)
    with pytest.raises(Stop, match="--password"):
        export.run(["trace", copy])
    monkeypatch.setattr(getpass, "getpass", lambda _: password)
    assert export.run(["trace", copy, "--password"]) == 0
    assert f"Export {number}: proved by" in capsys.readouterr().out


def test_what_carries_nothing_of_ours_is_said_so(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"somebody else's words")))
    assert export.run(["trace", "-"]) == 1
    assert "Nothing of ours" in capsys.readouterr().err
    with pytest.raises(Stop, match="cannot be read"):
        export.run(["trace", str(tmp_path / "absent")])
