"""Recovery: any three of five officers open together what nobody else can, and no two do."""

import json
import shutil
import subprocess
from itertools import combinations, permutations
from pathlib import Path

import pyrage
import pytest

from amana.errors import CannotOpen
from amana.trust import joining, recovering, rotations, vault
from amana.trust.errors import FiveOfficers, NoSuchHolder, NotAnAnswer
from amana.trust.models import ForgottenPassword, Key, Line, Sealed, User, Wrap
from amana.trust.vault import nested, recovery, renewal
from amana.web.cli.verb import Stop
from amana.web.cli.verbs import recovery as verb
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
    renewal.look_again()
    return Officers(tmp_path)


def alone_hers(world: World) -> Sealed:
    return vault.seal(
        lock=vault.new_lock(),
        kind="account",
        content=STORY,
        holders=[vault.Holder("user", world.berivan.account)],
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
    vault.open_sealed(world.berivan, sealed)
    assert Wrap.objects.filter(sealed=sealed, holder_kind="recovery", holder_version=1).exists()


def test_new_officers_follow_the_old_ones(world: World, officers: Officers, tmp_path: Path) -> None:
    recovering.name_officers(officers.recipients, now=world.now)
    sealed = alone_hers(world)
    before = Key.objects.filter(holder_kind="recovery").latest("version").version
    folder = tmp_path / "next"
    folder.mkdir()
    recovering.name_officers(Officers(folder).recipients, now=world.now)
    assert rotations.counts()["recovery"][0] >= 1
    vault.open_sealed(world.berivan, sealed)
    assert Wrap.objects.get(sealed=sealed, holder_kind="recovery").holder_version == before + 1


# The whole way, by its commands -----------------------------------------------------------------------------


def drill(officers: Officers, folder: Path, three: tuple[int, ...]) -> Path:
    """The ceremony of docs/do/recovery-drill.md; the answer's file."""
    answer = folder / "answer.json"
    identities = [part for place in three for part in ("--identity", str(officers.files[place]))]
    verb.run(["open", str(folder / "parts"), str(folder / "request.json"), str(answer), *identities])
    return answer


def test_three_officers_give_back_what_only_she_could_open(
    world: World, officers: Officers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verb.run(["split", *officers.recipients])
    sealed = alone_hers(world)
    name = User.objects.get(id=world.berivan.account).username
    joining.ask_for_new_password(name, now=world.now)
    request = ForgottenPassword.objects.get(user=world.berivan.account).id
    joining.give_new_password(world.nasrin, request_id=request, first_password="said-in-person-7", now=world.now)
    keys = vault.open_user_key(world.berivan.account, "said-in-person-7")
    back = type(world.berivan)(**{**world.berivan.__dict__, "keys": keys})
    with pytest.raises(CannotOpen):
        vault.open_sealed(back, sealed)

    verb.run(["files", str(tmp_path / "parts")])
    assert len(list((tmp_path / "parts").iterdir())) == 10
    verb.run(["ask", name, str(tmp_path / "request.json")])
    capsys.readouterr()
    with pytest.raises(Stop, match="three of the five"):
        drill(officers, tmp_path, (0, 3))
    answer = drill(officers, tmp_path, (0, 3, 4))
    said = capsys.readouterr().out
    theirs = Key.objects.filter(holder_kind="user", holder=world.berivan.account).latest("version")
    assert recovery.fingerprint(bytes(theirs.public)) in said
    verb.run(["admit", str(answer)])
    assert vault.open_sealed(back, sealed) == STORY
    with pytest.raises(CannotOpen):
        vault.open_sealed(world.nasrin, sealed)
    verb.run(["admit", str(answer)])  # again: nothing happens twice
    assert "0 texts open" in capsys.readouterr().out
    kinds = set(Line.objects.values_list("verb", flat=True))
    assert {"trust.recovery_split", "trust.recovery_asked", "trust.recovery_admitted"} <= kinds


def test_an_answer_that_is_none_is_refused(world: World, officers: Officers, tmp_path: Path) -> None:
    recovering.name_officers(officers.recipients, now=world.now)
    request, _seen, count = recovering.ask_officers("berivan", "berivan", now=world.now)
    for wrong in (b"", b"{}", b"[]", request):
        with pytest.raises(NotAnAnswer):
            recovering.admit_answer(wrong, now=world.now)
    with pytest.raises(NoSuchHolder):
        recovering.ask_officers("nobody-of-that-name", "berivan", now=world.now)
    with pytest.raises(CannotOpen):
        recovery.answer_request(nested.join(vault.recovery_files(), officers.some((0, 1, 2))), b"{}")
    assert count >= 0


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
