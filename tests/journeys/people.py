"""The people of the story and what each of them does in it."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone
from pypdf import PdfReader

from amana.cases.models import Procedure
from amana.countrypacks import pack
from amana.countrypacks.queries import is_confirmed
from amana.justice.pack_sections import WAIVER
from amana.trust.commands import confirm_pack_value
from amana.vault.clock import now as clock
from tests.journeys.stage import Person, Stage

SERVICE = "MED-EXAM"
FOR_THE_JUDGE = ("full_name", "nationality", "presumption_date", "act", "means", "purpose", "interpreter_language")
KIT, CASH = "NFI-DIGN", "CASH-EMER"
START_HELP, PROPOSE_TO_CLOSE, CLOSE = "t11", "t28", "t29"
ASK_FOR_IDENTIFICATION, IDENTIFIED = "t13", "t16"
ACCEPT, START, COMPLETE = "r5", "r9", "r10"
SENT, GRANTED = "w4", "w6"
TOLD_YES = ("ILO-DR01", "ILO-DR02", "ILO-EX01", "ILO-EX02", "ILO-CD01", "ILO-CD14", "check.recruitment")


def in_days(days: int) -> str:
    """A day from now, as a date field takes it."""
    return (timezone.localdate() + timedelta(days=days)).isoformat()


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
        self.follow("/screen/?looked=1")

    def sits_down(self, step: str) -> None:
        """Nothing is urgent, only an interpreter is there, and she is asked by whom she wishes."""
        form = self.fill(
            {
                "urgent": "no",
                "present": ["interpreter"],
                "interpreter": "yes",
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


class WritesPapersDown(Person):
    """Somebody who enters what others decided on paper."""

    def _records_a_paper(self, answers: dict[str, Any], step: str) -> None:
        paper = {"decided_on": in_days(-1), "authority": self.words.court, "number": "12/2026", "paper-scan": True}
        form = self.fill({**answers, **paper})
        self.look(step, aside=True)
        self.send(form)


class CaseManager(WritesPapersDown):
    """One person who stays with her through everything."""

    username = "rawan"

    def opens_the_case(self, sign: str) -> None:
        """A number, a manager and a file in sealed sections."""
        self.go(f"/signs/{sign}/")
        self.follow("/begin/")
        form = self.fill(
            {
                "sex": "female",
                "age_group": "26_59",
                "nationality": "KE",
                "exploitation": ["domestic_servitude"],
                "languages": ["am", "en"],
                "needs": ["MED", "LEG"],
                "governorate": next(iter(pack().governorates)),
                "territory": next(iter(WAIVER.of(pack()).addressee)),
                "full_name": self.words.name,
                "document_no": "EP1234567",
                "phone": "+964 750 000 0142",
                "safe_hours": "10:00-16:00",
            }
        )
        self.look("open-the-case")
        self.send(form)
        self.look("case-opened", aside=True)

    def starts_the_plan(self, case: str) -> None:
        """Help begins; it waits for no judge."""
        self.follow(f"/steps/{START_HELP}/")
        form = self.fill(
            {"decided_by": "case_manager", "safety_plan": self.words.plan, "individual_plan": self.words.plan}
        )
        self.look("start-the-plan", aside=True)
        self.send(form)
        assert case in self.page.url

    def records_consent(self, case: str) -> str:
        """The lawyers may see two sections until a day; she takes a receipt with her. The id of the consent."""
        self.go(f"/cases/{case}/")
        self.follow(f"/cases/{case}/consents/")
        form = self.fill(
            {
                "unit": str(self.stage.world.units["lawyers"]),
                "purpose": "legal",
                "sections": ["identity", "legal"],
                "answer": "agrees",
                "expires_on": in_days(60),
                "language": self.words.language,
                "how": "written",
            }
        )
        self.look("agreement")
        self.send(form)
        self.look("receipt")
        return self.id_after("consents")

    def asks_hope_clinic(self, case: str) -> str:
        """The id of a referral that was sent with the agreed fields and nothing else."""
        self.go(f"/cases/{case}/")
        self.follow(f"/referrals/ask/{case}/")
        with self.page.expect_response("**/referrals/ask/**"):
            self.page.locator('[name="service"]').select_option(SERVICE)
        self.page.locator(f'form#ask input[name="shown_for"][value="{SERVICE}"]').wait_for(state="attached")
        with self.page.expect_response("**/referrals/ask/**"):
            self.page.locator('[name="provider"]').first.check()
        self.page.locator('[name="provider"]:checked').wait_for(state="attached")
        form = self.fill(
            {
                "urgency": "soon",
                "answer": "agrees",
                "language": "am",
                "how": "witnessed_oral",
                "witness_name": "Hana",
                "witness_role": "nurse",
            }
        )
        self.look("ask-for-help")
        self.send(form, '[name="do"][value="send"]')
        self.look("referral-sent")
        return self.id_after("referrals")

    def gives_a_kit(self, case: str) -> None:
        """From the stock, with a number in the digits of the place."""
        self.go(f"/cases/{case}/")
        self.follow(f"/help/case/{case}/give/")
        self.look("give", aside=True)
        self.fill_and_send({"service": KIT})
        form = self.fill({"batch": 2, "quantity": self.words.number(1)})
        self.look("give-a-kit")
        self.send(form)

    def asks_for_cash(self, case: str) -> str:
        """The id of a request for money, which waits for a second pair of eyes."""
        self.follow(f"/help/case/{case}/give/")
        self.fill_and_send({"service": CASH})
        form = self.fill({"amount": self.words.number(250_000), "risk_check_done": True})
        self.look("ask-for-cash")
        self.send(form)
        self.go("/help/")
        return self._last_help()

    def _last_help(self) -> str:
        links = self.page.locator('main a[href^="/help/"]').evaluate_all("all => all.map(one => one.pathname)")
        found = [each.split("/")[2] for each in links if len(each.split("/")) == 4 and each.count("-") == 4]
        return str(found[0])

    def pays_out(self, help_id: str) -> None:
        """She signs for the money."""
        self.go(f"/help/{help_id}/")
        self.follow("/pay/")
        self.fill_and_send()
        self.look("paid-out", aside=True)

    def asks_for_formal_identification(self, case: str) -> None:
        """The person decided by word; a second person confirms it."""
        self.go(f"/cases/{case}/")
        self.follow(f"/steps/{ASK_FOR_IDENTIFICATION}/")
        form = self.fill(
            {
                "decided_by": "person",
                "said_on": in_days(0),
                "method": "signed",
                "fi_request_min_data": True,
                "language": self.words.language,
                "how": "witnessed_oral",
                "witness_name": "Hana",
                "witness_role": "nurse",
            }
        )
        self.look("ask-for-identification", aside=True)
        self.send(form)

    def records_the_judges_decision(self, case: str) -> None:
        """What the judge decided on paper, with its scan."""
        self.go(f"/cases/{case}/")
        self.follow(f"/steps/{IDENTIFIED}/")
        self._records_a_paper({"decided_by": "investigative_judge"}, "decision-on-paper")

    def sends_the_request_to_the_court(self, case: str) -> None:
        """The judge gets the lines she agrees to."""
        self.go(f"/cases/{case}/")
        self.follow(f"/justice/cases/{case}/request/")
        form = self.fill(
            {
                "unit": str(self.stage.world.units["court"]),
                "fields_agreed": FOR_THE_JUDGE,
                "expires_on": in_days(60),
                "language": self.words.language,
                "how": "written",
            }
        )
        self.look("request-to-the-court", aside=True)
        self.send(form)

    def drafts_the_letter(self, case: str) -> str:
        """The id of a letter that asks for her fines to be waived."""
        self.go(f"/cases/{case}/")
        self.follow(f"/justice/cases/{case}/letter/")
        form = self.fill(
            {
                "head-language": self.words.language,
                "full_name_as_in_passport": self.words.passport_name,
                "passport_no": "EP1234567",
                "valid_until": "2025-01-31",
                "entry_date": "2024-02-01",
                "issuing_authority": self.words.court,
                "exploitation_period": "2024-03 / 2025-11",
                "causal_explanation": self.words.why_overstayed,
                "overstay_days": self.words.number(400),
                "attributable_days": self.words.number(300),
                "requested_relief": ["full"],
                "assessed_fine": self.words.number(500_000),
                "assessed_fine_document": "REC-77/2026",
            }
        )
        self.look("draft-letter")
        self.send(form)
        letter = self.id_after("letters")
        self.look("letter")
        self.follow("/give/")
        self.fill_and_send()
        return letter

    def withdraws_a_consent(self, case: str, consent: str) -> None:
        """She takes it back; the door is shut at the next request."""
        self.go(f"/cases/{case}/")
        self.follow(f"/consents/{consent}/withdraw/")
        self.look("withdraw", aside=True)
        self.send(self.page.locator("main form"))

    def proposes_closure(self, case: str) -> None:
        """A day later the goals are met."""
        Procedure.objects.filter(id=case).update(help_since=clock() - timedelta(days=1))
        self.go(f"/cases/{case}/")
        self.look("case")
        self.follow(f"/steps/{PROPOSE_TO_CLOSE}/")
        self.fill_and_send({"decided_by": "case_manager"})


class Supervisor(Person):
    """The second pair of eyes."""

    username = "nasrin"

    def confirms_what_waits(self, case: str) -> None:
        """Every entry of the case that waits has been looked at."""
        self.go("/cases/waiting/")
        self.look("waiting", aside=True)
        if self.page.locator(f'main a[href*="/cases/{case}/second-person/"]').count():
            self.opens_what_waits()
            self.look("second-person", aside=True)
            self.reads_and_confirms()

    def opens_what_waits(self) -> None:
        """The page of a case with everything that waits for her."""
        with self._moves():
            self.page.locator('main a[href*="/second-person/"]').first.click()

    def reads_and_confirms(self, entry: str = "") -> None:
        """Every scan is opened; each entry, or only the one named, gets its own yes."""
        for scan in self.page.locator('main button[form^="scan-"]').all():
            with self.page.expect_download():
                scan.click()
        named = f'[name*="{entry}"]' if entry else ""  # in CSS, [name*=""] matches nothing
        for answer in self.page.locator(f'#answers input{named}[value="agree"]').all():
            answer.check()
        self.send(self.page.locator("#answers"))

    def approves(self, help_id: str) -> None:
        """The money may be paid."""
        self.go("/help/")
        self.follow(f"/help/{help_id}/")
        self.look("second-pair-of-eyes")
        self.opens_what_waits()
        self.reads_and_confirms(f"money-{help_id}")

    def records_money_in(self) -> None:
        """The donor's money is in the cash book, so that some of it can be paid out."""
        self.go("/help/money/in/")
        form = self.fill({"amount": self.words.number(1_000_000), "currency": pack().currency})
        self.look("money-in", aside=True)
        self.send(form)

    def closes(self, case: str) -> None:
        """The case is closed by somebody else than its manager."""
        self.go(f"/cases/{case}/")
        self.follow(f"/steps/{CLOSE}/")
        self.fill_and_send({"decided_by": "supervisor"})
        self.look("closed")


