"""From the sign to the presumption: the sign, the triage, the interview and the decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from amana.assessments.commands.children import tell_authority
from amana.assessments.queries.children import notice_of, to_tell
from amana.cases.queries import Procedure
from amana.consent.commands import Said
from amana.demo import shape
from amana.demo.organisations import House
from amana.demo.shape import Life
from amana.demo.telling import again, moment, step, step_values
from amana.intake import commands as intake
from amana.intake import pack as intake_pack
from amana.screening import commands as screening_commands
from amana.screening import queries as screenings
from amana.screening.rules import Entry, Interview, Sitting, advice_on, proposed_elements
from amana.steps.commands import Told
from amana.trust.actor import Actor

WORDS = (
    "She works day and night in a house and may not go out.",
    "لا يُسمح لها بالخروج، وجواز سفرها عند صاحب البيت.",
    "ڕێگەی پێنادرێت بچێتە دەرەوە و مووچەی پێنادەن.",
    "They took his papers at the building site; he has not been paid for months.",
    "She asked for a phone to call home and was shouted at.",
)
ACCOUNTS = (
    "Promised a job in a shop; brought to another house. Papers taken on the first day.",
    "وُعدت براتب ولم تستلم شيئاً منذ وصولها.",
    "بەڵێنی کاری پێدرا، بەڵام پاسەپۆرتەکەیان لێوەرگرت.",
)
CHANNELS = ("in_person", "hotline", "partner", "phone", "authority", "outreach")


@dataclass(frozen=True)
class FirstSteps:
    """The first steps with somebody, taken by the organisation that works where she was found."""

    houses: Mapping[str, House]

    def house_of(self, life: Life) -> House:
        """Returns the organisation that works where she was found."""
        return self.houses["hawa" if life.governorate in shape.OF_THE_HAWA_CENTRE else "relief"]

    def said(self, life: Life) -> Said:
        """Returns her agreement: in her language, before a colleague of the organisation."""
        witness = self.house_of(life).supervisor.user_id
        return Said(language=life.language, how="witnessed_oral", interpreter="INT-7", witness=witness)

    def triaged(self, life: Life, channel: str = "", at: datetime | None = None, urgency: str = "soon") -> Procedure:
        """Records a sign, and the check of whether she is safe."""
        house = self.house_of(life)
        at = at or moment(life.sign_on, 10)
        row = intake.take_sign(
            house.reporters[life.number % len(house.reporters)],
            unit_id=house.unit,
            told=step_values(
                "procedure", intake_pack.BEGIN_TRIAGE,
                channel=channel or CHANNELS[life.number % len(CHANNELS)],
                received_at=at.isoformat(),
                area_pcode=life.governorate,
                what_was_seen=WORDS[life.number % len(WORDS)],
                person_aware="yes",
                safe_contact="through the neighbour",
                urgency=urgency,
            ),
            danger="no",
            language=life.language,
            now=at,
        )  # fmt: skip
        intake.begin_triage(
            house.screener, row, changes=Told(), decided_by="screener", seen="signal",
            now=at + timedelta(hours=1),
        )  # fmt: skip
        intake.write_card(
            house.screener, row.procedure, fields={**self._card(life), "exploiter_present": "no"}, revision=0,
            now=at + timedelta(hours=2),
        )  # fmt: skip
        self._authority_told(house.screener, row.procedure, at + timedelta(hours=5))
        return row.procedure

    def _authority_told(self, screener: Actor, procedure: Procedure, at: datetime) -> None:
        """Records that the authorities who have to know of a child were notified the same day."""
        notice = notice_of(procedure)
        if notice is None:
            return
        for one in to_tell(notice):
            tell_authority(screener, notice, one.authority, how="letter", now=at)

    def _card(self, life: Life) -> dict[str, Any]:
        return {
            "immediate_danger_answer": "no",
            "medical_emergency_answer": "no",
            "child_flag": "yes" if life.age_years < 18 else "no",
            "interpreter_language": life.language,
            "private_place": "yes",
            "sex_of_interviewer_choice": life.sex,
        }

    def interviewed(
        self, procedure: Procedure, life: Life, at: datetime, *, share: float = 1.0
    ) -> tuple[screenings.Screening, Interview]:
        """Records an interview with enough answers for the rules to advise a presumption (or a `share` of it)."""
        screener = self.house_of(life).screener
        step(
            screener,
            procedure,
            intake_pack.BEGIN_SCREENING,
            decided_by="screener",
            at=at,
            said=self.said(life),
            **self._card(life),
        )
        row = screenings.latest_screening(again(procedure))
        assert row is not None
        sitting = Sitting(
            interpreter="yes", language=life.language, interviewer=life.sex, as_wished="yes", present=("interpreter",),
            urgent="no", words_said=True,
        )  # fmt: skip
        screening_commands.sit_down(screener, row, sitting, said=None, now=at)
        interview = screening_commands.choose_profile(
            screener,
            row,
            age_years=life.age_years,
            kinds=life.exploitation,
            language=life.language,
            sex=life.sex,
            now=at,
        )
        answers = answers_of(interview)
        answers = dict(list(answers.items())[: max(1, round(len(answers) * share))])
        _, revision = screening_commands.open_screening(screener, row, at)
        screening_commands.keep_answers(screener, row, answers, revision=revision, now=at + timedelta(minutes=50))
        return row, Interview(
            interview.profiles, interview.kinds, life.age_years, interview.checklist, life.language, answers
        )

    def presumed(self, life: Life, at: datetime | None = None) -> Procedure:
        """Records sign, triage, screening, and the presumption, by a named person, that she is a victim."""
        house = self.house_of(life)
        at = at or moment(life.sign_on, 10)
        procedure = self.triaged(life, at=at)
        _, interview = self.interviewed(procedure, life, at + timedelta(days=1))
        rules = intake_pack.rule_set()
        advice = advice_on(rules, interview)
        assert advice.result == "presumed_victim", (life.number, advice.result)
        elements = proposed_elements(advice, life.exploitation)
        step(
            house.screener, procedure, intake_pack.PRESUME, decided_by="screener", at=at + timedelta(days=1, hours=2),
            said=self.said(life), screening_result=advice.result, rule_set_version=rules.version,
            screener_reason=ACCOUNTS[life.number % len(ACCOUNTS)], act=elements["act"], means=elements["means"],
            purpose_or_child_basis=elements["purpose_or_child_basis"], profile=advice.profile,
        )  # fmt: skip
        return procedure


def answers_of(interview: Interview) -> dict[str, Entry]:
    """Returns answers that let the rules advise a presumption: as few as needed, recruitment and coercion first."""
    rules = intake_pack.rule_set()
    found: dict[str, Entry] = {"check.recruitment": Entry("yes")}
    items = {item.id: item for profile in interview.profiles for item in rules.profiles[profile].values()}
    for dimension in ("deceptive_recruitment", "exploitation", "coercion_destination"):
        asked = [item for item in items.values() if item.dimension == dimension]
        questions = [item.id for item in sorted(asked, key=lambda item: item.strength != "strong")]
        for question in questions[:3]:
            found[question] = Entry("yes")
        for question in questions[3:4]:
            found[question] = Entry("unknown")
    return found
