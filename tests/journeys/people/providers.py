"""Those who help: the clinic, the keeper of the directory that lists it, and the keeper of the stock."""

from amana.countrypacks import pack
from tests.journeys.people.pack_codes import COMPLETE, KIT, SERVICE, START
from tests.journeys.stage import Person


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

    def reads(self, referral: str) -> None:
        """The package is opened."""
        self.go("/referrals/")
        self.look("referrals-received", aside=True)
        self.follow(f"/referrals/{referral}/")
        self.press("/package/")
        assert self.words.name not in self.page.inner_text("main")
        self.look("package")

    def accepts(self) -> None:
        """An appointment, below what was opened; the receipt is confirmed with it."""
        self.fill_and_send({"focal_point": self.words.focal_point})

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
