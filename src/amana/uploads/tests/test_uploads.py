"""Files that come in: what nobody meant to tell is gone, what would do harm is refused at once, and the worker can do nothing."""

import io
import os
import stat
import sys
import time
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from amana.uploads import cleaning, errors, kinds, worker
from tests import upload_corpus as made

pytest.importorskip("pi_heif")
FILES = made.corpus()


@pytest.fixture(scope="module", autouse=True)
def parsers() -> None:
    """The parsers are there in this process too; most files are cleaned here, without a process of their own."""
    worker._load("picture:HEIF")
    worker._load("pages")


def cleaned_here(content: bytes) -> tuple[str, str, bytes, list[str], str]:
    return worker._answer(kinds.kind(content), content)


def test_there_are_fifty_files_or_nearly_and_the_alarm_finds_the_word_in_each() -> None:
    assert len(FILES) >= 45 and len(FILES) + len(made.kept_apart()) >= 50
    silent = [name for name, content in FILES.items() if not made.planted_in(content) and name != "owner-locked.pdf"]
    assert silent == []
    with pikepdf.open(io.BytesIO(FILES["owner-locked.pdf"])) as document:
        assert str(document.docinfo["/Title"]) == made.PLANTED


@pytest.mark.parametrize("name", FILES)
def test_nothing_planted_is_left(name: str) -> None:
    outcome, type, copy, _, why = cleaned_here(FILES[name])
    assert outcome == "cleaned", why
    assert not made.planted_in(copy)
    if type.startswith("image/"):
        with Image.open(io.BytesIO(copy)) as picture:
            assert not picture.getexif() and set(picture.info) <= {
                "jfif",
                "jfif_version",
                "jfif_unit",
                "jfif_density",
                "transparency",
            }


def test_a_photo_stands_upright() -> None:
    sizes = []
    for way in (1, 3, 6, 8):
        with Image.open(io.BytesIO(cleaned_here(FILES[f"turned-{way}.jpg"])[2])) as picture:
            sizes.append(picture.size)
    assert sizes == [(48, 32), (48, 32), (32, 48), (32, 48)]


def test_the_pages_still_say_what_they_said() -> None:
    for name in ("script.pdf", "attachment.pdf", "xfa.pdf", "photo-inside.pdf"):
        _, _, copy, said, _ = cleaned_here(FILES[name])
        with pikepdf.open(io.BytesIO(copy)) as document:
            assert b"(hello)" in document.pages[0].Contents.read_bytes()
            assert not set(document.Root.keys()) & {"/OpenAction", "/Names", "/AcroForm", "/AA"}
        assert ("active_parts" in said) == (name != "photo-inside.pdf")


def test_of_several_pictures_the_first_is_kept_and_said() -> None:
    for name in ("moving.gif", "two-pages.tif", "moving.png"):
        assert "first_frame" in cleaned_here(FILES[name])[3]


@pytest.mark.parametrize("name", made.hostile())
def test_what_would_do_harm_is_refused_with_its_reason(name: str) -> None:
    content, code = made.hostile()[name]
    outcome, _, copy, _, why = cleaned_here(content)
    assert (outcome, copy) == ("refused", b"") and errors.BY_CODE[why].code == code


@pytest.mark.parametrize("name", made.kept_apart())
def test_what_cannot_be_cleaned_is_kept_apart_as_it_came(name: str) -> None:
    content, said = made.kept_apart()[name]
    assert cleaned_here(content)[0:4] == ("quarantined", "application/octet-stream", content, [said])


# The worker --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["turned-6.jpg", "exif.webp", "phone.heic", "photo-inside.pdf", "owner-locked.pdf", "voice.wav"]
)
def test_the_worker_does_the_same_behind_its_walls(name: str) -> None:
    copy = cleaning.clean(FILES[name], f"C:\\Users\\{name}")
    assert copy.outcome == "cleaned" and not made.planted_in(copy.content)
    assert "\\" not in copy.name and copy.name.startswith(Path(name).stem)


@pytest.mark.parametrize("name", made.kept_apart())
def test_the_worker_keeps_the_same_apart_behind_its_walls(name: str) -> None:
    """What a list of members in a zip file needs is loaded before the walls stand."""
    content, said = made.kept_apart()[name]
    copy = cleaning.clean(content, name)
    assert (copy.outcome, copy.content) == ("quarantined", content) and said in copy.said