class DirectoryKeeper(Person):
    """Who can help, checked."""

    username = "avin"

    def lists_hope_clinic(self) -> None:
        """The clinic can be asked."""
        self.go("/referrals/directory/")
        self.follow("/directory/add/")
        self.fill_and_send(
            {
                "name_en": "Hope Clinic",
                "name_ar": "عيادة الأمل",
                "name_ckb": "کلینیکی هیوا",
                "unit": str(self.stage.world.units["clinic"]),
                "services": [SERVICE],
                "governorates": [next(iter(pack().governorates))],
                "languages": ["ar", "am"],
                "accepts_age_min": self.words.number(18),
                "isp_signed": True,
            }
        )
        self.look("directory-entry", aside=True)


class Clinic(Person):
    """A provider who sees its package and nothing else."""

    username = "jihan"

    def acknowledges(self, referral: str) -> None:
        """The package is opened and its receipt confirmed."""
        self.go("/referrals/")
        self.look("referrals-received", aside=True)
        self.follow(f"/referrals/{referral}/")
        self.press("/package/")
        assert self.words.name not in self.page.inner_text("main")
        self.look("package")
        self.go(f"/referrals/{referral}/")
        self.press("/confirm-receipt/")

    def accepts(self) -> None:
        """A name and an appointment."""
        self.follow(f"/steps/{ACCEPT}/")
        self.fill_and_send({"decided_by": "service_provider", "focal_point": self.words.focal_point})

    def starts(self) -> None:
        """The service runs."""
        self.follow(f"/steps/{START}/")
        self.fill_and_send({"decided_by": "service_provider"})

    def completes(self, referral: str) -> None:
        """What was given is recorded, and the referrer hears how it went."""
        self.go("/help/")
        self.follow(f"/help/referral/{referral}/")
        form = self.fill()
        self.look("service-given", aside=True)
        self.send(form)
        self.go(f"/referrals/{referral}/")
        self.follow(f"/steps/{COMPLETE}/")
        self.fill_and_send({"decided_by": "service_provider", "feedback_to_referrer": self.words.other})
        self.look("referral-completed", aside=True)


