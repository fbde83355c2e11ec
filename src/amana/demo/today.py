"""The open work of today: people whose cases are running, and something to do for everybody of the cast."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from amana.assistance import queries as given
from amana.cases import commands as cases
from amana.cases import pack as case_steps
from amana.cases.queries import Procedure
from amana.consent import commands as consents
from amana.countrypacks import pack
from amana.countrypacks.dates import day_of
from amana.demo import casework, letters
from amana.demo.cast import Cast
from amana.demo.desk import Desk
from amana.demo.directory import Directory
from amana.demo.first_steps import FirstSteps
from amana.demo.helping import Helping
from amana.demo.letters import Hands, may_see
from amana.demo.names import NAMES
from amana.demo.referring import FIELDS, Referring
from amana.demo.second_person import agree_to_cash, confirm_step
from amana.demo.shape import Life
from amana.demo.telling import again, in_drawers, made_up_scan, own_id, signed_word, step
from amana.duplicates.commands import choose
from amana.intake import commands as intake
from amana.intake import pack as intake_pack
from amana.justice import commands as justice
from amana.justice import pack as justice_pack
from amana.justice.commands.requests import Asked
from amana.justice.commands.steps import Entry
from amana.justice.pack import formal_fields
from amana.public_reports import commands as public_reports
from amana.referrals import commands as referrals
from amana.referrals import queries as referral_queries
from amana.referrals.commands import Wanted
from amana.screening import commands as screening_commands
from amana.steps.rules import Paper
from amana.trust.actor import Actor


def somebody(name: str, country: str, now: datetime, days: int, number: int, **more: Any) -> Life:
    """Returns a person whose sign was recorded so many days ago."""
    told: dict[str, Any] = {
        "sex": "female",
        "age_years": 28,
        "age_band": "27_29",
        "exploitation": ("domestic_servitude",),
        "sector": "domestic_work",
        "means": ("withholds_documents", "restricts_movement", "excessive_working_hours"),
        "governorate": "IQG11",
        "months": 16,
    }
    return Life(
        name=name, country=country, language=NAMES[country].language, number=number,
        sign_on=day_of(now - timedelta(days=days)), **(told | more),
    )  # fmt: skip


@dataclass
class Today:
    """The open work of today, by the people it concerns. `ago` is a moment before the present."""

    cast: Cast
    first_steps: FirstSteps
    helping: Helping
    referring: Referring
    directory: Directory
    now: datetime
    say: Callable[[str], object]

    def ago(self, **by: float) -> datetime:
        """Returns the moment so long before now."""
        return self.now - timedelta(**by)

    def live(self) -> None:
        """Gives everybody something to do. Each case is written whole or not at all."""
        parts = (
            self.selam, self.shelter_is_late, self.letter_for_amal, self.judge_is_asked, self.paper_waits,
            self.closing_waits, self.return_begins, self.child, self.courts, self.answer_waits, self.tigris, self.signs,
            self.known_again, Desk(self.cast, self.now).live,
        )  # fmt: skip
        for part in parts:
            with transaction.atomic():
                part()
        self.say(f"open work of today: {len(parts)} stories")

    # Parts that several cases share ----------------------------------------------------------------------

    def running(self, life: Life, days: float, *, manager: str = "rawan", plan: bool = True, **facts: Any) -> Procedure:
        """Returns a case, presumed and open, with a plan, since so many days."""
        at, by = self.ago(days=days), self.cast[manager]
        procedure = self.first_steps.presumed(life, at)
        casework.opened(
            procedure, life, by, at + timedelta(days=1, hours=3),
            legal=letters.legal_papers(life.sign_on, life.months), **facts,
        )  # fmt: skip
        if plan:
            casework.planned(procedure, by, at + timedelta(days=1, hours=4), life)
            self.helping.service(procedure, by, "PSS-PFA", at + timedelta(days=1, hours=5))
        self.looked_at(procedure)
        return again(procedure)

    def looked_at(self, procedure: Procedure) -> None:
        """Confirms, as a second person, everything that was recorded so far."""
        casework.looked_at(self.first_steps.houses, procedure, self.now)

    def ask_provider(
        self, procedure: Procedure, life: Life, service: str, provider: str, at: datetime, **said_here: str
    ) -> referral_queries.Referral:
        """Records that a provider was asked, with her agreement for three weeks."""
        ends = self.now + timedelta(days=21)
        return self.referring.asked(procedure, life, service, self.directory[provider], at, ends=ends, **said_here)

    def answer(self, by: str, referral: referral_queries.Referral, name: str, at: datetime, **values: Any) -> None:
        """Records one answer of a provider."""
        self.referring.answer(by, referral, name, at, **values)

    # Cases ----------------------------------------------------------------------------------------------

    def selam(self) -> None:
        """Adds recovery, day 12 of 30: a clinic that said yes, a lawyer, money that waits, a no to the police."""
        rawan, life = self.cast["rawan"], somebody("Selam Tesfamar", "ET", self.now, 12, 108)
        procedure = self.running(
            life, 12.2, risk_level="high", care_instructions=["do_not_phone", "no_police_contact"],
            needs=["MED", "LEG", "SHE", "PSS"],
        )  # fmt: skip
        self.helping.item(procedure, rawan, "NFI-DIGN", self.ago(days=10.8), kit_type="woman", unit="kit")
        self.helping.item(procedure, rawan, "NFI-CLOTH", self.ago(days=10.8), item="coat", unit="piece")
        self.helping.service(
            procedure, rawan, "SAF-PLAN", self.ago(days=7, hours=-3), risk_level="high", safe_hours="10:00-16:00",
            safe_contact_method="through_person", code_word="the blue file",
            warning_signs="A white car before the gate; calls from the agency.", emergency_contact="The night desk of Dar Al-Salam",
            review_at=day_of(self.now).isoformat(),
        )  # fmt: skip
        clinic = self.ask_provider(procedure, life, "MED-EXAM", "clinic", self.ago(days=2))
        self.answer("jihan", clinic, "acknowledge", self.ago(days=1, hours=22))
        self.answer(
            "jihan", clinic, "accept", self.ago(hours=17), focal_point="A woman doctor; ask for Jihan",
            first_appointment_at=self.now + timedelta(days=2),
        )  # fmt: skip
        bureau = self.ask_provider(procedure, life, "LEG-ADV", "bureau", self.ago(days=10))
        self.answer("lana", bureau, "acknowledge", self.ago(days=9, hours=22))
        self.answer(
            "lana", bureau, "accept", self.ago(days=9, hours=20), focal_point="Amal",
            first_appointment_at=self.ago(days=9),
        )  # fmt: skip
        self.answer("lana", bureau, "start", self.ago(days=9), started_at=self.ago(days=9))
        said = self.first_steps.said(life)
        tonight = self.now + timedelta(hours=9)
        may_see(
            self.cast, rawan, procedure, said, "lawyers", {"identity", "legal"}, purpose="legal", ends=tonight,
            at=self.ago(days=9),
        )  # fmt: skip
        about = consents.About(procedure.id, procedure.lock)
        consents.agree(
            rawan, about, said, type="aggregate_statistics", purpose="statistics", expires_at=None, now=self.ago(days=9)
        )
        consents.refuse(
            rawan, about, said, type="share_with_justice", purpose="justice",
            unit_id=self.cast.units["investigators"], now=self.ago(days=9),
        )  # fmt: skip
        self.looked_at(procedure)
        self.ask_provider(procedure, life, "INT-LANG", "pool", self.ago(hours=2))
        self.helping.cash_asked(procedure, rawan, self.ago(hours=3), 250_000, "papers")
        letters.draft(self.hands(), procedure, self.ago(hours=20))
        cases.write_note(
            rawan, again(procedure), text="She sleeps better. The shelter keeps the blue file.", now=self.ago(hours=4)
        )

    def hands(self, manager: str = "rawan", second: str = "nasrin") -> Hands:
        """Returns the people of a letter."""
        return Hands(self.cast[manager], self.cast["amal"], self.cast[second])

    def shelter_is_late(self) -> None:
        """Adds a referral that Dar Al-Salam has not confirmed for six hours, and another one for it to answer."""
        life = somebody("Maricel Dimalanta", "PH", self.now, 5, 131, age_years=34, age_band="30_38")
        procedure = self.running(life, 5.1, needs=["SHE", "MED"])
        self.ask_provider(procedure, life, "SHE-SAFE", "shelter", self.ago(hours=6), capacity_group="women")
        clinic = self.ask_provider(procedure, life, "MED-EXAM", "clinic", self.ago(hours=1))
        assert clinic.state == "sent"
        other = somebody("Yaa Amponfi", "GH", self.now, 4, 132)
        second = self.running(other, 4.2, manager="shno", needs=["SHE", "CASH"])
        shelter = self.ask_provider(second, other, "SHE-EMER", "shelter", self.ago(hours=5), capacity_group="women")
        self.answer("salma", shelter, "acknowledge", self.ago(hours=3))
        delivery = self.helping.cash_asked(second, self.cast["shno"], self.ago(hours=20), 100_000, "transport")
        self.looked_at(procedure)
        self.looked_at(second)
        row = given.one(self.cast["nasrin"], delivery)
        agree_to_cash(self.cast["nasrin"], row, now=self.ago(hours=2))
        referrals.draft_referral(
            self.cast["shno"], again(second), Wanted("PSS-COUN", "routine", self.directory["clinic"], FIELDS),
            now=self.ago(hours=2),
        )  # fmt: skip

    def letter_for_amal(self) -> None:
        """Adds a letter for Amal to sign, who may see identity and legal papers."""
        life = somebody("Wulan Kusumaha", "ID", self.now, 24, 140, governorate="IQG06")
        procedure = self.running(life, 24.3, territory="IQ-FED", governorate="IQG13")
        said = self.first_steps.said(life)
        may_see(
            self.cast, self.cast["rawan"], procedure, said, "lawyers", {"identity", "legal"}, purpose="legal",
            ends=self.now + timedelta(days=60), at=self.ago(days=20),
        )  # fmt: skip
        letter = letters.draft(self.hands(), procedure, self.ago(days=3), fine=1_500_000)
        letters.pass_to_lawyer(self.hands(), letter, said, self.ago(days=1))
        self.ask_provider(procedure, life, "LEG-REP", "bureau", self.ago(hours=3))
        self.looked_at(procedure)

    def answer_waits(self) -> None:
        """Adds a letter that the council has had for eight days."""
        life = somebody("Nafula Musyano", "KE", self.now, 70, 141)
        procedure = self.running(life, 70.2, territory="IQ-FED", governorate="IQG13")
        said, hands = self.first_steps.said(life), self.hands()
        may_see(
            self.cast, hands.manager, procedure, said, "lawyers", {"identity", "legal"}, purpose="legal",
            ends=self.now + timedelta(days=60), at=self.ago(days=60),
        )  # fmt: skip
        letter = letters.draft(hands, procedure, self.ago(days=20), fine=2_200_000)
        letters.pass_to_lawyer(hands, letter, said, self.ago(days=18))
        letter = letters.sign(hands, letter, self.ago(days=12))
        letter = letters.send(hands, letter, self.ago(days=9))
        letters.record_answer(hands, letter, "w5", self.ago(days=8), number="MADE-UP-71")
        self.looked_at(procedure)

    def judge_is_asked(self) -> None:
        """Asks Judge Hiwa for the formal identification; she keeps all help meanwhile."""
        rawan, life = self.cast["rawan"], somebody("Atieno Odhiara", "KE", self.now, 40, 150, age_years=31)
        procedure = self.running(life, 40.1)
        said = self.first_steps.said(life)
        step(
            rawan, procedure, case_steps.ASK_IDENTIFICATION, decided_by="person", at=self.ago(days=21), said=said,
            word=signed_word(self.ago(days=21)),
            confirmed_by=self.cast["nasrin"], fi_request_min_data=True, lawyer_or_waiver="lawyer",
        )  # fmt: skip
        justice.send_request(
            rawan,
            again(procedure),
            Asked(
                unit_id=self.cast.units["court"],
                fields={field.id for field in formal_fields()},
                written={"evidence_list": "Her account; two letters of the employer.", "lawyer": "Legal Aid Bureau"},
                expires_at=self.now + timedelta(days=40),
            ),
            said=said,
            now=self.ago(days=20),
        )
        self.looked_at(procedure)

    def paper_waits(self) -> None:
        """Adds a judge's decision on paper; Shno typed it in, and another person has to compare it."""
        shno, life = (
            self.cast["shno"],
            somebody("Rahel Girmay", "ET", self.now, 46, 151, age_years=25, age_band="24_26"),
        )
        procedure = self.running(life, 46.1, manager="shno")
        step(
            shno, procedure, case_steps.ASK_IDENTIFICATION, decided_by="person", at=self.ago(days=38), said=self.first_steps.said(life),
            word=signed_word(self.ago(days=38)), confirmed_by=self.cast["nasrin"], fi_request_min_data=True,
            lawyer_or_waiver="lawyer",
        )  # fmt: skip
        self.looked_at(procedure)
        paper = Paper(
            day_of(self.ago(days=2)), "Investigation Court, Erbil (made up)", "MADE-UP-118/2",
            made_up_scan("Made up for the demonstration: decision of an investigative judge"), "decision.pdf",
        )  # fmt: skip
        step(
            shno, procedure, case_steps.RECORD_IDENTIFICATION, decided_by="investigative_judge", at=self.ago(hours=4), paper=paper,
            decision_date=day_of(self.ago(days=2)).isoformat(), court="Investigation Court, Erbil (made up)",
            decision_ref_protected="MADE-UP-118/2", articles="Law 28 of 2012",
        )  # fmt: skip

    def closing_waits(self) -> None:
        """Adds a case that Rawan has finished; Nasrin, another person, closes it."""
        rawan, life = self.cast["rawan"], somebody("Esi Tetteley", "GH", self.now, 85, 97)
        procedure = self.running(life, 85.2)
        self.helping.service(procedure, rawan, "LEG-ADV", self.ago(days=80), topic="wages")
        step(
            rawan,
            procedure,
            case_steps.PROPOSE_TO_CLOSE,
            decided_by="case_manager",
            at=self.ago(days=12),
            goals_met_or_reason="all_met",
        )

    def return_begins(self) -> None:
        """Adds a person who wants to go home; Hana prepares it with her, and has an agreement to confirm."""
        rawan, hana = self.cast["rawan"], self.cast["hana"]
        life = somebody("Dewi Handaresti", "ID", self.now, 65, 160, age_years=37, age_band="30_38")
        procedure = self.running(life, 65.1, needs=["RET", "STA"])
        said = self.first_steps.said(life)
        self.helping.service(
            procedure, rawan, "RET-COUN", self.ago(days=30), options_explained=["return", "local_stay"]
        )
        cases.assign(rawan, again(procedure), user_id=own_id(hana), role="return_officer", now=self.ago(days=29))
        step(
            rawan, procedure, case_steps.CHOOSE_SOLUTION, decided_by="person", at=self.ago(days=28), word=signed_word(self.ago(days=28)),
            confirmed_by=self.cast["nasrin"], options_explained=["return", "local_stay"], plan_review="She wants to go home.",
        )  # fmt: skip
        step(
            rawan, procedure, case_steps.PREPARE_RETURN, decided_by="person", at=self.ago(days=6), said=said,
            word=signed_word(self.ago(days=6)),
            confirmed_by=self.cast["nasrin"], voluntary_decision_signed="signed", pre_return_risk_assessment="low",
            exit_visa_plan="requested", fine_waiver_state="not_needed",
        )  # fmt: skip
        self.looked_at(procedure)
        consents.agree(
            rawan, consents.About(procedure.id, procedure.lock), said, type="share_abroad", purpose="abroad",
            expires_at=None, now=self.ago(hours=6),
        )  # fmt: skip

    def child(self) -> None:
        """Adds a girl of sixteen; Zana works in her file, and a guardian's paper waits for a second review."""
        rawan, zana = self.cast["rawan"], self.cast["zana"]
        life = somebody("Sarita Gurungal", "NP", self.now, 4, 170, age_years=16, age_band="9_17")
        procedure = self.running(life, 4.1, plan=False, child_flag="yes")
        cases.assign(
            rawan, again(procedure), user_id=own_id(zana), role="child_protection_officer", now=self.ago(days=2)
        )
        paper = Paper(
            day_of(self.ago(days=1)), "Guardian appointed by the Juvenile Court (made up)", "MADE-UP-16",
            made_up_scan("Made up for the demonstration: a guardian agrees to the plan"), "guardian.pdf",
        )  # fmt: skip
        step(
            rawan, procedure, case_steps.START_PLAN, decided_by="guardian", at=self.ago(hours=5), paper=paper,
            needs_assessment=["SHE", "MED", "PSS"], risk_assessment="high", safety_plan="Zana visits every day.",
            individual_plan="School, a counsellor, and a safe family.",
        )  # fmt: skip

    def courts(self) -> None:
        """Adds a proceeding that Omar of the directorate follows by her consent, with a hearing in three days."""
        shno, life = self.cast["shno"], somebody("Folake Adeyemika", "NG", self.now, 80, 171)
        procedure = self.running(life, 80.2, manager="shno")
        said = self.first_steps.said(life)
        may_see(
            self.cast, shno, procedure, said, "investigators", {"legal"}, purpose="justice",
            ends=self.now + timedelta(days=90), at=self.ago(days=70),
        )  # fmt: skip
        self.looked_at(procedure)
        row = justice.begin_proceeding(shno, again(procedure), now=self.ago(days=62))
        told = in_drawers(
            pack().machine("justice").transition(justice_pack.COMPLAINT).required,
            {
                "complaint_on": day_of(self.ago(days=62)).isoformat(),
                "authority": "Anti-trafficking Directorate (made up)",
                "number": "MADE-UP-44",
            },
        )
        entry = Entry("person", row.state, told, word=signed_word(self.ago(days=62)), said=said)
        taken = justice.record_proceeding_step(shno, row, justice_pack.COMPLAINT, entry, now=self.ago(days=62))
        subject = justice.proceeding_in(again(procedure), row.id)
        confirm_step(self.cast["nasrin"], subject, taken, agree=True, now=self.ago(days=61))
        row = justice.proceeding_in(again(procedure), row.id).proceeding
        justice.add_milestone(
            shno, row, kind="hearing_set", on=day_of(self.now + timedelta(days=3)), amount=None, now=self.ago(days=10)
        )
        justice.write_note(
            self.cast["omar"], again(procedure), text="The complaint is with the judge; nothing is asked of her now.",
            now=self.ago(days=9),
        )  # fmt: skip
        self.looked_at(procedure)

    def tigris(self) -> None:
        """Adds people of Tigris Relief in Baghdad, whom nobody in Erbil can find."""
        yusuf = self.cast["yusuf"]
        life = somebody("Nilmini Wijeratna", "LK", self.now, 9, 180, governorate="IQG08")
        procedure = self.running(life, 9.1, manager="yusuf", needs=["LEG", "STA"])
        self.helping.service(
            procedure, yusuf, "PSS-COUN", self.ago(days=6, hours=20), language="si", session_no=1
        )  # fmt: skip
        self.ask_provider(procedure, life, "LEG-ADV", "bureau", self.ago(hours=7))
        self.looked_at(procedure)
        self.helping.cash_asked(procedure, yusuf, self.ago(hours=8), 150_000, "food")
        self.first_steps.triaged(replace(life, name="", number=181), "hotline", self.ago(hours=9))
        self._sign(self.cast["yusuf"], "relief_intake", "IQG08", "يطلب المساعدة لجارته التي لا تخرج من البيت.", hours=2)

    def known_again(self) -> None:
        """Adds two people recorded twice in different scripts; twins, who are two; somebody whom Berivan recognises."""
        first = somebody("Selam Tesfamar", "ET", self.now, 12, 108)
        again_in_arabic = somebody("سلام تسفامر", "ET", self.now, 3, 195, born=first.birthday)
        file = self.running(again_in_arabic, 3.1, manager="shno", plan=False)
        shirin = date(1999, 7, 15)
        for name, number, days in (("Shirin Zebarani", 196, 34), ("شیرین زێبارانی", 197, 2)):
            life = somebody(name, "IQ", self.now, days, number, age_years=26, age_band="24_26", born=shirin)
            self.running(life, days + 0.1, manager="shno" if number % 2 else "rawan", plan=False)
        for name, number in (("Sunita Gurungal", 198), ("Sarita Gurungal", 199)):
            life = somebody(name, "NP", self.now, 30, number, age_years=22, age_band="21_23", born=date(2003, 11, 4))
            self.running(life, 30.1, manager="shno", plan=False)
        stands_here = self.first_steps.triaged(somebody("", "ET", self.now, 0, 200), "in_person", self.ago(hours=5))
        choose(self.cast["berivan"], stands_here, file, now=self.ago(hours=2))

    def signs(self) -> None:
        """Adds signs at the intake desk: one to read, one to ask, a paused interview, one person to ask again."""
        berivan = self.cast["berivan"]
        self._sign(
            self.cast["karwan"], "intake", "IQG11", "Two women carry water at night behind the new flats.", hours=3
        )
        self._sign(self.cast["dilan"], "intake", "IQG11", "کچێک لە چێشتخانەکە دەگری و ناهێڵن بڕواتەوە.", hours=1)
        public_reports.receive_public_sign(
            text="دراوسێکەمان خزمەتکارێکی هەیە، هەرگیز ناچێتە دەرەوە.", governorate="IQG11", danger="no", language="ckb",
            now=self.ago(minutes=40),
        )  # fmt: skip
        self.first_steps.triaged(somebody("", "UG", self.now, 1, 190), "in_person", self.ago(days=1))
        resting = somebody("", "BD", self.now, 2, 192)
        procedure = self.first_steps.triaged(resting, "hotline", self.ago(days=2))
        row, _ = self.first_steps.interviewed(procedure, resting, self.ago(hours=21), share=0.4)
        screening_commands.pause_screening(berivan, row, self.ago(hours=19))
        self.looked_at(procedure)
        unsure = somebody("", "IR", self.now, 14, 193)
        procedure = self.first_steps.triaged(unsure, "partner", self.ago(days=14))
        self.first_steps.interviewed(procedure, unsure, self.ago(days=13), share=0.2)
        self.looked_at(procedure)
        step(
            berivan, procedure, intake_pack.INCONCLUSIVE, decided_by="screener", at=self.ago(days=13, hours=-1),
            confirmed_by=self.cast["nasrin"],
            why_not_as_advised="She was too tired to go on, and asked for another day.",
            missing_topics=["papers", "debt"], re_screen_at=day_of(self.now + timedelta(days=1)).isoformat(),
        )  # fmt: skip
        cases.leave_shift_note(
            berivan, text="Two calls, one asked for the number of a woman lawyer. No danger. Both are recorded.",
            now=self.ago(hours=3),
        )  # fmt: skip
        cases.leave_shift_note(
            self.cast["rawan"], text="Dar Al-Salam promised to call back before noon.", now=self.ago(hours=2)
        )
        cases.leave_shift_note(
            self.cast["karwan"], text="Quiet night at Ankawa. Dilan has the keys of the interview room.",
            now=self.ago(hours=5),
        )  # fmt: skip

    def _sign(self, by: Actor, unit: str, place: str, words: str, *, hours: float) -> UUID:
        told = in_drawers(
            pack().machine("procedure").transition(intake_pack.BEGIN_TRIAGE).required,
            {
                "channel": "in_person",
                "received_at": self.ago(hours=hours).isoformat(),
                "area_pcode": place,
                "what_was_seen": words,
                "person_aware": "unknown",
                "safe_contact": "through whoever reported it",
                "urgency": "soon",
            },
        )
        row = intake.take_sign(by, unit_id=self.cast.units[unit], told=told, danger="no", now=self.ago(hours=hours))
        return row.id
