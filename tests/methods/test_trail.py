# SPDX-License-Identifier: Apache-2.0
"""A stranger with an export file and a witness's checkpoints finds every change, and is told where it begins."""

import random
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from amana_methods.merkle import leaf_hash
from amana_methods.trail import (
    Checkpoint,
    Note,
    NoteError,
    Signature,
    TrailFileError,
    VerifierKey,
    checkpoints_in,
    cosigned_at,
    cosigned_message,
    end_row,
    is_signed_by,
    line_row,
    verify,
)
from tests.methods.trail_scene import Operator, as_mail, position_of, some_lines

LINES = some_lines(300)
OPERATOR = Operator()
HANDED_OUT = 260  # lines that the last checkpoint outside covers
WITNESS = [OPERATOR.checkpoint(LINES[:end], prints_from=start) for start, end in pairwise((0, 90, 180, HANDED_OUT))]

# The format -----------------------------------------------------------------------------------------


def test_the_published_example_of_a_checkpoint_with_a_cosignature_is_read() -> None:
    published = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
        "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZ"
        "qhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
    )
    [note] = checkpoints_in(published.encode())
    assert str(note) == published
    assert (note.checkpoint.origin, note.checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert note.checkpoint.text == note.text
    assert int.from_bytes(note.signatures[1].signed[:8]) == 1679315147  # the time the published message names


def test_a_key_is_copied_as_one_word_and_a_miscopied_one_is_noticed() -> None:
    written = str(OPERATOR.key)
    assert VerifierKey.parse(f" {written}\n") == OPERATOR.key
    name, id_, coded = written.split("+", 2)
    for wrong in (written[:-2], f"{name}x+{id_}+{coded}", f"{name}+{id_}", f"{name}+00000000+{coded}", "", "a+b+c"):
        with pytest.raises(NoteError):
            VerifierKey.parse(wrong)


@pytest.mark.parametrize(
    "text", ["", "a\n1\n", "a\n01\nAAAA\n", "a\n1\nAAAA\n", "a\n1\n", f"a\n-1\n{'A' * 43}=\n", f"a\n1\n{'A' * 43}=\n\n"]
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        Checkpoint.parse(text)


def test_checkpoints_are_found_in_a_mailbox_and_in_a_notebook() -> None:
    mailbox = b"".join(b"From somebody\n" + as_mail(note) + b"\n" for note in WITNESS)
    notebook = "".join(f"Printed on Tuesday\n\n{note}\n" for note in WITNESS).replace("\n", "\r\n").encode()
    for data in (mailbox, as_mail(WITNESS[0]), notebook, str(WITNESS[1]).encode()):
        found = checkpoints_in(data)
        assert found
        assert set(map(str, found)) <= set(map(str, WITNESS))
    assert len(checkpoints_in(mailbox)) == len(checkpoints_in(notebook)) == len(WITNESS)
    assert checkpoints_in(b"a letter without any") == []


def test_no_line_of_a_checkpoint_is_too_long_for_mail() -> None:
    note = OPERATOR.checkpoint(some_lines(1000), prints_from=0)
    assert max(len(line.encode()) for line in str(note).split("\n")) < 998
    assert dict(note.checkpoint.prints()) == {at: leaf_hash(line)[:2] for at, line in enumerate(some_lines(1000))}


def test_a_signature_speaks_for_its_text_and_its_key_only() -> None:
    note = WITNESS[0]
    assert is_signed_by(note, OPERATOR.key)
    other = Operator()
    assert not is_signed_by(note, other.key)
    assert not is_signed_by(Note(note.text.replace("\n90\n", "\n91\n"), note.signatures), OPERATOR.key)
    lent = Signature(other.name, other.key.id, note.signatures[0].signed)
    assert not is_signed_by(Note(note.text, (lent,)), other.key)


def test_a_witness_signs_what_it_saw_and_when() -> None:
    secret = Ed25519PrivateKey.generate()
    key = VerifierKey("witness.example/1", secret.public_key().public_bytes_raw(), 4)
    text = WITNESS[0].text
    signed = (1_770_000_000).to_bytes(8) + secret.sign(cosigned_message(text, 1_770_000_000))
    note = Note(text, (*WITNESS[0].signatures, Signature(key.name, key.id, signed)))
    assert cosigned_at(note, key) == 1_770_000_000
    assert is_signed_by(note, key) and is_signed_by(note, OPERATOR.key)
    later = Signature(key.name, key.id, (1_770_000_001).to_bytes(8) + signed[8:])
    assert cosigned_at(Note(text, (later,)), key) is None
    assert cosigned_at(WITNESS[0], key) is None


# The check ------------------------------------------------------------------------------------------


def test_an_honest_file_is_vouched_for_and_the_younger_lines_are_named() -> None:
    verdict = verify(OPERATOR.export(LINES, waiting=3), WITNESS, key=OPERATOR.key)
    assert verdict.faults == ()
    assert (verdict.lines, verdict.waiting, verdict.outside, verdict.witnessed) == (300, 3, 3, HANDED_OUT)
    assert verdict.younger == range(HANDED_OUT, 300)
    assert verdict.first_bad is None


def test_without_a_checkpoint_from_outside_nothing_is_vouched_for() -> None:
    verdict = verify(OPERATOR.export(LINES))
    assert (verdict.faults, verdict.outside, verdict.witnessed) == ((), 0, 0)


def test_an_empty_log_is_a_log() -> None:
    verdict = verify(OPERATOR.export([]), [OPERATOR.checkpoint([])])
    assert (verdict.lines, verdict.faults) == (0, ())


def test_a_whole_new_log_with_a_new_key_is_found() -> None:
    forger = Operator()
    forged = forger.export(some_lines(300, seed=1))
    assert verify(forged).faults == ()  # nothing in the file itself tells
    assert verify(forged, WITNESS).faults
    assert verify(forged, key=OPERATOR.key).faults


def test_a_checkpoint_that_nobody_signed_is_a_fault_and_vouches_for_nothing() -> None:
    note = WITNESS[-1]
    unsigned = Note(note.text, (Signature(OPERATOR.name, OPERATOR.key.id, bytes(64)),))
    verdict = verify(OPERATOR.export(LINES), [unsigned])
    assert (len(verdict.faults), verdict.witnessed) == (1, 0)


def test_two_checkpoints_of_a_forked_log_cannot_both_hold() -> None:
    other = [*LINES[:120], *some_lines(180, seed=2)]
    for lines in (LINES, other):
        verdict = verify(OPERATOR.export(lines), [WITNESS[-1], OPERATOR.checkpoint(other[:200])])
        assert verdict.first_bad is not None


@pytest.mark.parametrize(
    ("begins", "what"),
    [
        (b"", "does not begin"),
        (b"amana-trail 2\n", "does not begin"),
        (b"amana-trail 1\n\n", "names no origin"),
        (b"amana-trail 1\norigin a\nkey b\n\n", "names no origin"),
    ],
)
def test_a_file_of_another_kind_is_refused(begins: bytes, what: str) -> None:
    with pytest.raises(TrailFileError, match=what):
        verify(iter(begins.splitlines(keepends=True)))


def test_a_file_with_a_broken_end_or_checkpoint_is_refused() -> None:
    rows = OPERATOR.export(LINES)
    with pytest.raises(TrailFileError, match="follows"):
        verify([*rows, b"0 a b\n"])
    with pytest.raises(TrailFileError, match="last row"):
        verify([*rows[:-1], b"end x y\n"])
    with pytest.raises(TrailFileError, match="cannot be read"):
        verify([*rows[:-1], b"= AAAA\n", rows[-1]])


def test_a_file_that_stops_early_is_a_fault() -> None:
    assert verify(OPERATOR.export(LINES)[:-1]).first_bad is not None
    assert verify([*OPERATOR.export(LINES)[:-1], end_row(301, 0)]).first_bad is not None


# Somebody with write access to the database ----------------------------------------------------------


def test_a_changed_row_is_named_without_any_witness() -> None:
    rows = OPERATOR.export(LINES)
    at = position_of(rows, 123)
    rows[at] = rows[at].replace(b"cases.section_opened", b"cases.section_closed")
    verdict = verify(rows)
    assert verdict.first_bad is not None
    assert (verdict.first_bad.first, verdict.first_bad.last) == (123, 123)


def test_a_missing_and_a_moved_row_are_named_without_any_witness() -> None:
    rows = OPERATOR.export(LINES)
    at = position_of(rows, 77)
    verdicts = [verify([*rows[:at], *rows[at + 1 :]]), verify([*rows[:at], rows[at + 1], rows[at], *rows[at + 2 :]])]
    for verdict in verdicts:
        assert verdict.first_bad is not None
        assert verdict.first_bad.first == 77


def test_a_row_without_a_number_is_named() -> None:
    rows = OPERATOR.export(LINES)
    rows[position_of(rows, 5)] = b"what is this\n"
    verdict = verify(rows, WITNESS)
    assert verdict.first_bad is not None
    assert verdict.first_bad.first == 5


def test_somebody_who_hashes_anew_but_cannot_sign_is_caught_by_the_files_own_checkpoints() -> None:
    rows = OPERATOR.export(LINES)
    at = position_of(rows, 123)
    rows[at] = line_row(123, leaf_hash(b"{}"), b"{}")
    verdict = verify(rows)
    assert verdict.first_bad is not None
    assert (verdict.first_bad.first, verdict.first_bad.last) == (100, 149)


# Somebody with the database and the signing key -------------------------------------------------------


def edit(lines: list[bytes], at: int, chance: random.Random) -> int:
    lines[at] = lines[at].replace(b"section_opened", b"section_%06x" % chance.getrandbits(24))
    return at


def delete(lines: list[bytes], at: int, chance: random.Random) -> int:
    del lines[at : at + chance.randint(1, 5)]
    return at


def insert(lines: list[bytes], at: int, chance: random.Random) -> int:
    lines.insert(at, some_lines(1, seed=chance.getrandbits(32))[0])
    return at


def reorder(lines: list[bytes], at: int, chance: random.Random) -> int:
    other = chance.choice([place for place in range(HANDED_OUT) if place != at])
    lines[at], lines[other] = lines[other], lines[at]
    return min(at, other)


def fork(lines: list[bytes], at: int, chance: random.Random) -> int:
    lines[at:] = some_lines(chance.randrange(len(lines)), seed=chance.getrandbits(32))
    return at


def cut(lines: list[bytes], at: int, chance: random.Random) -> int:
    del lines[at:]
    return at


ATTACKS: tuple[Callable[[list[bytes], int, random.Random], int], ...] = (edit, delete, insert, reorder, fork, cut)


def attacked(seed: int) -> tuple[str, list[bytes], int]:
    """(kind, forged file with everything hashed and signed anew, the first line that differs)."""
    chance = random.Random(seed)  # noqa: S311  (a load, not a key)
    lines, attack = list(LINES), ATTACKS[seed % len(ATTACKS)]
    first = attack(lines, chance.randrange(HANDED_OUT), chance)
    return attack.__name__, OPERATOR.export(lines), first


def test_every_forgery_older_than_the_last_checkpoint_is_found_and_its_first_line_named(deep: bool) -> None:
    missed = []
    for seed in range(1000 if deep else 42):
        kind, forged, first = attacked(seed)
        assert verify(forged).faults == (), "a forgery that tells on itself proves nothing about witnesses"
        verdict = verify(forged, WITNESS, key=OPERATOR.key)
        found = verdict.first_bad
        if found is None or (found.first, found.last) != (first, first):
            missed.append((seed, kind, first, found))
    assert not missed


def test_without_prints_the_first_line_is_named_between_two_checkpoints(deep: bool) -> None:
    bare = [OPERATOR.checkpoint(LINES[:end]) for end in (90, 180, HANDED_OUT)]
    for seed in range(1000 if deep else 42):
        _, forged, first = attacked(seed)
        found = verify(forged, bare).first_bad
        assert found is not None
        assert found.first is not None and found.last is not None
        assert found.first <= first <= found.last
        assert found.last - found.first < 90


def test_prints_of_the_newest_lines_alone_still_say_no_later_than() -> None:
    late = OPERATOR.checkpoint(LINES[:HANDED_OUT], prints_from=200)
    lines = list(LINES)
    edit(lines, 230, random.Random(1))  # noqa: S311  (a load, not a key)
    found = verify(OPERATOR.export(lines), [late]).first_bad
    assert found is not None
    assert (found.first, found.last) == (0, 230)
    found = verify(OPERATOR.export(lines), [OPERATOR.checkpoint(LINES[:200]), late]).first_bad
    assert found is not None
    assert (found.first, found.last) == (230, 230)


def test_what_is_younger_than_the_last_checkpoint_is_the_stated_window() -> None:
    for change in (edit, delete, insert, cut):
        lines = list(LINES)
        change(lines, HANDED_OUT + 7, random.Random(1))  # noqa: S311  (a load, not a key)
        verdict = verify(OPERATOR.export(lines), WITNESS)
        assert verdict.faults == ()
        assert verdict.younger.start == HANDED_OUT  # and it is said that nobody vouches for these


def test_the_check_needs_no_django_and_no_room() -> None:
    program = (
        "import sys; sys.modules['django'] = None; sys.modules['amana'] = None\n"
        "from amana_methods.trail import verify\n"
        "print(verify(sys.stdin.buffer).lines)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], input=b"".join(OPERATOR.export(LINES)), capture_output=True, check=True
    )
    assert answer.stdout.split() == [b"300"]
