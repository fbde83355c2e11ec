"""Each kind of mistake, planted in a copy of the packs, is told with file, key and line."""

import re
import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from amana.countrypacks import check
from amana.countrypacks.loader import PACKS, PackError, read_pack


@pytest.fixture(scope="module", autouse=True)
def _a_file_is_read_once() -> Iterator[None]:
    """A file is composed once for all tests: all but the spoilt one are the same, and nobody changes the nodes of one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "compose", lru_cache(yaml.compose))
        yield


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A copy of all packs that may be spoilt."""
    copy = tmp_path / "packs"
    shutil.copytree(PACKS, copy)
    return copy


def spoil(packs: Path, file: str, old: str, new: str) -> int:
    """The first `old` in the file is `new`; returns the line it stands on."""
    path = packs / file
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1 + (len(old) - len(old.lstrip("\n")))


def told(packs: Path, name: str = "iraq") -> list[str]:
    return [str(problem) for problem in check(name, packs)]


MISTAKES = [
    pytest.param(
        "iraq/hotlines.yaml", "free: true", "free: yes", "hotlines.KRG-DCVAW.free", "bare yes", id="bare yes as a value"
    ),
    pytest.param(
        "core/lists.yaml", "    'yes': ", "    yes: ", "lists.yes_no_unknown.yes", "bare yes is true", id="bare yes as a key"
    ),
    pytest.param("core/lists.yaml", "    'NO':", "    NO:", "lists.country.NO", "bare NO is true", id="Norway"),
    pytest.param(
        "iraq/tariffs.yaml", "    territory: ", "    teritory: ", "tariffs.FED-MOI-BASE-DAILY.teritory", "not known",
        id="unknown key",
    ),
    pytest.param(
        "core/roles.yaml", "ar: مدير الحالة", "xx: مدير الحالة", "roles.case_manager.name.xx", "not known",
        id="unknown language",
    ),
    pytest.param(
        "core/roles.yaml", ", ckb: بەڕێوەبەری کەیس", "", "roles.case_manager.name.ckb", "is missing",
        id="missing language",
    ),
    pytest.param(
        "core/procedure.yaml", "decides: [front_liner, ", "decides: [front_linr, ",
        "machines.procedure.transitions.t01.decides.0", "no role or party front_linr", id="unknown role",
    ),
    pytest.param(
        "core/procedure.yaml", "assistance: {steps: [t21]}", "assistance: {steps: [t21, t28]}",
        "machines.procedure.next.assistance.steps.1", "t28 is closing; such a step is never proposed", id="closing proposed",
    ),
    pytest.param(
        "core/procedure.yaml", "fi_pending: {steps: [t16]}", "fi_pending: {steps: [t17]}",
        "machines.procedure.next.fi_pending.steps.0", "t17 is refusing", id="refusing proposed",
    ),
    pytest.param(
        "core/procedure.yaml", "handover_tx: {steps: [t25]}", "handover_tx: {steps: [t31]}",
        "machines.procedure.next.handover_tx.steps.0", "t31 is lost_contact", id="lost contact proposed",
    ),
    pytest.param(
        "core/fine_waiver.yaml", "sent: {steps: [w5]}", "sent: {steps: [w11]}",
        "machines.fine_waiver.next.sent.steps.0", "w11 is withdrawing", id="withdrawing proposed",
    ),
    pytest.param(
        "core/referral.yaml", "        ends: refusing\n", "", "machines.referral.transitions.r8.ends", "is missing",
        id="an end without its word",
    ),
    pytest.param(
        "core/procedure.yaml", "      none: {steps: [t11, t33]}\n", "", "machines.procedure.next", "nothing is said for the place none",
        id="a place without an order",
    ),
    pytest.param(
        "core/procedure.yaml", "triage: {steps: [t03]}", "triage: {steps: [t05]}",
        "machines.procedure.next.triage.steps.0", "t05 does not lead on from triage", id="a step from elsewhere proposed",
    ),
    pytest.param(
        "core/referral.yaml", "accepted: {steps: [r9]}", "accepted: {}", "machines.referral.next.accepted.rest", "is missing",
        id="nothing proposed and nothing said",
    ),
    pytest.param(
        "core/procedure.yaml", "        to: triage\n", "        to: triaje\n",
        "machines.procedure.transitions.t01.to", "triaje", id="unknown place",
    ),
    pytest.param(
        "core/procedure.yaml", "required: [channel, ", "required: [chanel, ",
        "machines.procedure.transitions.t01.required.0", "no field chanel", id="unknown field",
    ),
    pytest.param(
        "iraq/laws.yaml", "service: MED-EXAM", "service: MED-EXAN",
        "laws.IQ-TIP-28-2012.rights.V1.service", "no service MED-EXAN", id="unknown service",
    ),
    pytest.param(
        "iraq/districts.csv", "IQG01Q01,Al-Falluja,الفلوجة,فەلوجە,IQG01,", "IQG01Q01,Al-Falluja,الفلوجة,فەلوجە,IQG99,",
        "districts.IQG01Q01.parent_pcode", "no governorate IQG99", id="unknown governorate",
    ),
    pytest.param(
        "core/fields/people.yaml", "list: age_band", "list: age_bandd", "fields.age_band.list",
        "no list age_bandd", id="unknown list",
    ),
    pytest.param(
        "iraq/authorities.yaml", "    confidence: confirmed\n", "", "authorities.MOI-ATD.confidence", "is missing",
        id="no confidence",
    ),
    pytest.param(
        "iraq/hotlines.yaml", "    source: general knowledge\n", "", "hotlines.", "unconfirmed needs a source",
        id="no source",
    ),
    pytest.param(
        "iraq/hotlines.yaml", "number: '119'", "number: 119", "hotlines.KRG-DCVAW.number", "should be text",
        id="number where text is meant",
    ),
    pytest.param(
        "iraq/tariffs.yaml", "valid_from: 2024-12-27", "valid_from: 2024-13-27", "tariffs.FED-PRACTICE-2024.valid_from",
        "no date", id="no such day",
    ),
    pytest.param(
        "iraq/pack.yaml", "  currency: IQD\n", "  currency: IQD\n  currency: USD\n", "pack.currency", "said twice",
        id="said twice",
    ),
    pytest.param(
        "core/letters.yaml", "{overstay_days}", "{overstay_dayz}", "waiver.wording.days.text.en",
        "no field overstay_dayz", id="letter with an unknown field",
    ),
    pytest.param(
        "iraq/examples/tariffs.yaml", "fine: 2992", "fine: 2993", "tariffs.F4", "2993 was expected, 2992 came out",
        id="example that comes out differently",
    ),
    pytest.param(
        "core/examples/screening.yaml", "rule: A1", "rule: A2", "screening.T01", "A2 was expected, A1 came out",
        id="screening that comes out differently",
    ),
    pytest.param(
        "iraq/examples/deadlines.yaml", "transition: t03", "transition: t04", "deadlines.D2", "no deadline",
        id="example of a deadline that is not there",
    ),
    pytest.param(
        "iraq/jurisdictions.yaml", "members: [IQG01, ", "members: [IQG06, ", "territories.IQ-FED.members.0",
        "another territory", id="governorate in two territories",
    ),
    pytest.param(
        "core/handovers.yaml", "source: contact.safe_hours", "source: contact.safe_hour",
        "handovers.fields.safe_hours.source", "no field safe_hour", id="hand-over from nowhere",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "key", "words"), MISTAKES)
