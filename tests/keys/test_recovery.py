"""Recovery: any three of five officers open together what nobody else can, and no two do."""

import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from itertools import combinations, permutations
from pathlib import Path
from uuid import UUID

import pyrage
import pytest

from amana import vault
from amana.accounts import joining, recovering
from amana.accounts.errors import FiveOfficers, NoSuchHolder, NotAnAnswer
from amana.backups.verbs import recovery as verb
from amana.commandline.verb import Stop
from amana.errors import CannotOpen
from amana.process_state import forget_cached_state
from amana.signin.commands import ask_for_new_password
from amana.signin.models import ForgottenPassword
from amana.trust.models import Line, User
from amana.upkeep import rotations
from amana.vault import nested, recovery
from amana.vault.models import Key, Sealed, Wrap
from tests.cast import World

STORY = {"fields": {"full_name": "Selam"}}


class Officers:
    """Five people with identities on their own machines."""

    def __init__(self, folder: Path) -> None:
        self.identities = [pyrage.x25519.Identity.generate() for _ in range(5)]
        self.recipients = [str(identity.to_public()) for identity in self.identities]
        self.files = [folder / f"officer-{place}.txt" for place in range(1, 6)]
        for file, identity in zip(self.files, self.identities, strict=True):
            file.write_text(f"# public key: {identity.to_public()}\n{identity}\n")

    def some(self, places: tuple[int, ...]) -> list[str]:
        return [str(self.identities[place]) for place in places]


@pytest.fixture
def officers(tmp_path: Path) -> Officers:
    forget_cached_state()
    return Officers(tmp_path)


def alone_hers(world: World) -> Sealed:
    return vault.texts.seal(
        lock=vault.keystore.new_lock(),
        kind="account",
        content=STORY,
        holders=[vault.texts.Holder("user", world.berivan.account)],
        by=world.rawan,
        at=world.now,
    )


def test_every_three_open_in_any_order_and_no_two_do(officers: Officers) -> None:
    files = nested.split(b"the key", officers.recipients)
    assert len(files) == 10
    for three in combinations(range(5), 3):
        assert nested.join(files, officers.some(three)) == b"the key"
    for order in permutations((4, 1, 2)):
        assert nested.join(files, officers.some(order)) == b"the key"
    for few in [*combinations(range(5), 2), *combinations(range(5), 1)]:
        with pytest.raises(nested.TooFew):
            nested.join(files, officers.some(few))
        with pytest.raises(nested.TooFew):  # the same one twice is not a third one
            nested.join(files, [*officers.some(few), officers.some(few)[0]])


def test_the_scan_for_two_would_find_a_file_that_two_open(officers: Officers) -> None:
    files = nested.split(b"the key", officers.recipients)
    keys = [identity.to_public() for identity in officers.identities]
    planted = pyrage.encrypt(pyrage.encrypt(pyrage.encrypt(b"the key", [keys[1]]), [keys[0]]), [keys[0]])
    assert nested.join(files | {"1-1-2": planted}, officers.some((0, 1))) == b"the key"


def test_five_different_recipients_are_needed(world: World, officers: Officers) -> None:
    for wrong in (officers.recipients[:4], [*officers.recipients[:4], officers.recipients[0]], ["age1x"] * 5):
        with pytest.raises(FiveOfficers):
            recovering.name_officers(wrong, now=world.now)


