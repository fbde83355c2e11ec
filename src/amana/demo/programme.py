"""The programme of January 2018 to July 2019, replayed: each person from the sign to the closing, by commands."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from amana.assessments.commands.children import tell_authority
from amana.assessments.queries.children import notice_of, to_tell
from amana.assistance import commands as assistance
from amana.assistance import queries as given
from amana.cases import commands as cases
from amana.cases import pack as case_steps
from amana.cases.queries import Procedure
from amana.cases.subjects import ProcedureSubject
from amana.consent import queries as agreements
from amana.consent.commands import Said
from amana.countrypacks import pack
from amana.demo import courts, letters, shape
from amana.demo.cast import Cast
from amana.demo.directory import Directory
from amana.demo.second_person import agree_to_cash, confirm_consent, confirm_step
from amana.demo.shape import Life
from amana.demo.telling import again, moment, own_id, service_values, step, step_values, territory_of
from amana.intake import commands as intake
from amana.intake import pack as intake_pack
from amana.referrals import commands as referrals
from amana.referrals import queries as referral_queries
from amana.referrals.commands import Wanted
from amana.screening import commands as screening_commands
from amana.screening import queries as screenings
from amana.screening.rules import Entry, Interview, Sitting, advice_on, proposed_elements
from amana.steps import queries as step_queries
from amana.steps.commands import Told
from amana.trust.actor import Actor

EVERY = 12  # a line of progress after so many people
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


FIELDS = frozenset(
    {"referral_id", "service_code", "urgency", "sex", "age_group", "language", "safe_hours", "referrer_focal_point"}
)


@dataclass(frozen=True)
class House:
    """Who does what in an organisation that takes people in."""

    unit: UUID
    reporters: tuple[Actor, ...]
    screener: Actor
    managers: tuple[Actor, ...]
    supervisor: Actor


@dataclass
class Stores:
    """The batches from which things are given out, by service; empty for an organisation that buys as it needs."""

    batches: dict[str, UUID] = field(default_factory=dict)


def houses(cast: Cast) -> dict[str, House]:
    """Returns the Hawa Centre in the Kurdistan Region, Tigris Relief elsewhere."""
    return {
        "hawa": House(
            cast.units["intake"], (cast["karwan"], cast["berivan"], cast["dilan"]), cast["berivan"],
            (cast["rawan"], cast["shno"]), cast["nasrin"],
        ),
        "relief": House(
            cast.units["relief_intake"], (cast["maryam"], cast["yusuf"]), cast["maryam"], (cast["yusuf"],), cast["noor"]
        ),
    }  # fmt: skip


def fill_the_store(cast: Cast) -> Stores:
    """Puts, as Tara, what was bought for the programme into the store."""
    day = date(2017, 12, 18)
    kinds = {"NFI-DIGN": "kit", "NFI-CLOTH": "piece", "NFI-HYG": "kit"}
    return Stores(
        {
            code: assistance.receive(
                cast["tara"], service_code=code, number=f"2018-{code[-3:]}", counted_in=unit, quantity=160, on=day,
                now=moment(day, 10),
            )
            for code, unit in kinds.items()
        }
    )  # fmt: skip


def fill_the_book(cast: Cast, day: date, amount: int) -> None:
    """Records the donor's money for the people of both organisations on this day."""
    for username in ("nasrin", "noor"):
        assistance.record_money_in(
            cast[username], amount=Decimal(amount), currency=pack().currency, day=day, budget_line="Emergency cash",
            now=moment(day, 10),
        )  # fmt: skip