def test_a_mistake_is_told_with_file_line_and_key(
    packs: Path, file: str, old: str, new: str, key: str, words: str
) -> None:
    line = spoil(packs, file, old, new)
    problems = told(packs)
    hits = [p for p in problems if f"packs/{file}:" in p and key in p and words in p]
    assert hits, problems
    found = re.search(r":(\d+): ", hits[0])
    assert found is not None
    assert abs(int(found[1]) - line) <= 8, (hits[0], line)


def test_before_anything_is_planted_nothing_is_told(packs: Path) -> None:
    assert told(packs) == []


def test_a_file_that_is_no_yaml_is_told_with_its_line(packs: Path) -> None:
    (packs / "iraq" / "tariffs.yaml").write_text("tariffs:\n  A: {name: [\n", encoding="utf-8")
    assert any("packs/iraq/tariffs.yaml:3: not readable as YAML" in problem for problem in told(packs))


def test_a_file_that_is_no_text_is_told(packs: Path) -> None:
    (packs / "iraq" / "tariffs.yaml").write_bytes(b"tariffs: \xff\xfe\n")
    assert any("not UTF-8" in problem for problem in told(packs))


def test_code_in_a_pack_is_told(packs: Path) -> None:
    (packs / "iraq" / "surprise.py").write_text("print()\n", encoding="utf-8")
    assert told(packs) == [
        "packs/iraq/surprise.py:1: a pack holds YAML, CSV, notes (.md, .txt) and sound in a folder audio, nothing else"
    ]


def test_the_same_thing_said_in_two_files_is_told(packs: Path) -> None:
    (packs / "iraq" / "more.yaml").write_text("pack:\n  timezone: Asia/Basra\n", encoding="utf-8")
    assert any("pack.timezone: said already in" in problem for problem in told(packs))


def test_a_pack_that_is_not_there_is_told(packs: Path) -> None:
    assert told(packs, "atlantis") == [
        "packs/atlantis/pack.yaml:1: pack: there is no such pack (a folder with a pack.yaml)"
    ]


def test_a_pack_that_extends_itself_is_told(packs: Path) -> None:
    spoil(packs, "core/pack.yaml", "  base_only: true\n", "  base_only: true\n  extends: iraq\n")
    assert any("extends itself" in problem for problem in told(packs))


def test_a_base_alone_is_no_country(packs: Path) -> None:
    found, problems = read_pack("core", packs)
    assert found is None
    assert {problem.key for problem in problems} >= {"territories", "tariffs", "authorities"}


def test_an_instance_does_not_start_on_a_wrong_pack(packs: Path, settings: pytest.FixtureRequest) -> None:
    spoil(packs, "iraq/pack.yaml", "  currency: IQD\n", "  curency: IQD\n")
    settings.AMANA_PACK_FOLDER = packs  # type: ignore[attr-defined]
    from amana.countrypacks import pack

    with pytest.raises(PackError) as refused:
        pack("iraq")
    assert "packs/iraq/pack.yaml:" in str(refused.value)
    assert "pack.curency" in str(refused.value)


def test_rules_of_the_screening_that_make_no_sense_are_refused_when_the_pack_is_read(packs: Path) -> None:
    spoil(packs, "core/screening/rules.yaml", "when: ", "when: ) and ")
    _found, problems = read_pack("iraq", packs)
    assert [problem.key for problem in problems] == ["screening.rules"]
    assert "')' is not expected here" in problems[0].text
    assert told(packs) == [str(problem) for problem in problems]


def test_a_text_to_a_person_does_not_name_the_product_in_latin_letters_either(packs: Path) -> None:
    spoil(packs, "core/messages.yaml", "ar: شكراً. إلى اللقاء.", "ar: شكراً من Amana.")
    assert any("a text in ar holds the word amana" in problem for problem in told(packs))
