"""The programme of January 2018 to July 2019, replayed: each person from the sign to the closing, by commands."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import InitVar, dataclass, field
from datetime import timedelta

from django.db import transaction

from amana.assistance import commands as assistance
from amana.cases import commands as cases
from amana.cases import pack as case_steps
from amana.cases.queries import Procedure
from amana.demo import casework, courts, letters
from amana.demo.cast import Cast
from amana.demo.directory import Directory
from amana.demo.first_steps import FirstSteps
from amana.demo.helping import Helping
from amana.demo.organisations import Stores, houses
from amana.demo.referring import Referring
from amana.demo.shape import Life
from amana.demo.telling import again, moment, step
from amana.intake import pack as intake_pack

EVERY = 12  # a line of progress after so many people


@dataclass
class Programme:
    """The people of a programme and those who worked with them."""

    cast: Cast
    stores: InitVar[Stores]
    say: Callable[[str], object]
    directory: Directory
    letters: Mapping[int, str] = field(default_factory=dict)  # by the number of a life: how its letter was answered

    def __post_init__(self, stores: Stores) -> None:
        self.first_steps = FirstSteps(houses(self.cast))
        self.helping = Helping(self.cast, stores)
        self.referring = Referring(self.cast, self.directory, self.first_steps)

    def live(self, lives: Iterable[Life], how: Callable[[Life], object], what: str) -> None:
        """Replays everybody's course, each whole or not at all, with a line of progress now and then."""
        people = list(lives)
        for count, life in enumerate(people, start=1):
            with transaction.atomic():
                how(life)
            if count % EVERY == 0 or count == len(people):
                self.say(f"{what}: {count} of {len(people)}")

    def was_assisted(self, life: Life) -> Procedure:
        """Replays: presumed, helped at least once, and the case closed by a second person."""
        house, day = self.first_steps.house_of(life), life.sign_on
        manager = house.managers[life.number % len(house.managers)]
        procedure = self.first_steps.presumed(life)
        legal = letters.legal_papers(day, life.months)
        casework.opened(procedure, life, manager, moment(day + timedelta(days=2), 13), legal=legal)
        casework.planned(procedure, manager, moment(day + timedelta(days=3), 9), life)
        self.helping.helped(procedure, life, manager, house.supervisor, day + timedelta(days=4))
        if life.number % 3 == 1:
            self.referring.referred(procedure, life, day + timedelta(days=6))
        hands = letters.Hands(manager, self.cast["amal"], house.supervisor)
        if life.number % courts.EVERY == 5:
            courts.prosecute(hands, procedure, day + timedelta(days=12), to_the_end=life.number % 5 < 2)
        if life.number in self.letters:
            letters.replay(self.cast, hands, procedure, self.first_steps.said(life), day, self.letters[life.number])
        goal = assistance.set_goal(
            manager, again(procedure), category=("SAF", "LEG", "PSS", "REI")[life.number % 4],
            words="She said what she wants most, and we wrote it down together.", now=moment(day + timedelta(days=9), 10),
        )  # fmt: skip
        ending = day + timedelta(days=80 + life.number % 50)
        assistance.close_goal(manager, again(procedure), goal, met=life.number % 5 != 0, now=moment(ending, 9))
        casework.closed(procedure, manager, house.supervisor, ending)
        return procedure

    def got_nothing(self, life: Life) -> Procedure:
        """Replays: presumed, but gone before any help was given."""
        house, day = self.first_steps.house_of(life), life.sign_on
        procedure = self.first_steps.presumed(life)
        casework.opened(procedure, life, house.managers[0], moment(day + timedelta(days=2), 13))
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
        house, day = self.first_steps.house_of(life), life.sign_on
        manager = house.managers[0]
        procedure = self.first_steps.triaged(life)
        step(
            house.screener, procedure, intake_pack.OTHER_AFTER_TRIAGE, decided_by="screener", at=moment(day + timedelta(days=1), 11),
            need_type=("sgbv", "labour_rights")[life.number % 2],
        )  # fmt: skip
        casework.opened(procedure, life, manager, moment(day + timedelta(days=1), 13), exploitation=[])
        step(
            manager, procedure, case_steps.START_OTHER_PLAN, decided_by="case_manager", at=moment(day + timedelta(days=2), 9),
            said=self.first_steps.said(life), needs_assessment=["PSS", "LEG"], individual_plan="Counselling, and advice on her rights.",
        )  # fmt: skip
        self.helping.service(procedure, manager, "LEG-ADV", moment(day + timedelta(days=5), 10), topic="rights")
        casework.closed(procedure, manager, house.supervisor, day + timedelta(days=50))
        return procedure
