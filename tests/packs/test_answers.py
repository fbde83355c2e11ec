"""Each question has its answers in words, and a plain reply can be stored in one place only: the one that it means."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from amana.assessments.pack_sections import VIOLENCE
from amana.countrypacks import check, pack
from amana.countrypacks.loader import PACKS
from amana.intake import findings
from amana.intake.pack_sections import SCREENING, AnswersEntry, AsksEntry, RepliesEntry, is_bare

LANGUAGES = ("en", "ar", "ckb")
REPLIES = ("yes", "no", "nobody", "never", "dont_know")

# What a review of the sentences found, one by one, before they had answers of their own: the plain negative reply to an open
# sentence means that the sign is there, or Yes and No mean the opposite of the label, or two things are asked at once.
FOUND_BY_A_NEGATIVE = set(
    """ILO-DR02 ILO-CR06 ILO-VR02 ILO-VR03 ILO-VR04 ILO-EX02 ILO-EX08 ILO-EX09 ILO-CD03 ILO-CD07 ILO-VD02 UNG-01 UNG-02
    UNG-10 UNG-12 UNG-13 UNG-18 UNG-19 UNG-20 UNG-22 UNG-23 UNG-24 UNC-01 UNC-03 UNC-04 UNC-05 UNC-08 UNC-10 UND-02 UND-05
    UND-07 UNS-04 UNS-05 UNS-07 UNS-10 UNS-14 UNL-01 UNL-03 UNL-04 UNL-06 UNL-11 UNL-15 UNL-17 UNL-18 UNL-19 UNL-20 IQX-03
    need.safe_place need.food need.guardian DMV-06 DMV-07 DMV-16 DMV-21""".split()
)
OPPOSITE = set("ILO-DR04 ILO-CD01 UNG-15 UNC-16 UNS-09 DMV-28 DMV-31 card.address".split())
COMPOUND = set(
    """ILO-DR09 ILO-CR04 ILO-CR09 ILO-VR15 ILO-EX03 ILO-CD02 ILO-CD13 ILO-CD14 ILO-CD15 ILO-VD03 UNG-05 UND-04 UNS-03
    IQX-06 IQX-07 IQX-08 IQX-10 need.lawyer DMV-05 DMV-09 DMV-11 DMV-12 DMV-17 DMV-32 card.papers""".split()
)
# Sentences of the first two groups that were turned round, so that a plain No now means that the sign is not there.
TURNED = set("ILO-DR04 UNG-15 UNC-16 UNS-05 UNL-17 need.safe_place need.food DMV-16 card.address".split())
# A plain Yes to these has always meant that the label holds.
SAME = set(
    """ILO-CR01 ILO-CR08 ILO-VR13 ILO-EX06 ILO-CD04 ILO-CD06 ILO-CD09 ILO-CD12 ILO-VD06 ILO-VD07 UNG-06 UNG-08 UNG-25 UNC-12
    UNC-13 UNS-11 UNS-13 IQX-05 IQX-11 IQX-12 need.danger need.doctor need.medicine need.dependants need.calm DMV-02 DMV-03
    DMV-10 DMV-15 DMV-18 DMV-19 DMV-24 DMV-25 DMV-29 DMV-30 DMV-33 card.danger card.child card.speaks card.afraid""".split()
)


def entries() -> Iterator[tuple[str, AsksEntry]]:
    screening = SCREENING.of(pack("iraq")).entry
    yield from screening.indicators.items()
    yield from screening.vulnerability.items()
    yield from ((f"need.{name}", entry) for name, entry in screening.needs.items())


def answers() -> dict[str, AnswersEntry]:
    """The boxes of everything that is asked, by its name here."""
    country = pack("iraq")
    rules = SCREENING.of(country).entry.rules
    found = {name: entry.answers for name, entry in entries()}
    found |= {f"card.{name}": entry.answers for name, entry in SCREENING.of(country).entry.card.questions.items()}
    found |= {f"violence.{name}": entry.answers for name, entry in VIOLENCE.of(country).types.items()}
    found["violence.gender"] = VIOLENCE.of(country).gender_answers
    for part, elements in rules.checklist.items():
        found |= {f"check.{name}": rules.checklist_answers[part] for name in elements}
    found |= {f"flag.{name}": said for name, said in rules.flag_answers.items()}
    return found | {f"smuggling.{name}": said for name, said in rules.smuggling_answers.items()}


def replies() -> dict[str, RepliesEntry]:
    """The plain replies to every sentence, those for a child too."""
    found = {name: said.replies for name, said in answers().items()}
    found |= {
        f"{name} (child)": entry.child.replies
        for name, entry in entries()
        if entry.child is not None and entry.child.replies is not None
    }
    return found


def test_all_that_is_asked_is_looked_at() -> None:
    assert len(answers()) == 178 + 33 + 14 + 6 + 8 + 23 + 4 + 4
    assert sum(name.endswith("(child)") for name in replies()) == 18


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(replies()))
def test_each_plain_reply_leads_to_one_box_or_is_asked_again(name: str, language: str) -> None:
    with translation.override(language):
        words = SCREENING.of(pack("iraq")).entry.replies
        shown = [(each.answer, reply) for each in findings.group_replies(replies()[name]) for reply in each.replies]
        for reply in REPLIES:
            places = [answer for answer, told in shown if told == words[reply].text(language)]
            assert len(places) == 1, (reply, places)
            assert places[0] in ("yes", "no", "unknown", "")
        assert dict(shown_by_word(shown))[words["yes"].text(language)] != "unknown"


def shown_by_word(shown: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    yield from ((reply, answer) for answer, reply in shown)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(answers()))
def test_the_finding_comes_first_and_no_box_is_a_bare_yes_or_no(name: str, language: str) -> None:
    with translation.override(language):
        boxes = findings.boxes(answers()[name])
    assert [answer for answer, _label in boxes] == ["yes", "no", "unknown", "declined", "not_asked"]
    assert boxes[0][1] == answers()[name].present.text(language)
    assert len({label for _answer, label in boxes}) == 5
    assert not [label for _answer, label in boxes if is_bare(label)]


def test_the_alarm_for_a_bare_answer_rings() -> None:
    assert all(is_bare(each) for each in ("Yes", "No.", "نعم", "لا", "بەڵێ", "نەخێر"))
    assert not is_bare("No such injury")


def test_a_negative_that_means_the_sign_is_never_stored_as_its_absence() -> None:
    told = replies()
    for name in (FOUND_BY_A_NEGATIVE | OPPOSITE) - TURNED:
        negatives = {getattr(told[name], reply) for reply in ("no", "nobody", "never")}
        assert "absent" not in negatives, name
    for name in TURNED:
        assert told[name].no == "absent" and told[name].yes != "absent", name


def test_a_yes_that_means_the_sign_is_never_stored_as_its_absence() -> None:
    told = replies()
    for name in SAME:
        assert told[name].yes in ("present", "again") and told[name].no == "absent", name


def test_a_reply_is_turned_round_only_where_the_sentence_is() -> None:
    turned_round = {name for name, said in replies().items() if said.yes == "absent" or said.no == "present"}
    opposite_now = set(
        """ILO-CR05 ILO-VR03 ILO-EX09 ILO-CD01 ILO-CD03 ILO-CD07 ILO-VD02 UNG-01 UNG-02 UNG-10 UNG-12 UNG-13 UNG-18 UNG-22 UNG-24
        UNC-01 UNC-03 UNC-04 UNC-10 UNS-07 UNS-09 UNS-14 UNL-03 UNL-06 UNL-11 UNL-15 DMV-28 DMV-31 need.guardian""".split()
    )
    assert turned_round == opposite_now | {"ILO-CD07 (child)"}


def test_two_things_in_a_sentence_rule_nothing_out() -> None:
    marked = {name for name, entry in entries() if entry.compound}
    marked |= {
        f"card.{name}" for name, entry in SCREENING.of(pack("iraq")).entry.card.questions.items() if entry.compound
    }
    assert marked == COMPOUND


def test_an_older_no_is_doubtful_where_it_may_have_meant_the_opposite() -> None:
    marked = {name for name, entry in entries() if entry.doubtful_before == 3}
    marked |= {
        f"card.{name}"
        for name, entry in SCREENING.of(pack("iraq")).entry.card.questions.items()
        if entry.doubtful_before
    }
    assert marked == FOUND_BY_A_NEGATIVE | OPPOSITE | COMPOUND
    assert SCREENING.of(pack("iraq")).entry.rules.schema_version == 3


def test_what_is_for_the_screener_is_marked() -> None:
    watched = [name for name, entry in SCREENING.of(pack("iraq")).entry.indicators.items() if entry.asks == "observer"]
    assert len(watched) == 24


QUESTIONS = "core/screening/questions.yaml"
MISTAKES = [
    pytest.param(QUESTIONS, "    UNG-08:\n", "      answers:\n", "      answered:\n",
                 "screening.indicators.UNG-08.answers: is missing", id="no answers"),
    pytest.param(QUESTIONS, "    UNG-08:\n", "        absent: {en: Not threatened with it, ", "        absent: {",
                 "screening.indicators.UNG-08.answers.absent.en: is missing", id="no English"),
    pytest.param(QUESTIONS, "    UNG-08:\n", "ckb: هەڕەشەی لێ نەکرا}", "ckb: نەخێر}",
                 "absent.ckb is a bare yes or no", id="a bare no"),
    pytest.param(QUESTIONS, "    UNG-08:\n", "nobody: absent, ", "",
                 "screening.indicators.UNG-08.answers.replies.nobody: is missing", id="a reply left open"),
    pytest.param(QUESTIONS, "    UNG-08:\n", "'no': absent", "'no': present", "cannot mean the same", id="both the same"),
    pytest.param(QUESTIONS, "    UNG-08:\n", "en: Did anyone say", "en: Why did you think that they would say",
                 "UNG-08.prompt.en: asks why, which blames", id="why"),
    pytest.param(QUESTIONS, "    UNG-08:\n", "en: Did anyone say", "en: Did she hear that they would say",
                 "UNG-08.prompt.en: guesses whether a man or a woman is meant", id="she"),
    pytest.param(QUESTIONS, "    UNG-08:\n", "en: Did anyone say", f"en: Did {'very ' * 15}many people say",
                 "UNG-08.prompt.en: has more than 20 words", id="too long"),
    pytest.param("core/screening/findings.yaml", "    flag_answers:\n", "sexual_act_under_force:", "another_fact:",
                 "flag_answers.sexual_act_under_force: is missing", id="a fact without boxes"),
    pytest.param("core/screening/findings.yaml", "  answers:\n", "    declined:", "    refused:",
                 "screening.answers.declined: is missing", id="no box for a refusal"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "after", "old", "new", "told"), MISTAKES)
def test_a_question_without_its_answers_is_refused(
    tmp_path: Path, file: str, after: str, old: str, new: str, told: str
) -> None:
    packs = tmp_path / "packs"
    shutil.copytree(PACKS, packs)
    path = packs / file
    before, found, rest = path.read_text(encoding="utf-8").partition(after)
    assert found and old in rest
    path.write_text(before + found + rest.replace(old, new, 1), encoding="utf-8")
    problems = [str(problem) for problem in check("iraq", packs)]
    assert any(told in problem for problem in problems), problems
