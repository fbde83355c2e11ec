"""What anybody typed on the pages of an erased case, and did not send, goes with it."""

import pytest

from amana.drafts import commands as drafts
from amana.drafts.places import FormPlace
from amana.erasure import commands as erasure
from amana.erasure.tests.scenes import agree_and_wait
from tests.cast import World
from tests.forgetting.scenes import somebody

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_erased_case_takes_along_what_anybody_typed_on_its_pages(world: World) -> None:
    case, other = somebody(world).case, world.case()
    referral = case.referrals.get()
    pages = [f"/cases/{case.id}/notes/", f"/referrals/{referral.id}/", f"/cases/{other.id}/notes/"]
    for page in pages:
        drafts.keep(world.nasrin, FormPlace(page), fields=[("text", "x")], revision=0, now=world.now)
    asked = erasure.ask_to_forget(world.rawan, case, reason="she_asked", language="en", now=world.now)
    agree_and_wait(world.mina, asked, now=world.now)
    left = [page for page in pages if drafts.open_draft(world.nasrin, FormPlace(page), now=world.now) is not None]
    assert left == pages[2:]
