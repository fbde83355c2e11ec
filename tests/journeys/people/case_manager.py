"""The case manager, who stays with one person through everything."""

from datetime import timedelta

from amana.cases.models import Procedure
from amana.countrypacks import pack
from amana.justice.pack_sections import WAIVER
from amana.vault.clock import now as clock
from tests.journeys.people.forms import WritesPapersDown, in_days
from tests.journeys.people.pack_codes import (
    ASK_FOR_IDENTIFICATION,
    CASH,
    IDENTIFIED,
    KIT,
    PROPOSE_TO_CLOSE,
    SERVICE,
    START_HELP,
)

FOR_THE_JUDGE = ("full_name", "nationality", "presumption_date", "act", "means", "purpose", "interpreter_language")


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