@pytest.mark.parametrize("name", ["nest.zip", "bomb.docx"])
def test_an_archive_is_refused_by_the_worker_as_an_archive(name: str) -> None:
    with pytest.raises(errors.Archive):
        cleaning.clean(made.hostile()[name][0], name)


def test_a_bomb_is_refused_by_the_worker() -> None:
    with pytest.raises(errors.TooManyPixels):
        cleaning.clean(made.hostile()["pixels.png"][0], "a.png")


_TRIES = """
import json, mmap, os, socket, sys
from amana.uploads import sandbox
held = sandbox.shut_in()
said = []
for name, deed in {
    "read": lambda: open("/etc/passwd"),
    "socket": lambda: socket.socket(),
    "start": lambda: os.fork() or os._exit(0),
    "kill": lambda: os.kill(os.getppid(), 0),
    "remove": lambda: os.unlink(sys.argv[1]),
    "memory": lambda: mmap.mmap(-1, 2 << 30),
}.items():
    try:
        deed()
    except (OSError, MemoryError):
        continue
    said.append(name)
sys.stdout.write(json.dumps({"held": held, "could": said}) + chr(10))
"""


def test_a_parser_that_was_taken_over_reaches_nothing(tmp_path: Path) -> None:
    """The alarm: without the limits the same program can do every one of these things."""
    victim = tmp_path / "victim"
    victim.write_text("x")
    free, shut = (
        cleaning._ask_worker(b"", (sys.executable, "-I", "-c", program, str(victim)))[0]
        for program in (_TRIES.replace("sandbox.shut_in()", "[]"), _TRIES)
    )
    assert {"read", "socket", "start", "kill", "remove", "memory"} == set(free["could"])
    assert {"memory", "processor", "files"} <= set(shut["held"])
    beyond = {"start"} if "calls" in shut["held"] else {"start", "kill", "remove"}
    assert set(shut["could"]) <= beyond  # a child of it has the same limits
    for outcome in ("cleaned", "quarantined", "refused", "another"):
        with pytest.raises(errors.Damaged):  # nor is an answer believed that the worker of ours never gives
            cleaning._parse_answer(b'{"outcome": "%s", "type": "text/html"}\n<script>' % outcome.encode())


_ENDLESS = "import time\nend = time.monotonic() + 600\nwhile time.monotonic() < end: pass"


@pytest.mark.parametrize("stubborn", [_ENDLESS, "import time; time.sleep(600)"])
def test_a_stubborn_parser_is_ended_after_its_seconds(stubborn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "AT_MOST", 3600.0)  # only its seconds can end it
    monkeypatch.setattr(cleaning, "SECONDS", 2.0)
    begun = time.monotonic()
    with pytest.raises(errors.TooLong):
        cleaning._ask_worker(b"x" * 200_000, (sys.executable, "-I", "-c", stubborn))
    assert time.monotonic() - begun >= cleaning.SECONDS


# The virus scanner -------------------------------------------------------------------------------

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


def scanner(folder: Path, script: str) -> None:
    program = folder / "clamdscan"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_what_the_scanner_knows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cleaning.clean(EICAR, "a.txt").outcome == "cleaned"  # nobody knows it without a scanner
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    scanner(tmp_path, '[ "$1" = --fdpass ] && grep -q EICAR-STANDARD && exit 1 || exit 0')
    with pytest.raises(errors.Malicious):
        cleaning.clean(EICAR, "a.txt")
    assert cleaning.clean(b"hello", "a.txt").said == ()
    scanner(tmp_path, "exit 2")
    assert cleaning.clean(b"hello", "a.txt").said == ("unscanned",)


_LOOKS_OUTSIDE = (
    "import amana.uploads.worker as w, amana.uploads.kinds as k, amana.uploads.sandbox as l\n"
    "def kind(content):\n    open('/etc/hostname').close()\n    return 'kind'\n"
    "k.kind = kind\n{more}w.main()"
)


@pytest.mark.parametrize(
    ("more", "gets_out"), [("", False), ("l.shut_in = lambda: []\n", True)], ids=["shut in", "the alarm"]
)
def test_what_looks_at_the_bytes_of_a_stranger_is_shut_in_already(more: str, gets_out: bool) -> None:
    command = (sys.executable, "-I", "-c", _LOOKS_OUTSIDE.format(more=more))
    if gets_out:
        assert cleaning._ask_worker(b"GIF89a", command)[0]["why"] == "kind"
    else:
        with pytest.raises(errors.Damaged):
            cleaning._ask_worker(b"GIF89a", command)
