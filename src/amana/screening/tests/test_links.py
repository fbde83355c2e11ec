"""A page of a report or of a screening links to what its reader may open, and to nothing else."""

import pytest
from django.urls import reverse

from amana.cases import confirming
from amana.intake import queries as intake
from amana.intake.tests import scenes
from amana.screening.tests.scenes import TRAFFICKED, screened
from tests.access.crawl import links_of
from tests.cast import World
from tests.world import Desk


@pytest.mark.parametrize("who", ["berivan", "nasrin"])
@pytest.mark.parametrize("yes", [(), TRAFFICKED[:2]])
def test_every_link_of_a_report_and_its_screening_opens(
    world: World, desk: Desk, yes: tuple[str, ...], who: str
) -> None:
    row = screened(world, yes=yes)
    scenes.step(
        world.berivan,
        row.procedure,
        "t09",
        decided_by="screener",
        facts={"information_given": ["contact_card"]},
        sealed={"reason": "Nothing was found.", "why_not_as_advised": "She knows her work and her pay."},
    )
    sign = intake.sign_of(row.procedure)
    assert sign is not None
    client, second = desk(who), reverse("cases:second_person", args=[row.procedure_id])
    found: set[str] = set()
    for page in (reverse("intake:sign", args=[sign.id]), reverse("intake:screening", args=[row.id])):
        found |= {link.address for link in links_of(client.get(page).content.decode(), page)}
    answers = {address: client.get(address).status_code for address in found}
    assert {address: status for address, status in answers.items() if status >= 400} == {}
    confirms = bool(confirming.waiting_for(getattr(world, who), row.procedure))
    assert (who == "nasrin") == confirms == (second in found)
