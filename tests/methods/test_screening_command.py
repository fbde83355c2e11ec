"""`./amana screen`: answers from a file or the input, what they indicate as JSON or in words, and faults in one line."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from amana.countrypacks import pack
from amana.intake.pack_sections import SCREENING
from amana.web.cli.registry import run

EXAMPLES = Path(__file__).parents[2] / "packs" / "core" / "examples" / "screening.yaml"
VECTORS: dict[str, Any] = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))["screening"]
ONE: dict[str, Any] = {
    "profile": "adult_labour",
    "flags": {"act": True},
    "answers": {"ILO-EX01": "yes", "ILO-EX02": "yes", "ILO-CD01": "yes", "ILO-DR10": "unknown"},
    "rest": "not_asked",
}


class Told:
    """What the verb printed, and its exit status."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def value(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def screen(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs `./amana screen -` on a text or a value."""

    def asked(given: object, *options: str) -> Told:
        text = given if isinstance(given, str) else json.dumps(given)
        stream = io.TextIOWrapper(io.BytesIO(text.encode("utf-8", "surrogatepass")))
        monkeypatch.setattr("sys.stdin", stream)
        status = run(["screen", "-", *options])
        printed = capsys.readouterr()
        return Told(status, printed.out, printed.err)

    return asked


def as_request(example: dict[str, Any]) -> dict[str, Any]:
    return {
        "profile": example["profile"],
        "flags": example["flags"],
        "answers": dict.fromkeys(example["present"], "yes"),
        "rest": example["rest"],
    }


def test_the_seventeen_vectors_come_out_one_by_one_and_as_a_list(screen: Any) -> None:
    assert len(VECTORS) == 17
    many = screen([as_request(example) for example in VECTORS.values()]).value
    for (name, example), told in zip(VECTORS.items(), many, strict=True):
        assert (told["result"], told["rule"]) == (example["result"], example["rule"]), name
    alone = screen(as_request(VECTORS["T01"])).value
    assert alone == many[0]


def test_the_answer_has_the_agreed_shape(screen: Any) -> None:
    told = screen(ONE).value
    assert told["strength"] is None
    assert told["dimensions"]["exploitation"] == {"positive": True, "because": ["ILO-EX01", "ILO-EX02"]}
    assert told["dimensions"]["coercion_destination"] == {"positive": False, "because": ["ILO-CD01"]}
    assert told["ask_next"][0] == "ILO-CD02"
    assert told["ask_again"] == ["ILO-DR10"]
    assert told["next"][0]["ask"] == "ILO-CD02"
    assert (told["completeness"], told["ruled_out"]) == (3 / 67, 0.0)
    assert told["rules"] == SCREENING.of(pack()).rule_set().version


def test_the_questions_can_be_left_out(screen: Any) -> None:
    told = screen(ONE, "--no-ask-next").value
    assert not {"ask_next", "ask_again", "next"} & told.keys()
    assert "Most useful" not in screen(ONE, "--explain", "en", "--no-ask-next").out


def test_a_file_is_read_as_the_input_is(screen: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "answers.json"
    file.write_text("\ufeff" + json.dumps(ONE), encoding="utf-8")
    assert run(["screen", str(file)]) == 0
    assert json.loads(capsys.readouterr().out) == screen(ONE).value
    assert run(["screen", str(tmp_path / "gone.json")]) == 2
    assert "gone.json: No such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("language", "says"), [("en", "named person"), ("ar", "النتيجة مشورة"), ("ckb", "ئەنجام ڕاوێژە")]
)
def test_it_is_explained_as_one_paragraph_in_each_language(screen: Any, language: str, says: str) -> None:
    told = screen(ONE, "--explain", language)
    assert (told.status, told.out.count("\n")) == (0, 1)
    assert says in told.out
    if language != "en":
        assert "Indicated" not in told.out
    many = screen([ONE, ONE], "--explain", language)
    assert many.out == f"{told.out}\n{told.out}"


def test_the_paragraph_names_the_row_each_dimension_the_gap_and_what_to_ask(screen: Any) -> None:
    told = screen(
        {**ONE, "flags": {"act": False}, "answers": {**ONE["answers"], "ILO-DR01": "yes"}}, "--explain", "en"
    ).out
    for part in (
        "Too little is known",
        "row A7 for: 18 or over, labour exploitation",
        "Indicated: Exploited.",
        "Not enough by itself: Forced at the place of exploitation. Found there: Identity or travel papers taken.",
        "Two answers do not fit together",
        "Most useful to ask next: ",
        "Asked and not answered",
        "what is not known or not said never counts as that",
    ):
        assert part in told
    at_risk = {**ONE, "answers": {"ILO-CR01": "yes", "ILO-CR05": "yes"}}
    told = screen(at_risk, "--explain", "en").out
    assert "This result asks for: a safety plan." in told
    assert "This result asks for: a day on which to screen again." in told


