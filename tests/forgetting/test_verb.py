"""./amana forget: two passwords, a wait, and nothing changed where one of them is missing."""

import pytest

from amana.cases.models import Procedure
from amana.commandline.verb import Stop
from amana.erasure.tests.scenes import pass_the_wait
from amana.erasure.verbs import forget
from amana.trust.models import Erasure
from amana.vault.models import Instance
from tests.cast import PASSWORD, World

pytestmark = pytest.mark.django_db(transaction=True)


def said(case: Procedure, *further: str, house: str = "rawan", officer: str = "mina") -> list[str]:
    return [str(case.number), "--reason", "she_asked", "--house", house, "--officer", officer, *further]


def test_a_case_is_forgotten_at_the_terminal(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.case()
    Instance.objects.update(demo=False, demo_password="")  # real people are asked for their passwords
    monkeypatch.setenv("AMANA_PASSWORD_RAWAN", PASSWORD)
    monkeypatch.setenv("AMANA_PASSWORD_MINA", "not hers")
    with pytest.raises(Stop, match="not the password of mina"):
        forget.run(said(case))
    monkeypatch.setenv("AMANA_PASSWORD_MINA", PASSWORD)
    with pytest.raises(Stop, match="Two people decide"):
        forget.run(said(case, officer="rawan"))
    with pytest.raises(Stop, match="Choose one of the reasons"):
        forget.run([*said(case)[:2], "tidy", *said(case)[3:]])
    assert Procedure.objects.filter(id=case.id).exists()
    Erasure.objects.all().delete()
    assert forget.run(said(case, "--language", "ckb")) == 0
    out = capsys.readouterr().out
    assert Procedure.objects.filter(id=case.id).exists() and "after 72 hours" in out and str(case.number) not in out
    assert pass_the_wait(world.now) == 1
    assert not Procedure.objects.exists() and Erasure.objects.get().language == "ckb"