@dataclass
class Programme:
    """The people of a programme and those who worked with them."""

    cast: Cast
    stores: Stores
    say: Callable[[str], object]
    directory: Directory
    letters: Mapping[int, str] = field(default_factory=dict)  # by the number of a life: how its letter was answered

    def __post_init__(self) -> None:
        self.houses = houses(self.cast)

    def live(self, lives: Iterable[Life], how: Callable[[Life], object], what: str) -> None:
        """Replays everybody's course, each whole or not at all, with a line of progress now and then."""
        people = list(lives)
        for count, life in enumerate(people, start=1):
            with transaction.atomic():
                how(life)
            if count % EVERY == 0 or count == len(people):
                self.say(f"{what}: {count} of {len(people)}")

    def house_of(self, life: Life) -> House:
        """Returns the organisation that works where she was found."""
        return self.houses["hawa" if life.governorate in shape.OF_THE_HAWA_CENTRE else "relief"]

    # Courses of people ---------------------------------------------------------------------------------

    def was_assisted(self, life: Life) -> Procedure:
        """Replays: presumed, helped at least once, and the case closed by a second person."""
        house, day = self.house_of(life), life.sign_on
        manager = house.managers[life.number % len(house.managers)]
        procedure = self.presumed(life)
        legal = letters.legal_papers(day, life.months)
        self.opened(procedure, life, manager, moment(day + timedelta(days=2), 13), legal=legal)
        self.planned(procedure, manager, moment(day + timedelta(days=3), 9), life)
        self.helped(procedure, life, manager, house.supervisor, day + timedelta(days=4))
        if life.number % 3 == 1:
            self.referred(procedure, life, day + timedelta(days=6))
        hands = letters.Hands(manager, self.cast["amal"], house.supervisor)
        if life.number % courts.EVERY == 5:
            courts.prosecute(hands, procedure, day + timedelta(days=12), to_the_end=life.number % 5 < 2)
        if life.number in self.letters:
            letters.replay(self.cast, hands, procedure, self.said(life), day, self.letters[life.number])
        goal = assistance.set_goal(
            manager, again(procedure), category=("SAF", "LEG", "PSS", "REI")[life.number % 4],
            words="She said what she wants most, and we wrote it down together.", now=moment(day + timedelta(days=9), 10),
        )  # fmt: skip
        ending = day + timedelta(days=80 + life.number % 50)
        assistance.close_goal(manager, again(procedure), goal, met=life.number % 5 != 0, now=moment(ending, 9))
        self.closed(procedure, manager, house.supervisor, ending)
        return procedure

    def got_nothing(self, life: Life) -> Procedure:
        """Replays: presumed, but gone before any help was given."""
        house, day = self.house_of(life), life.sign_on
        procedure = self.presumed(life)
        self.opened(procedure, life, house.managers[0], moment(day + timedelta(days=2), 13))
        for tried in (12, 26, 44):
            cases.record_attempt(
                house.managers[0],
                again(procedure),
                facts={
                    "attempt_on": (day + timedelta(days=tried)).isoformat(),
                    "attempt_way": "call",
                    "attempt_safe": "yes",
                    "attempt_result": "switched_off",
                },
                now=moment(day + timedelta(days=tried), 10),
            )
        step(
            house.supervisor, procedure, case_steps.CLOSE_CONTACT_LOST, decided_by="supervisor", at=moment(day + timedelta(days=45), 11),
            confirmed_by=house.managers[0],
            lost_contact_log="Called on three days at her hours. The number is switched off, and nobody knows where she is.",
        )  # fmt: skip
        return procedure

    def needed_other_protection(self, life: Life) -> Procedure:
        """Replays: not trafficking, but in need: helped, and never counted among victims."""
        house, day = self.house_of(life), life.sign_on
        manager = house.managers[0]
        procedure = self.triaged(life)
        step(
            house.screener, procedure, intake_pack.OTHER_AFTER_TRIAGE, decided_by="screener", at=moment(day + timedelta(days=1), 11),
            need_type=("sgbv", "labour_rights")[life.number % 2],
        )  # fmt: skip
        self.opened(procedure, life, manager, moment(day + timedelta(days=1), 13), exploitation=[])
        step(
            manager, procedure, case_steps.START_OTHER_PLAN, decided_by="case_manager", at=moment(day + timedelta(days=2), 9),
            said=self.said(life), needs_assessment=["PSS", "LEG"], individual_plan="Counselling, and advice on her rights.",
        )  # fmt: skip
        self.service(procedure, manager, "LEG-ADV", moment(day + timedelta(days=5), 10), topic="rights")
        self.closed(procedure, manager, house.supervisor, day + timedelta(days=50))
        return procedure

    # Parts of a course ----------------------------------------------------------------------------------

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

    def opened(
        self,
        procedure: Procedure,
        life: Life,
        manager: Actor,
        at: datetime,
        *,
        legal: Mapping[str, Any] | None = None,
        **facts: Any,
    ) -> Procedure:
        """Opens the case, with a manager and five sealed sections."""
        ended = life.sign_on.replace(day=1)
        began = (ended - timedelta(days=30 * life.months)).replace(day=1)
        about = {
            "sex": life.sex,
            "age_band": life.age_band,
            "age_group": life.age_group,
            "nationality": life.country,
            "exploitation": list(life.exploitation),
            "means_of_control": list(life.means),
            "sector": life.sector,
            "languages": [life.language],
            "interpreter_language": life.language,
            "needs": ["MED", "PSS", "LEG"],
            "risk_level": ("low", "medium", "high")[life.number % 3],
            "governorate": life.governorate,
            "territory": territory_of(life.governorate),
            "population_group": "host" if life.country == "IQ" else "migrant",
            "exploitation_began": began.strftime("%Y-%m"),
            "exploitation_ended": ended.strftime("%Y-%m"),
            "country_of_exploitation": "IQ",
        }
        return cases.open_case(
            manager,
            again(procedure),
            manager_id=own_id(manager),
            sections={
                "identity": {
                    "full_name": life.name,
                    "date_of_birth": life.birthday.isoformat(),
                    "document_kind": "passport",
                    "document_no": f"MADE-UP-{life.country}{life.number:04d}",
                },
                "contact": {"phone": f"+964 750 000 {life.number % 10000:04d}", "safe_hours": "10:00-16:00"},
                "account": {"account": ACCOUNTS[life.number % len(ACCOUNTS)]},
                "legal": dict(legal or {}),
            },
            facts={**about, **facts},
            now=at,
        )

    def planned(self, procedure: Procedure, manager: Actor, at: datetime, life: Life) -> None:
        """Makes the plan with her, and starts the help."""
        step(
            manager, procedure, case_steps.START_PLAN, decided_by="case_manager", at=at,
            needs_assessment=["SHE", "MED", "PSS"], risk_assessment=("low", "medium", "high")[life.number % 3],
            safety_plan="She calls the hotline and says her code word.",
            individual_plan="A safe place, a doctor, a counsellor; then the papers.",
        )  # fmt: skip

    def service(
        self, procedure: Procedure, by: Actor, code: str, at: datetime, *, stand: str = "delivered", **values: Any
    ) -> UUID:
        """Records a service that was given, or asked for."""
        return assistance.record_service(
            by, again(procedure), code, stand=stand, told=service_values(code, **values), on=at, now=at
        )

    def item(self, procedure: Procedure, by: Actor, code: str, at: datetime, **values: Any) -> UUID:
        """Gives her a thing, from the store where her helpers have one."""
        batch = self.stores.batches.get(code) if by.organisation_id == self.cast.organisations["hawa"] else None
        return assistance.give_item(
            by, again(procedure), code, quantity=1, batch_id=batch, told=service_values(code, **values), on=at, now=at
        )

    def cash(self, procedure: Procedure, by: Actor, second: Actor, at: datetime, amount: int, purpose: str) -> UUID:
        """Records money that one asked for, another agreed to, and she signed for."""
        delivery = self.cash_asked(procedure, by, at, amount, purpose)
        row = given.one(second, delivery)
        agree_to_cash(second, row, now=at + timedelta(hours=3))
        assistance.pay_out(
            by, given.one(by, delivery), receipt="signature", on=at + timedelta(hours=5), now=at + timedelta(hours=5)
        )
        return delivery

    def cash_asked(self, procedure: Procedure, by: Actor, at: datetime, amount: int, purpose: str) -> UUID:
        """Records money that waits for a second person."""
        values = {
            "amount": amount, "currency": "IQD", "modality": "cash_in_hand", "purpose": purpose, "risk_check_done": True,
        }  # fmt: skip
        return assistance.ask_for_cash(
            by, again(procedure), "CASH-EMER", amount=Decimal(amount), currency="IQD", risk_checked=True,
            told=service_values("CASH-EMER", **values), now=at,
        )  # fmt: skip

    def helped(self, procedure: Procedure, life: Life, by: Actor, second: Actor, day: date) -> None:
        """Records two or three kinds of help, in a mix that changes from person to person."""
        first: list[tuple[str, dict[str, Any]]] = [
            ("SHE-SAFE", {"capacity_group": _group_of(life), "house_rules_accepted": True}),
            ("MED-EXAM", {"urgency": "soon"}),
            ("PSS-PFA", {}),
            ("LEG-ADV", {"topic": "status"}),
            ("SHE-EMER", {"nights": 3}),
            ("PSS-COUN", {"language": life.language, "session_no": 1}),
            ("STA-TD", {"embassy": life.country}),
        ]
        code, values = first[life.number % len(first)]
        if code == "SHE-SAFE" and life.age_years < 18:
            self.service(procedure, by, "FAM-BID", moment(day, 9))
        self.service(procedure, by, code, moment(day, 10), **values)
        kit = "woman" if life.sex == "female" else "man"
        things: list[tuple[str, dict[str, Any]]] = [
            ("NFI-DIGN", {"kit_type": kit, "unit": "kit"}),
            ("NFI-CLOTH", {"item": "coat", "unit": "piece"}),
            ("NFI-HYG", {"unit": "kit"}),
        ]
        code, values = things[life.number % len(things)]
        self.item(procedure, by, code, moment(day, 11), **values)
        if life.number % 3 == 0:
            self.cash(procedure, by, second, moment(day + timedelta(days=1), 9), 150_000, "food")

    def referred(self, procedure: Procedure, life: Life, day: date) -> None:
        """Records that another organisation was asked, said yes, helped, and wrote how it went."""
        here = life.governorate in shape.OF_THE_HAWA_CENTRE
        service, provider, by = ("MED-EXAM", "clinic", "jihan") if here else ("LEG-ADV", "bureau", "lana")
        at = moment(day, 9)
        referral = self.asked(procedure, life, service, self.directory[provider], at, ends=at + timedelta(days=60))
        self.answer(by, referral, "acknowledge", at + timedelta(hours=1 + life.number % 5))
        appointment = at + timedelta(days=2)
        told: dict[str, Any] = {"focal_point": "Ask for us at the door", "first_appointment_at": appointment}
        self.answer(by, referral, "accept", at + timedelta(hours=7 + life.number % 9), **told)
        self.answer(by, referral, "start", appointment, started_at=appointment)
        row = referral_queries.one(self.cast[by], referral.id)
        assistance.deliver_for_referral(
            self.cast[by], row, told=service_values(service), on=appointment, now=appointment + timedelta(hours=1)
        )
        words = "She came and was helped."
        self.answer(by, referral, "complete", at + timedelta(days=3), outcome="helped", feedback=words)
        self.looked_at(procedure, moment(day + timedelta(days=5), 9))

    def asked(
        self,
        procedure: Procedure,
        life: Life,
        service: str,
        provider: UUID,
        at: datetime,
        *,
        ends: datetime,
        **said_here: str,
    ) -> referral_queries.Referral:
        """Records that a provider was asked by the manager of the case, with her agreement until a moment."""
        row = again(procedure)
        manager = next(actor for actor in self.cast.actors.values() if actor.user_id == row.manager)
        wanted = Wanted(service, "soon", provider, FIELDS, said_here)
        return referrals.ask_for_help(manager, row, wanted, self.said(life), expires_at=ends, now=at)

    def answer(self, by: str, referral: referral_queries.Referral, name: str, at: datetime, **values: Any) -> None:
        """Records one answer of a provider."""
        row = referral_queries.one(self.cast[by], referral.id)
        getattr(referrals, name)(self.cast[by], row, seen=row.state, now=at, **values)

    def looked_at(self, procedure: Procedure, latest: datetime) -> None:
        """Confirms, as a second person, everything that was recorded so far, `latest` at the latest."""
        row = again(procedure)
        second = next(
            each.supervisor for each in self.houses.values() if row.supervisors_unit in each.supervisor.unit_ids
        )
        for each in agreements.to_confirm(Q(procedure=row.id), but_by=own_id(second)):
            at = min(latest, each.given_at + timedelta(hours=2))
            confirm_consent(second, procedure_id=row.id, consent_id=each.id, now=at)
        for waiting in step_queries.steps_to_confirm(second).filter(procedure=row.id):
            at = min(latest, waiting.recorded_at + timedelta(hours=2))
            subject = (
                ProcedureSubject(again(row))
                if waiting.machine == "procedure"
                else referrals.subject_in(row, waiting.subject)
            )
            confirm_step(second, subject, waiting, agree=True, now=at)

    def closed(self, procedure: Procedure, manager: Actor, supervisor: Actor, day: date) -> None:
        """Closes the case: the manager says that the goals are met; the supervisor, another person, closes."""
        step(
            manager, procedure, case_steps.PROPOSE_TO_CLOSE, decided_by="case_manager", at=moment(day, 10),
            goals_met_or_reason="most_met",
        )  # fmt: skip
        step(
            supervisor, procedure, case_steps.CLOSE, decided_by="supervisor", at=moment(day + timedelta(days=2), 12),
            closure_reason="plan_completed", person_informed="yes", safe_contact_left="yes",
            data_retention_choice="keep",
        )  # fmt: skip


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


def _group_of(life: Life) -> str:
    """Returns the group in which a shelter takes her in."""
    if life.age_years < 18:
        return "children"
    return "women" if life.sex == "female" else "men"