def test_several_profiles_give_the_strongest_and_show_the_others(screen: Any) -> None:
    answers = dict.fromkeys(["ILO-EX01", "ILO-EX02", "ILO-CD01", "ILO-CD03"], "yes")
    request = {"age": 30, "kinds": ["domestic_servitude", "prostitution_of_others"], "answers": answers, "rest": "no"}
    told = screen(request).value
    assert (told["profile"], told["rule"]) == ("adult_labour", "A3")
    assert [(each["profile"], each["rule"]) for each in told["others"]] == [("adult_sexual", "A5")]
    named = {"profiles": ["adult_sexual", "adult_labour"], "answers": answers, "rest": "no", "id": "X-1"}
    assert {**told, "id": "X-1"} == screen(named).value
    assert "In the other profiles that fit" in screen(request, "--explain", "en").out


def test_the_age_while_exploited_chooses_the_profile(screen: Any) -> None:
    answers = {"ILO-EX01": "yes", "ILO-EX02": "yes"}
    grown = {"kinds": ["begging"], "flags": {"act": True}, "answers": answers, "rest": "no"}
    was_child = screen({**grown, "age": {"born": "2007-04", "exploited_from": "2023-09"}}).value
    assert (was_child["profile"], was_child["rule"]) == ("child_labour", "C1")
    assert screen({**grown, "age": "disputed"}).value["rule"] == "C1"
    assert screen({**grown, "age": 20}).value["rule"] == "A6"


def test_a_kind_outside_the_profiles_goes_by_act_means_and_purpose(screen: Any) -> None:
    request = {
        "age": 33,
        "kinds": ["organ_removal"],
        "checklist": {"recruitment": "yes", "abuse_of_vulnerability": "yes", "organ_removal": "yes"},
    }
    told = screen(request).value
    assert (told["result"], told["rule"], told["strength"], told["met"]) == ("presumed_victim", "M1", "standard", True)
    assert told["because"]["means"] == ["abuse_of_vulnerability"]
    explained = screen(request, "--explain", "en").out
    assert "Found: Recruited; Abuse of vulnerability; Organ removal." in explained
    half = {**request, "checklist": {"recruitment": "yes", "abuse_of_vulnerability": "yes"}}
    assert (screen(half).value["result"], screen(half).value["missing"]) == ("at_risk", ["purpose"])
    assert "Still open: for what purpose." in screen(half, "--explain", "en").out


def test_the_law_of_that_place_and_day_is_told_beside_the_protocol(screen: Any) -> None:
    means = ("threat_or_force", "other_coercion", "abduction", "fraud", "deception", "abuse_of_power")
    answers: dict[str, str] = dict.fromkeys((*means, "payment_to_person_in_control"), "no")
    answers |= {"recruitment": "yes", "abuse_of_vulnerability": "yes", "organ_removal": "yes"}
    request = {"age": 33, "kinds": ["organ_removal"], "checklist": answers}
    told = screen({**request, "territory": "IQ-FED", "day": "2023-05-01"}).value["law"]
    assert (told["protocol"]["met"], len(told["domestic"])) == (True, 1)
    there = told["domestic"][0]
    assert (there["law"], there["met"], there["differences"]) == ("IQ-TIP-28-2012", False, ["abuse_of_vulnerability"])
    assert {"abuse_of_vulnerability", "child_exception"} <= set(there["lacks"])
    assert screen({**request, "territory": "IQ-KRI", "day": "2016-05-01"}).value["law"]["domestic"] == []


def test_smuggling_stands_beside_the_result(screen: Any) -> None:
    heard = {"illegal_crossing": "yes", "arranged_for_gain": "yes", "agreed": "yes", "ended_on_arrival": "yes"}
    request = {**ONE, "answers": {**ONE["answers"], "ILO-CD03": "yes"}, "smuggling": heard}
    told = screen(request).value
    assert told["smuggling"]["indicated"] is True
    assert told["smuggling"]["against"] == {"ended_on_arrival": ["ILO-CD01", "ILO-CD03"]}
    assert told["rule"] == screen({key: value for key, value in request.items() if key != "smuggling"}).value["rule"]
    assert "Beside it, smuggling is indicated" in screen(request, "--explain", "en").out


def test_an_empty_list_screens_nobody(screen: Any) -> None:
    assert screen([]).value == []


