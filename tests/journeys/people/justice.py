"""The judge who identifies formally, and the lawyer who signs and sends the letter."""

from io import BytesIO

from pypdf import PdfReader

from tests.journeys.people.forms import WritesPapersDown
from tests.journeys.people.pack_codes import GRANTED, IDENTIFIED, SENT
from tests.journeys.stage import Person


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
