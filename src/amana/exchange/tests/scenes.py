"""Two houses that answer each other, a key service behind its socket, and people who agreed to be found."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from amana.cases import commands as cases
from amana.cases.models import Procedure
from amana.consent.commands import Said
from amana.exchange import commands
from amana.exchange.keyservice.ledger import Limits
from amana.exchange.keyservice.server import Door, Service
from amana.exchange.models import Answering
from amana_methods.linkage.registration import Registration
from tests.cast import World

SAID = Said(language="am", how="written")
SELAM = Registration(
    "", name="سلام تسفاي", birth_date="1996", nationality="ET", phone="0750 000 0142", document_no="ep 1234567"
)
RUTH = Registration("", name="Ruth Kebede Alemu", birth_date="1988-02-01", nationality="ET")


@contextmanager
def key_service(folder: Path, limits: Limits | None = None) -> Iterator[Service]:
    """A service that the platform reaches while this lasts; another setting is there again afterwards."""
    service = Service(folder, limits)
    before, settings.AMANA_KEY_SERVICE = settings.AMANA_KEY_SERVICE, folder
    with Door(folder, service) as door:
        thread = threading.Thread(target=door.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield service
        finally:
            door.shutdown()
            thread.join()
            service.ledger.close()
            settings.AMANA_KEY_SERVICE = before


def answering(world: World, asker: str, unit: str = "intake") -> Answering:
    """The Hawa Centre answers questions of the house `asker`; Nasrin opened that."""
    return commands.open_answering(
        world.nasrin, asker_id=world.cast.organisations[asker], unit_id=world.units[unit], phone="066 000 0000",
        now=world.now,
    )  # fmt: skip


def somebody_at_relief(world: World) -> Procedure:
    """A person who rang the help line of Tigris Relief, of whom nothing is written there yet."""
    return cases.start_procedure(
        world.maryam, unit_id=world.units["relief_intake"], organisation_id=world.maryam.organisation_id,
        facts={"sex": "female", "urgency": "soon"}, now=world.now,
    )  # fmt: skip


def findable(world: World, case: Procedure, days: int = 90) -> UUID:
    """She agreed that other desks may find her, for so many days."""
    return commands.agree_to_be_found(
        world.rawan, case, SAID, expires_at=world.now + timedelta(days=days), now=world.now
    )
