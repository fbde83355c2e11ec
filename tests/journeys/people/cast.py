"""Everybody of the story on one stage."""

from tests.journeys.people.case_manager import CaseManager
from tests.journeys.people.intake import Officer, Screener
from tests.journeys.people.justice import Judge, Lawyer
from tests.journeys.people.providers import Clinic, DirectoryKeeper, StockKeeper
from tests.journeys.people.supervision import Administrator, DataOfficer, Supervisor
from tests.journeys.stage import Stage


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