def test_the_private_half_stands_nowhere(world: World, officers: Officers, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []
    whole = nested.split

    def split(secret: bytes, recipients: list[str]) -> dict[str, bytes]:
        seen.append(secret)
        return whole(secret, recipients)

    monkeypatch.setattr(nested, "split", split)
    recovering.name_officers(officers.recipients, now=world.now)
    private = seen[-1]
    rows = [json.dumps([str(value) for value in row]) for row in Key.objects.values_list()]
    kept = b"".join(bytes(each or b"") for each in Key.objects.values_list("private", flat=True))
    assert len(private) == 96
    assert private not in kept and private.hex() not in "".join(rows)


def test_what_was_sealed_before_there_were_officers_reaches_them_when_it_is_opened(
    world: World, officers: Officers
) -> None:
    Wrap.objects.filter(holder_kind="recovery").delete()
    Key.objects.filter(holder_kind="recovery").delete()
    sealed = alone_hers(world)
    assert not Wrap.objects.filter(sealed=sealed, holder_kind="recovery").exists()
    recovering.name_officers(officers.recipients, now=world.now)
    assert rotations.counts()["recovery"][0] >= 1
    vault.texts.open_text(world.berivan, sealed)
    assert Wrap.objects.filter(sealed=sealed, holder_kind="recovery", holder_version=1).exists()


def test_new_officers_follow_the_old_ones(world: World, officers: Officers, tmp_path: Path) -> None:
    recovering.name_officers(officers.recipients, now=world.now)
    sealed = alone_hers(world)
    before = Key.objects.filter(holder_kind="recovery").latest("version").version
    folder = tmp_path / "next"
    folder.mkdir()
    recovering.name_officers(Officers(folder).recipients, now=world.now)
    assert rotations.counts()["recovery"][0] >= 1
    vault.texts.open_text(world.berivan, sealed)
    assert Wrap.objects.get(sealed=sealed, holder_kind="recovery").holder_version == before + 1


# The whole way, by its commands -----------------------------------------------------------------------------


def drill(officers: Officers, folder: Path, three: tuple[int, ...], *, env: dict[str, str] | None = None) -> str:
    """The ceremony of docs/do/recovery-drill.md, in a process of its own that knows nothing of the instance; what it said."""
    identities = [part for place in three for part in ("--identity", str(officers.files[place]))]
    files = [str(folder / name) for name in ("parts", "request.json", "answer.json")]
    done = subprocess.run(
        [sys.executable, "-m", "amana.web.cli", "recovery", "open", *files, *identities],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", "")} | (env or {}),
        capture_output=True, text=True, check=False, cwd=folder,
    )  # fmt: skip
    if done.returncode:
        raise Stop(done.stderr.strip().splitlines()[-1])
    return done.stdout


def test_three_officers_give_back_what_only_she_could_open(
    world: World, officers: Officers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verb.run(["split", *officers.recipients])
    sealed = alone_hers(world)
    name = User.objects.get(id=world.berivan.account).username
    ask_for_new_password(name, now=world.now)
    request = ForgottenPassword.objects.get(user=world.berivan.account).id
    joining.give_new_password(world.nasrin, request_id=request, first_password="said-in-person-7", now=world.now)
    keys = vault.keyring.open_user_key(world.berivan.account, "said-in-person-7")
    back = type(world.berivan)(**{**world.berivan.__dict__, "keys": keys})
    with pytest.raises(CannotOpen):
        vault.texts.open_text(back, sealed)

    verb.run(["files", str(tmp_path / "parts")])
    assert len(list((tmp_path / "parts").iterdir())) == 10
    verb.run(["ask", name, str(tmp_path / "request.json")])
    capsys.readouterr()
    with pytest.raises(Stop, match="three of the five"):
        drill(officers, tmp_path, (0, 3))
    said, answer = drill(officers, tmp_path, (0, 3, 4)), tmp_path / "answer.json"
    assert vault.recovery.request_reads((tmp_path / "request.json").read_bytes()) in said
    theirs = Key.objects.filter(holder_kind="user", holder=world.berivan.account).latest("version")
    assert recovery.fingerprint(bytes(theirs.public)) in said
    verb.run(["admit", str(answer)])
    assert vault.texts.open_text(back, sealed) == STORY
    with pytest.raises(CannotOpen):
        vault.texts.open_text(world.nasrin, sealed)
    verb.run(["admit", str(answer)])  # again: nothing happens twice
    assert "0 texts open" in capsys.readouterr().out
    kinds = set(Line.objects.values_list("verb", flat=True))
    assert {"trust.recovery_split", "trust.recovery_asked", "trust.recovery_admitted"} <= kinds


def test_an_answer_that_is_none_is_refused(world: World, officers: Officers, tmp_path: Path) -> None:
    recovering.name_officers(officers.recipients, now=world.now)
    request, _seen, count = recovering.ask_officers("berivan", "berivan", now=world.now)
    for wrong in (b"", b"{}", b"[]", request, b'{"what": "amana recovery answer 2"}'):
        with pytest.raises(NotAnAnswer):
            recovering.admit_answer(wrong, now=world.now)
    with pytest.raises(NoSuchHolder):
        recovering.ask_officers("nobody-of-that-name", "berivan", now=world.now)
    with pytest.raises(CannotOpen):
        recovery.answer_request(nested.join(vault.recovery.files(), officers.some((0, 1, 2))), b"{}")
    assert count >= 0


def test_the_ceremony_touches_nothing_but_what_it_is_given(world: World, officers: Officers, tmp_path: Path) -> None:
    recovering.name_officers(officers.recipients, now=world.now)
    alone_hers(world)
    verb.run(["files", str(tmp_path / "parts")])
    verb.run(["ask", "berivan", str(tmp_path / "request.json")])
    scratch, data = tmp_path / "scratch", tmp_path / "no-instance-here"
    scratch.mkdir()
    before = set(tmp_path.rglob("*"))
    with pytest.raises(Stop, match="three of the five"):
        drill(officers, tmp_path, (0, 3), env={"TMPDIR": str(scratch), "AMANA_DATA": str(data)})
    assert set(tmp_path.rglob("*")) == before, "with two nothing is written"
    drill(officers, tmp_path, (2, 3, 4), env={"TMPDIR": str(scratch), "AMANA_DATA": str(data)})
    assert set(tmp_path.rglob("*")) - before == {tmp_path / "answer.json"}
    Wrap.objects.filter(holder_kind="user", holder=world.berivan.account).delete()
    assert recovering.admit_answer((tmp_path / "answer.json").read_bytes(), now=world.now) == 1


def test_only_an_answer_to_what_was_asked_is_let_in(world: World, officers: Officers) -> None:
    """A false operator exchanges the holder, the texts, or the whole request; or answers in place of the officers."""
    recovering.name_officers(officers.recipients, now=world.now)
    alone_hers(world), alone_hers(world)
    private = nested.join(vault.recovery.files(), officers.some((0, 1, 2)))
    request, _seen, count = recovering.ask_officers("berivan", "berivan", now=world.now)
    other, _seen, _count = recovering.ask_officers("berivan", "yusuf", now=world.now)
    good = json.loads(recovery.answer_request(private, request)[0])
    fits_other = json.loads(recovery.answer_request(private, other)[0])
    mine = json.loads(request) | {"public": json.loads(other)["public"]}
    sealed_to_another = json.loads(recovery.answer_request(private, json.dumps(mine, indent=1).encode())[0])
    forged = {name: value for name, value in good.items() if name != "seal"}
    wrong = {
        "another holder": good | {"holder": fits_other["holder"]},
        "another's texts": good | {"texts": fits_other["texts"]},
        "a text less": good | {"texts": good["texts"][1:]},
        "another request": good | {"id": fits_other["id"]},
        "the seal of another": good | {"seal": fits_other["seal"]},
        "a key that was exchanged on the way": sealed_to_another,
        "nobody's seal": forged | {"seal": recovery._seal(bytes(32), forged)},
        "no seal": forged,
        "a request that was never made": good | {"id": str(UUID(int=5))},
    }
    before = set(Wrap.objects.values_list("pk", flat=True))
    for what, answer in wrong.items():
        with pytest.raises(NotAnAnswer):
            recovering.admit_answer(json.dumps(answer).encode(), now=world.now)
        assert set(Wrap.objects.values_list("pk", flat=True)) == before, what
    with pytest.raises(NotAnAnswer):
        recovering.admit_answer(json.dumps(good).encode(), now=world.now + timedelta(days=31))
    Wrap.objects.filter(holder_kind="user", holder=world.berivan.account).delete()
    assert recovering.admit_answer(json.dumps(good).encode(), now=world.now) == count == 2, "the alarm"
    rotations.rotate("sessions", now=world.now)  # what was asked is kept under a key that is renewed too
    assert recovering.admit_answer(json.dumps(fits_other).encode(), now=world.now) == 2


@pytest.mark.age
def test_the_ten_files_open_with_the_tool_of_everybody(officers: Officers, tmp_path: Path) -> None:
    tool = shutil.which("age")
    assert tool
    opened = nested.split(b"the key", officers.recipients)["2-3-5"]
    for place in (1, 2, 4):
        done = subprocess.run(
            [tool, "--decrypt", "--identity", str(officers.files[place])], input=opened, capture_output=True, check=True
        )
        opened = done.stdout
    assert opened == b"the key"