GOOD = '{"profile": "adult_labour"}'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "input, line 1, column 1"),
        ("null", "line 1: an object is expected"),
        ('{"profile": "adult_labour",\n "answers": {"ILO-DR01": yes}}', "line 2, column 26"),
        (f'[\n{GOOD},\n{{"profile" "x"}}]', "line 3, column 12"),
        (f"[{GOOD},]", "line 1, column"),
        (f"[{GOOD}", "line 1, column"),
        (f"[{GOOD}] x", "nothing more is expected"),
        (f"{GOOD} {{}}", "line 1, column 29"),
        (f"[{GOOD}, 7]", "line 1, [1]: an object is expected"),
        ("{}", "line 1, profile: is missing"),
        ('{"profile": "adults"}', "profile: 'adults' is not a profile"),
        ('{"profile": ["adult_labour"]}', "profile: a text is expected"),
        ('{"profile": "adult_labour",\n "answer": {}}', "line 2, answer: is not known here"),
        (
            f'[{GOOD},\n{{"profile": "adult_labour", "answers": {{\n"ILO-XX01": "yes"}}}}]',
            "line 3, [1].answers.ILO-XX01",
        ),
        ('{"profile": "adult_labour", "answers": {"ILO-DR01":\n"maybe"}}', "line 1, answers.ILO-DR01"),
        ('{"profile": "adult_labour", "answers": {"ILO-DR01": ["yes"]}}', "answers.ILO-DR01"),
        ('{"profile": "adult_labour", "answers": ["ILO-DR01"]}', "answers: an object"),
        ('{"profile": "adult_labour", "flags": {"actt": true}}', "flags.actt: no rule asks"),
        ('{"profile": "adult_labour", "flags": {"act": "yes"}}', "flags.act: true, false or unknown"),
        ('{"profile": "adult_labour", "flags": null}', "flags: an object"),
        ('{"profile": "adult_labour", "rest": "yes"}', "rest: no, unknown or not_asked"),
        ('{"profile": "adult_labour", "rest": ["no"]}', "rest: no, unknown or not_asked"),
        ('{"profile": "adult_labour", "rest": NaN}', "rest: no, unknown or not_asked"),
        (
            '{"profile": "adult_labour", "answers": {"ILO-DR01": "yes",\n "ILO-DR01": "no"}}',
            "line 2, answers.ILO-DR01: stands twice",
        ),
        (f'[{GOOD},\n {{"profile": "a", "profile": "b"}}]', "line 2, [1].profile: stands twice"),
        ('{"profile": "adult_labour", "age": 20}', "age: 'profile' chooses the profiles already"),
        ('{"profile": "adult_labour", "kinds": []}', "kinds: go with 'age'"),
        ('{"profiles": []}', "profiles: at least one"),
        ('{"profiles": ["adult_labour", 3]}', "profiles[1]: a text"),
        ('{"profiles": ["adults"]}', "profiles[0]: 'adults'"),
        ('{"age": 20, "kinds": ["smuggling"]}', "kinds: 'smuggling' is not a kind"),
        ('{"age": 20, "kinds": "begging"}', "kinds: a list"),
        ('{"age": -1}', "age: whole years"),
        ('{"age": {"birth": "2008"}}', "age.birth: is not known"),
        ('{"age": {"born": 2008}}', "age.born: a date"),
        ('{"age": {"born": "2008-13"}}', "age.born: '2008-13'"),
        ('{"age": {"born": "2008", "disputed": "no"}}', "age.disputed: true or false"),
        ('{"age": 20, "checklist": {"theft": "yes"}}', "checklist.theft: 'theft' is not an element"),
        ('{"age": 20, "smuggling": {"fee": "yes"}}', "smuggling.fee"),
        ('{"age": 20, "checklist": {}, "territory": "IQ-FED"}', "day: is missing"),
        ('{"age": 20, "checklist": {}, "territory": "ATLANTIS", "day": "2020-01-01"}', "territory: 'ATLANTIS'"),
        ('{"age": 20, "checklist": {}, "territory": ["IQ-FED"], "day": "2020-01-01"}', "territory: "),
        ('{"age": 20, "checklist": {}, "territory": "IQ-FED", "day": 2020}', "day: a day like"),
        ('{"profile": "adult_labour", "an\\nswers": {}}', "is not known here"),
        ('{"profile": "adult_labour", "answers": {"\\ud800": "yes"}}', "is not an item"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--explain", "ckb")])
def test_a_fault_is_one_line_that_says_where_and_nothing_is_answered(
    screen: Any, text: str, says: str, options: tuple[str, ...]
) -> None:
    told = screen(text, *options)
    assert (told.status, told.out) == (2, "")
    assert told.err.count("\n") == 1
    assert says in told.err


def test_bytes_that_are_no_text_are_refused_with_their_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answers.json"
    file.write_bytes(b'{"profile": "\xff"}')
    assert run(["screen", str(file)]) == 2
    assert "byte 13 is not UTF-8" in capsys.readouterr().err


def test_a_pack_that_is_not_there_is_told_in_one_line(screen: Any) -> None:
    told = screen(ONE, "--pack", "atlantis")
    assert (told.status, told.err.count("\n")) == (2, 1)
    assert "atlantis" in told.err


def test_another_pack_decides_by_its_own_rules(screen: Any) -> None:
    begging = {"age": 30, "checklist": {"begging": "yes"}}
    assert screen(begging).status == 0
    assert "'begging' is not an element" in screen(begging, "--pack", "example").err
