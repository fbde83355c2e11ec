"""The officer who records a sign, and the screener who triages it and asks."""

from amana.countrypacks import pack
from tests.journeys.stage import Person

TOLD_YES = ("ILO-DR01", "ILO-DR02", "ILO-EX01", "ILO-EX02", "ILO-CD01", "ILO-CD14", "check.recruitment")


class Officer(Person):
    """Somebody who hears of a person: community police."""

    username = "karwan"

    def records_a_sign(self) -> str:
        """The id of a sign, handed to the Hawa Centre."""
        self.go("/signs/")
        self.follow("/signs/new/")
        form = self.fill(
            {
                "danger": "no",
                "language": "am",
                "unit": str(self.stage.world.units["intake"]),
                "channel": "in_person",
                "what_was_seen": self.words.sign,
                "area_pcode": next(iter(pack().governorates)),
                "urgency": "soon",
            }
        )
        self.look("sign")
        self.send(form)
        self.look("sign-recorded", aside=True)
        return self.id_after("signs")


class Screener(Person):
    """Safety first, then questions."""

    username = "berivan"

    def triages(self, sign: str) -> None:
        """The sign is opened, the card written; nobody is in danger."""
        self.go("/")
        self.look("my-day")
        self.go("/signs/")
        self.look("signs")
        self.follow(f"/signs/{sign}/")
        self.press("/open/")
        assert self.words.sign in self.page.inner_text("main")
        self.look("sign-opened", aside=True)
        self.fill_and_send()
        form = self.fill(
            {
                "immediate_danger_answer": "no",
                "medical_emergency_answer": "no",
                "child_flag": "no",
                "exploiter_present": "no",
                "interpreter_language": "am",
                "note": self.words.other,
            }
        )
        self.look("triage-card")
        self.send(form)

    def begins_to_screen(self, sign: str) -> str:
        """She agrees to be asked, the room is safe and the words are said. The id of the screening."""
        self.go(f"/signs/{sign}/")
        self.follow("/screen/")
        self.looks_whether_she_is_known()
        self.fill_and_send({"language": "am", "how": "witnessed_oral", "witness_name": "Hana", "witness_role": "nurse"})
        self.sits_down("before-the-interview")
        return self.id_after("screenings")

    def looks_whether_she_is_known(self) -> None:
        """Before anything is asked: nobody here knows her yet, and it goes on."""
        form = self.fill({"name": self.words.name, "birth": self.words.number(1994)})
        self.look("is-she-known", aside=True)
        self.send(form)
        assert "looked=none" in self.page.url

    def sits_down(self, step: str) -> None:
        """Nothing is urgent, only an interpreter is there, and she is asked by whom she wishes."""
        form = self.fill(
            {
                "urgent": "no",
                "present": ["interpreter"],
                "language": "am",
                "interviewer": "female",
                "as_wished": "yes",
                "words_said": True,
            }
        )
        self.look(step, aside=True)
        self.send(form)

    def chooses_questions(self, age: str, kinds: list[str], age_known: str = "known") -> None:
        """The questions that fit her age while it happened."""
        form = self.fill({"age": age, "age_known": age_known, "kinds": kinds, "sex": "female"})
        self.look("which-questions", aside=True)
        self.send(form)

    def screens(self, sign: str) -> None:
        """Every question that fits is asked, and the rules say what is indicated and why."""
        screening = self.begins_to_screen(sign)
        self.chooses_questions(self.words.number(31), ["domestic_servitude"])
        form = self.fill({"words": self.words.other})
        self.look("open-prompt")
        self.send(form)
        while "/questions/open." in self.page.url:
            self.fill_and_send({"words": ""})
        form = self.fill({"answer": "yes", "words": self.words.own_words})
        self.look("question")
        self.send(form)
        self.go(f"/signs/screenings/{screening}/")
        parts = self.page.locator('main a[href*="/parts/"]')
        self.go(str(parts.first.get_attribute("href")))
        self._answers_part_after_part()
        assert self.words.own_words in self.page.inner_text("main")
        self.press("/end/")
        self.says_why_it_stopped("finished")
        self.look("screening")

    def says_why_it_stopped(self, wish: str) -> None:
        """Words for the moment, and whose wish it was."""
        form = self.fill({"wish": wish})
        self.look("stopped", aside=True)
        self.send(form)

    def _answers_part_after_part(self) -> None:
        pictured = False
        while "/parts/" in self.page.url:
            shown = self.page.locator("main input[type=radio]").evaluate_all("all => all.map(one => one.name)")
            form = self.fill({name: "yes" for name in TOLD_YES if name in shown})
            if not pictured:
                self.look("part", aside=True)
                pictured = True
            self.send(form)

    def presumes(self) -> str:
        """The id of the procedure of somebody who is now presumed a victim."""
        self.follow("/presume/")
        form = self.fill(
            {
                "screener_reason": self.words.reason,
                "decided_by": "screener",
                "language": "am",
                "how": "witnessed_oral",
                "witness_name": "Hana",
                "witness_role": "nurse",
            }
        )
        self.look("presumption")
        self.send(form)
        return self.id_after("cases")
