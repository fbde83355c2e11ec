"""The pages of the exchange: what may be promised is said first, and nothing typed stays anywhere."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from amana.cases.models import Procedure
from amana.exchange.keyservice.server import Service
from amana.exchange.models import Answering, Findable, Question
from amana.exchange.tests.scenes import answering, findable, key_service, somebody_at_relief
from amana.signin.models import Session
from amana.signin.session_store import decode_row
from amana.trust.models import Line
from tests.canary.scan import found_in, found_on_disk
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with key_service(tmp_path / "keys") as running:
        yield running


@pytest.fixture
def answer_relief(world: World) -> Answering:
    """The Hawa Centre answers questions of Tigris Relief."""
    return answering(world, "relief")


@pytest.fixture
def somebody(world: World) -> Procedure:
    """A person who rang Tigris Relief."""
    return somebody_at_relief(world)


def typed(world: World, **changes: str) -> dict[str, str]:
    return {
        "name": "Selam Tesfaye",
        "birth_date": "١٩٩٦",
        "nationality": "ET",
        "phone": "0750 000 0142",
        "document_no": "EP1234567",
        "holders": str(world.cast.organisations["hawa"]),
        "agreed": "on",
        "language": "am",
        "how": "written",
        **changes,
    }


@pytest.mark.parametrize(
    ("language", "promise"),
    [("en", "That a no means no."), ("ar", "أن «لا» تعني أنها غير معروفة هناك"), ("ckb", "کە نەخێر واتای نەخێر")],
)
def test_what_may_not_be_promised_is_said_before_anything_is_asked(
    world: World, desk: Desk, answer_relief: Answering, somebody: Procedure, language: str, promise: str
) -> None:
    client = desk("maryam")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(reverse("exchange:ask", args=[somebody.id])).content.decode()
    main = page.partition("<main")[2]
    assert 0 < main.index(promise) < main.index("<form")


def test_an_officer_asks_and_is_told_which_desk_to_ask(
    world: World, desk: Desk, service: Service, answer_relief: Answering, somebody: Procedure
) -> None:
    from amana.exchange import commands

    findable(world, world.case(date_of_birth="1996-03-12"))
    commands.enrol(world.now)
    client = desk("maryam")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.post(reverse("exchange:ask", args=[somebody.id]), typed(world), follow=True)
    page = answer.content.decode()
    assert "Maybe. Ask this office" in page
    assert "Intake desk" in page
    assert "066 000 0000" in page
    assert "Selam" not in page
    assert answer.redirect_chain[0][0] == reverse("exchange:answer", args=[Question.objects.get().id])


def test_a_case_is_asked_about_with_what_its_file_says(
    world: World, desk: Desk, service: Service, answer_relief: Answering
) -> None:
    from amana.exchange import commands

    commands.open_answering(
        world.noor, asker_id=world.cast.organisations["hawa"], unit_id=world.units["relief_intake"], phone="",
        now=world.now,
    )  # fmt: skip
    case = world.case(date_of_birth="1996-03-12")
    client = desk("rawan")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(reverse("exchange:ask", args=[case.id])).content.decode()
    assert 'name="name"' not in page
    values = typed(world, holders=str(world.cast.organisations["relief"]))
    page = client.post(reverse("exchange:ask", args=[case.id]), values, follow=True).content.decode()
    assert "No answer that can be relied on" in page
    assert Line.objects.filter(verb="cases.section_opened", object=case.id).count() == 2


def test_without_the_key_service_what_was_typed_is_still_on_the_page(
    world: World,
    desk: Desk,
    tmp_path: Path,
    answer_relief: Answering,
    somebody: Procedure,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "AMANA_KEY_SERVICE", tmp_path)
    client = desk("maryam")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.post(reverse("exchange:ask", args=[somebody.id]), typed(world))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The key service does not answer, so nobody was asked." in page
    assert 'value="Selam Tesfaye"' in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"birth_date": "last spring"}, "birth_date"), ({"agreed": ""}, "agreed"), ({"holders": ""}, "holders")],
)
def test_what_does_not_fit_is_said_beside_its_field(
    world: World,
    desk: Desk,
    service: Service,
    answer_relief: Answering,
    somebody: Procedure,
    changes: dict[str, str],
    field: str,
) -> None:
    answer = desk("maryam").post(reverse("exchange:ask", args=[somebody.id]), typed(world, **changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Question.objects.exists()


def test_a_supervisor_sees_that_it_was_asked_and_not_about_whom(
    world: World, desk: Desk, service: Service, answer_relief: Answering, somebody: Procedure
) -> None:
    findable(world, world.case())
    desk("maryam").post(reverse("exchange:ask", args=[somebody.id]), typed(world))
    heard = desk("nasrin")
    heard.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = heard.get(reverse("exchange:home")).content.decode()
    assert "Tigris Relief, Baghdad" in page
    assert "Maryam" not in page
    assert "Selam" not in page
    own = desk("noor").get(reverse("exchange:home")).content.decode()
    assert "Maryam" in own


def test_her_answer_about_being_found_is_kept_and_taken_back(world: World, desk: Desk) -> None:
    case = world.case()
    client = desk("rawan")
    address = reverse("exchange:found", args=[case.id])
    values = {"answer": "agrees", "language": "am", "how": "written"}
    assert client.post(address, values).status_code == 422
    until = (world.today + timedelta(days=30)).isoformat()
    assert client.post(address, {**values, "expires_on": until}).status_code == 302
    assert Findable.objects.get().procedure == case.id
    assert client.post(address, {**values, "answer": "refuses"}).status_code == 302
    assert not Findable.objects.exists()


def test_a_data_officer_opens_and_stops_answering(world: World, desk: Desk) -> None:
    client = desk("nasrin")
    values = {"asker": str(world.cast.organisations["relief"]), "unit": str(world.units["intake"]), "phone": "٠٦٦ ٠٠٠"}
    assert client.post(reverse("exchange:open_answering"), values).status_code == 302
    assert client.post(reverse("exchange:open_answering"), values).status_code == 422
    row = Answering.objects.get()
    assert row.phone == "066 000"
    assert client.get(reverse("exchange:close_answering", args=[row.id])).status_code == 200
    assert client.post(reverse("exchange:close_answering", args=[row.id])).status_code == 302
    row.refresh_from_db()
    assert row.closed_at is not None


def test_the_page_of_a_sign_leads_to_the_question(
    world: World, desk: Desk, answer_relief: Answering, somebody: Procedure
) -> None:
    from amana.cases.deeds import early_deeds_for

    [deed] = early_deeds_for(world.maryam, somebody, world.now)
    assert deed.url == reverse("exchange:ask", args=[somebody.id])
    [shut] = early_deeds_for(world.berivan, world.procedure(), world.now)
    assert shut.url is None


def test_what_is_typed_is_in_no_table_file_log_or_session(
    world: World,
    desk: Desk,
    tmp_path: Path,
    answer_relief: Answering,
    somebody: Procedure,
    caplog: pytest.LogCaptureFixture,
) -> None:
    canaries = ("Kanarya-ژیان", "KN77418823", "0770 418 8231")
    with key_service(tmp_path / "keys") as service:
        client = desk("maryam")
        values = typed(world, name=f"{canaries[0]} Tesfaye", document_no=canaries[1], phone=canaries[2])
        assert client.post(reverse("exchange:ask", args=[somebody.id]), values).status_code == 302
        kept = "\n".join(service.ledger.base.iterdump()).encode()
    with connection.cursor() as cursor:
        tables = [
            row
            for table in connection.introspection.table_names(cursor)
            for row in cursor.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608
        ]
    rows = b"\n".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for row in tables
        for value in row
    )
    sessions = b"\n".join(str(decode_row(session)).encode() for session in Session.objects.all())
    for place in (rows, kept, sessions, caplog.text.encode(), quote(caplog.text).encode()):
        assert found_in(place, canaries) == []
    assert found_on_disk([tmp_path], canaries) == []
    assert (canaries[1], "plain") in found_in(rows + canaries[1].encode(), canaries)  # it would be found