class StockKeeper(Person):
    """What lies on the shelf is in the book."""

    username = "tara"

    def takes_in_kits(self, many: int) -> None:
        """A batch of dignity kits."""
        self.go("/help/stock/")
        self.follow("/stock/receive/")
        self.fill_and_send({"service": KIT, "number": "B-7", "counted_in": "kit", "quantity": self.words.number(many)})
        self.look("batch", aside=True)


class Judge(Person):
    """Who alone identifies formally."""

    username = "hiwa"

    def decides(self) -> None:
        """The request is opened, and she is formally identified."""
        self.go("/justice/")
        self.page.locator('main a[href*="/justice/requests/"]').first.click()
        self.page.wait_for_url("**/requests/**")
        self.press("/open/")
        self.look("request")
        self.follow(f"/decide/{IDENTIFIED}/")
        self.fill_and_send({"decided_by": "investigative_judge", "court": self.words.court})


class Lawyer(WritesPapersDown):
    """Works in the file only as far as she agreed."""

    username = "amal"

    def signs(self, letter: str) -> None:
        """The letter has a number; what it quotes was confirmed."""
        self.go("/justice/")
        self.look("letters", aside=True)
        self.follow(f"/justice/letters/{letter}/")
        self.follow("/sign/")
        form = self.fill()
        self.look("sign-the-letter", aside=True)
        self.send(form)

    def sends(self, letter: str) -> None:
        """It left the house."""
        self.go(f"/justice/letters/{letter}/")
        self.follow(f"/steps/{SENT}/")
        self.fill_and_send({"decided_by": "legal_counsel"})

    def records_that_it_was_granted(self, letter: str) -> None:
        """The council's answer, with its scan; a second person compares it."""
        self.go(f"/justice/letters/{letter}/")
        self.follow(f"/steps/{GRANTED}/")
        self._records_a_paper({"decided_by": "supreme_judicial_council"}, "granted-on-paper")

    def downloads(self, letter: str) -> str:
        """The text of the letter's pages, as it is copied out of the PDF."""
        self.go(f"/justice/letters/{letter}/")
        self.look("letter-answered")
        answer = self.page.request.get(self.address("/pdf/"))
        assert answer.status == 200 and answer.headers["content-type"] == "application/pdf"
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.body())).pages)


