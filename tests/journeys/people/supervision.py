"""Those who look at the work of others: the supervisor, the administrator and the data officer."""

from amana.countrypacks import pack
from amana.countrypacks.queries import is_confirmed
from amana.justice.pack_sections import WAIVER
from amana.trust.commands import confirm_pack_value
from tests.journeys.people.pack_codes import CLOSE
from tests.journeys.stage import Person


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
