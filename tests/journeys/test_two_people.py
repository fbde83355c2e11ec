"""Two people act on one case at once, each at their own browser: nothing is lost, and the second is told clearly."""

import pytest
from playwright.sync_api import Locator

from amana.assistance.models import Batch, Delivery
from amana.assistance.tests import scenes as assistance
from amana.cases import commands as cases
from amana.cases.commands import open_section
from amana.cases.models import Procedure, Step
from tests.journeys.conftest import Stages
from tests.journeys.people.pack_codes import KIT, PROPOSE_TO_CLOSE, START_HELP
from tests.journeys.stage import Person, Stage

pytestmark = pytest.mark.browser


@pytest.fixture
def stage(stages: Stages) -> Stage:
    """Rawan and Shno, both in the team of one case, in English."""
    return stages("two", "en")


@pytest.fixture
def rawan(stage: Stage) -> Person:
    """The case manager."""
    return Person(stage, "rawan")


@pytest.fixture
def shno(stage: Stage) -> Person:
    """Her colleague in the team."""
    return Person(stage, "shno")


def _case(stage: Stage) -> Procedure:
    """A case whose person agreed to be helped, with Shno in its team."""
    world = stage.world
    case = assistance.agreed_case(world)
    assert world.shno.user_id is not None
    cases.assign(world.rawan, case, user_id=world.shno.user_id, role="case_manager", now=world.now)
    return Procedure.objects.get(id=case.id)


def _refused(person: Person, form: Locator, status: int) -> str:
    """What the page says after the form was sent and not taken."""
    with person.page.expect_navigation() as navigation:
        form.locator(".btn-primary").first.click()
    answer = navigation.value
    assert answer is not None and answer.status == status, answer
    return person.page.inner_text("main")


def test_two_write_into_one_section_and_both_texts_stand_there(stage: Stage, rawan: Person, shno: Person) -> None:
    case = _case(stage)
    address = f"/cases/{case.id}/sections/contact/change/"
    rawan.go(address)
    shno.go(address)
    theirs = rawan.fill({"safe_hours": "8:00-9:00", "safe_place": "the church"})
    mine = shno.fill({"safe_hours": "20:00-21:00", "code_word": "apricots"})
    rawan.send(theirs)
    told = _refused(shno, mine, 409)
    assert told.count("8:00-9:00") == told.count("20:00-21:00") == 1
    assert shno.page.locator('[name$="safe_hours"]').input_value() == "20:00-21:00"
    assert shno.page.locator('[name$="code_word"]').input_value() == "apricots"
    shno.look("conflict")
    shno.fill_and_send({"safe_hours": "8:00-9:00 or 20:00-21:00", "safe_place": "the church"})
    fields, _revision = open_section(stage.world.rawan, case, "contact", stage.world.now)
    assert fields["safe_hours"] == "8:00-9:00 or 20:00-21:00"
    assert (fields["safe_place"], fields["code_word"]) == ("the church", "apricots")


def test_two_record_the_same_step_and_it_is_taken_once(stage: Stage, rawan: Person, shno: Person) -> None:
    case = _case(stage)
    address = f"/cases/{case.id}/steps/{START_HELP}/"
    plan = {"decided_by": "case_manager", "individual_plan": "A doctor first."}
    rawan.go(address)
    shno.go(address)
    theirs = rawan.fill(plan)
    mine = shno.fill({**plan, "individual_plan": "A lawyer first."})
    rawan.send(theirs)
    _refused(shno, mine, 409)
    assert shno.page.locator('[name$="individual_plan"]').input_value() == "A lawyer first."
    assert shno.page.locator("[aria-invalid]").count() == 0
    shno.look("moved-meanwhile")
    assert Step.objects.filter(procedure=case, transition=START_HELP).count() == 1
    rawan.go(f"/cases/{case.id}/steps/{PROPOSE_TO_CLOSE}/")


def test_two_give_the_last_kit_and_one_person_gets_it(stage: Stage, rawan: Person, shno: Person) -> None:
    case = _case(stage)
    batch = assistance.kits(stage.world, 1)
    forms = []
    for person in (rawan, shno):
        person.go(f"/help/case/{case.id}/give/")
        person.fill_and_send({"service": KIT})
        forms.append(person.fill({"batch": str(batch), "quantity": "1"}))
    rawan.send(forms[0])
    assert str(batch) not in _refused(shno, forms[1], 422)
    shno.look("nothing-left")
    assert shno.page.locator('[name$="quantity"]').input_value() == "1"
    assert Batch.objects.get(id=batch).balance == 0
    assert Delivery.objects.count() == 1
