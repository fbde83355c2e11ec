"""`./amana indicator`: the same figure as on the desk, and refusals in one sentence."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from amana.commandline.verb import Stop
from amana.reporting.tests.scenes import helped, victim
from amana.reporting.verbs import indicator
from tests.cast import World

MAY = datetime(2018, 5, 5, 9, tzinfo=UTC)


def test_the_command_line_says_the_same(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(6):
        helped(world, victim(world, MAY, sex="female"), MAY + timedelta(days=1))
    asked = ["A-01", "--from", "2018-01", "--to", "2019-07", "--by", "sex"]
    assert indicator.run([*asked, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert list(said) == ["indicator", "total", "cells", "definition", "version"]
    assert (said["total"], said["cells"]) == (6, [{"sex": "female", "value": 6}])
    assert indicator.run(asked) == 0
    table = capsys.readouterr().out
    assert "Persons presumed or formally identified" in table
    assert "Version 1" in table
    assert indicator.run([]) == 0
    assert "Not yet:" in capsys.readouterr().out


def test_the_command_line_refuses_in_one_sentence_with_the_nearest_months(world: World) -> None:
    with pytest.raises(Stop, match="Nearest: 2018-01, 2018-02"):
        indicator.run(["A-01", "--from", "2018-01-15", "--to", "2019-07"])
    with pytest.raises(Stop, match="say the period"):
        indicator.run(["A-01"])