class Administrator(Person):
    """Vouches for what the pack calls unconfirmed."""

    username = "sara"

    def confirms_what_letters_quote(self) -> None:
        """The wording, the addressees and the requests of the letter; the first of them on its page."""
        world = self.stage.world
        self.go("/trust/pack/")
        self.look("unconfirmed", aside=True)
        waiver = WAIVER.of(pack())
        paths = [f"waiver.wording.{name}" for name in waiver.wording]
        paths += [f"waiver.requests.{name}" for name in waiver.requests]
        paths += [f"waiver.addressee.{name}" for name in waiver.addressee]
        waiting = [path for path in paths if not is_confirmed(path)]
        if waiting:
            self.go(f"/trust/pack/confirm/?path={waiting[0]}")
            self.fill_and_send({"reason": self.words.other})
        for path in waiting[1:]:
            confirm_pack_value(world.sara, path=path, reason=self.words.other, now=world.now)


class DataOfficer(Person):
    """Counts, and shows no small group."""

    username = "ali"

    def asks_for_the_figure(self) -> None:
        """How many were assisted, with the definition beside it."""
        self.go("/figures/")
        self.fill_and_send({"indicator": "A-01"})
        told = self.page.inner_text("main")
        assert "A-01" in told and "1" in told
        self.look("figures")


class Cast:
    """Everybody of the story on one stage."""

    def __init__(self, stage: Stage) -> None:
        self.karwan = Officer(stage)
        self.berivan = Screener(stage)
        self.rawan = CaseManager(stage)
        self.nasrin = Supervisor(stage)
        self.avin = DirectoryKeeper(stage)
        self.jihan = Clinic(stage)
        self.tara = StockKeeper(stage)
        self.hiwa = Judge(stage)
        self.amal = Lawyer(stage)
        self.sara = Administrator(stage)
        self.ali = DataOfficer(stage)
