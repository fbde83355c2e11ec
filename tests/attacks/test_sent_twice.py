"""A finger that clicks three times, a connection that sends again, a page of before: each form does its thing once.

The alarm is the same post without the token of its page: nothing stops a post that was made by hand.
"""

import re
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from threading import Event, Thread
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, connections
from django.db.models import Manager
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amana.assistance import commands as assistance
from amana.assistance import pack as helps
from amana.assistance.models import Batch, Delivery, Goal
from amana.assistance.tests.scenes import agreed_case
from amana.cases.models import Note
from amana.countrypacks import pack
from amana.drafts.commands import sent_forms
from amana.drafts.commands.sent_forms import FIELD
from amana.drafts.models import SentForm
from amana.referrals.models import Referral
from amana.referrals.tests.scene import make_scene
from amana.referrals.tests.test_views import asking
from amana.trust.models import Line
from amana.vault import keystore
from amana.vault.clock import now
from tests.attacks.test_at_once import at_once
from tests.cast import World, code_now
from tests.paper import PDF
from tests.world import Clocks, Desk, let_the_proof_age

pytestmark = pytest.mark.django_db(transaction=True)

type Typed = dict[str, Any]
type Scene = tuple[str, Typed, Manager[Any]]
_TOKEN = re.compile(rf'name="{FIELD}" value="([^"]+)"')


def plan(world: World) -> Scene:
    """A goal of the plan."""
    typed = {"category": next(iter(pack().categories)), "words": "a room with a door"}
    return reverse("assistance:plan", args=[agreed_case(world).id]), typed, Goal.objects


def hand_over(world: World) -> Scene:
    """A kit out of the store, of which the pack sets no limit."""
    today = world.today
    batch = assistance.receive(
        world.tara, service_code="NFI-HYG", number="B-8", counted_in="kit", quantity=9, expires_on=None, on=today,
        now=world.now,
    )  # fmt: skip
    typed = {
        "what-service": "NFI-HYG", "what-batch": str(batch), "what-quantity": "1", "what-on": today.isoformat(),
        "told-unit": "kit",
    }  # fmt: skip
    return reverse("assistance:give", args=[agreed_case(world).id]), typed, Delivery.objects


def cash(world: World) -> Scene:
    """A request for cash, which waits for a second person."""
    purpose = next(field for field in helps.service("CASH-EMER").fields if field.id == "purpose")
    typed = {
        "what-service": "CASH-EMER", "told-amount": "250000", "told-currency": "IQD", "told-modality": "cash_in_hand",
        "told-purpose": purpose.options[0].id if purpose.options else "food", "told-risk_check_done": "on",
    }  # fmt: skip
    return reverse("assistance:give", args=[agreed_case(world).id]), typed, Delivery.objects


def note(world: World) -> Scene:
    """A note in the file."""
    return reverse("cases:notes", args=[world.case().id]), {"text": "she slept well"}, Note.objects


def referral(world: World) -> Scene:
    """Another organisation is asked."""
    scene = make_scene(world)
    return f"/referrals/ask/{scene.case.id}/", asking(scene), Referral.objects


SCENES: tuple[Callable[[World], Scene], ...] = (plan, hand_over, cash, note, referral)
of_each = pytest.mark.parametrize("make", SCENES, ids=lambda make: make.__name__)


def token_of(client: Client, address: str) -> str:
    """The token of the form on the page as it is shown now."""
    page = client.get(address).content.decode()
    found = _TOKEN.search(page.partition("<main")[2])
    assert found is not None
    return found[1]


def post(client: Client, address: str, typed: Typed) -> Any:
    """What the desk answers."""
    return client.post(address, typed)


@of_each
def test_the_same_form_three_times_does_its_thing_once(
    world: World, desk: Desk, make: Callable[[World], Scene]
) -> None:
    (address, typed, made), client = make(world), desk("rawan")
    sent = typed | {FIELD: token_of(client, address)}
    answers = [post(client, address, sent) for _ in range(3)]
    assert {(each.status_code, each["Location"]) for each in answers} == {(302, answers[0]["Location"])}
    assert made.count() == 1


@of_each
def test_without_the_token_it_would_be_done_three_times(
    world: World, desk: Desk, make: Callable[[World], Scene]
) -> None:
    """The alarm."""
    (address, typed, made), client = make(world), desk("rawan")
    for _ in range(3):
        post(client, address, typed)
    assert made.count() > 1


def both_at_once(client: Client, address: str, sent: Typed) -> list[tuple[int, str]]:
    """The answers to two clicks of the same browser that came at the same moment."""

    def click(browser: Client) -> tuple[int, str]:
        try:
            answer = post(browser, address, sent)
            return answer.status_code, answer.get("Location", "")
        finally:
            keystore.close()

    came_to = at_once([partial(click, deepcopy_of(client)) for _ in range(2)])
    return [each for each in came_to if not isinstance(each, Exception)]


def deepcopy_of(client: Client) -> Client:
    """Another connection of the same browser."""
    other = Client()
    other.cookies = deepcopy(client.cookies)
    return other


@of_each
def test_two_clicks_at_once_do_it_once_and_lead_to_the_same_page(
    world: World, desk: Desk, make: Callable[[World], Scene]
) -> None:
    (address, typed, made), client = make(world), desk("rawan")
    answers = both_at_once(client, address, typed | {FIELD: token_of(client, address)})
    assert len(answers) == 2
    assert len({*answers}) == 1 and answers[0][0] == 302
    assert made.count() == 1


def test_two_clicks_at_once_that_both_looked_first_would_do_it_twice(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The alarm: nothing is put down before the form is carried out."""
    (address, typed, made), client = plan(world), desk("rawan")
    monkeypatch.setattr(sent_forms, "_is_first", lambda row: not SentForm.objects.filter(mark=row.mark).exists())
    both_at_once(client, address, typed | {FIELD: token_of(client, address)})
    assert made.count() == 2


def test_of_nine_kits_eight_are_left(world: World, desk: Desk) -> None:
    (address, typed, _), client = hand_over(world), desk("rawan")
    sent = typed | {FIELD: token_of(client, address)}
    for _ in range(6):
        post(client, address, sent)
    assert Batch.objects.get().balance == 8


def test_a_second_click_while_the_first_is_in_work_waits_for_its_answer(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (address, typed, made), client = note(world), desk("rawan")
    sent = typed | {FIELD: token_of(client, address)}
    accepts, goes_on, accept = Event(), Event(), sent_forms.accept

    def slowly(*given: object) -> None:
        accepts.set()
        assert goes_on.wait(30)
        accept(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(sent_forms, "accept", slowly)
    answers: list[Any] = []

    def click(browser: Client) -> None:
        answers.append(post(browser, address, sent))
        keystore.close()
        connections.close_all()

    clicks = [Thread(target=click, args=(deepcopy_of(client),)) for _ in range(2)]
    clicks[0].start()
    assert accepts.wait(30)
    clicks[1].start()
    clicks[1].join(0.5)
    assert clicks[1].is_alive() and answers == []
    goes_on.set()
    for each in clicks:
        each.join(30)
    assert [each.status_code for each in answers] == [302, 302]
    assert made.count() == 1


def test_a_form_whose_process_ended_on_the_way_is_said_to_be_uncertain(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite what was done may be stored and its answer not; there is nothing of the kind on PostgreSQL."""
    if connection.vendor == "postgresql":
        pytest.skip("a request is one transaction")
    (address, typed, made), client = note(world), desk("rawan")
    sent = typed | {FIELD: token_of(client, address)}
    with monkeypatch.context() as patch:
        patch.setattr(sent_forms, "accept", lambda *_: None)
        post(client, address, sent)
    monkeypatch.setattr(sent_forms, "_WAITS_SECONDS", 0.1)
    again = post(client, address, sent)
    assert again.status_code == 409 and "it is not known yet whether it was stored" in again.content.decode()
    assert made.count() == 1


def test_a_form_that_was_not_accepted_can_be_sent_again(world: World, desk: Desk) -> None:
    (address, typed, made), client = note(world), desk("rawan")
    token = {FIELD: token_of(client, address)}
    assert post(client, address, {"text": "", **token}).status_code == 422
    assert not SentForm.objects.exists()
    assert post(client, address, {**typed, **token}).status_code == 302
    assert made.count() == 1


def test_a_form_that_failed_can_be_sent_again(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (address, typed, made), client = plan(world), desk("rawan")
    sent = typed | {FIELD: token_of(client, address)}
    with monkeypatch.context() as patch:

        def fail(*_: object, **__: object) -> None:
            raise DatabaseError

        patch.setattr("amana.assistance.commands.set_goal", fail)
        client.raise_request_exception = False
        assert post(client, address, sent).status_code == 500
    assert post(client, address, sent).status_code == 302
    assert made.count() == 1


def test_a_fresh_page_writes_another_note(world: World, desk: Desk) -> None:
    (address, typed, made), client = note(world), desk("rawan")
    for _ in range(2):
        assert post(client, address, typed | {FIELD: token_of(client, address)}).status_code == 302
    assert made.count() == 2


def test_what_was_changed_on_the_page_of_before_is_neither_lost_nor_done_unasked(world: World, desk: Desk) -> None:
    (address, typed, made), client = note(world), desk("rawan")
    client.cookies["amana-language"] = "en"
    sent = typed | {FIELD: token_of(client, address)}
    first = post(client, address, sent)
    changed = post(client, address, sent | {"text": "she slept badly"})
    page = changed.content.decode()
    assert changed.status_code == 409
    assert made.count() == 1
    assert "This form was sent already" in page and f'href="{first["Location"]}"' in page
    assert 'name="text" value="she slept badly"' in page
    [fresh] = _TOKEN.findall(page.partition("<main")[2])
    assert fresh != sent[FIELD]
    assert post(client, address, {"text": "she slept badly", FIELD: fresh}).status_code == 302
    assert made.count() == 2


def test_the_form_of_one_user_is_not_used_up_by_another(world: World, desk: Desk) -> None:
    """A token counts together with its user, so that one who reads it off a screen stops nobody."""
    rawan, nasrin = desk("rawan"), desk("nasrin")
    address, typed, _ = note(world)
    sent = typed | {FIELD: token_of(rawan, address)}
    here = {"to": "/", "shown": "1", FIELD: sent[FIELD]}
    assert post(nasrin, reverse("end_sessions"), here).status_code == 302
    assert [*SentForm.objects.values_list("user", flat=True)] == [world.nasrin.account]
    assert post(rawan, address, sent).status_code == 302
    assert Note.objects.count() == 1


def test_a_proof_that_is_asked_for_uses_nothing_up_and_the_token_comes_along(world: World, desk: Desk) -> None:
    """So the page before the proof does not do it a second time either, once it was shown."""
    sara = let_the_proof_age(desk("sara"))
    address = f"/trust/accounts/{world.rawan.user_id}/factors/"
    sent = {"note": "she lost it", FIELD: sent_forms.new_token()}
    asked = post(sara, address, sent)
    assert asked.status_code == 403 and not SentForm.objects.exists()
    assert _TOKEN.findall(asked.content.decode())[-1] == sent[FIELD], "the last of a name is the one that counts"
    cache.clear()
    assert post(sara, address, {**sent, "proof_code": code_now()}).status_code == 302
    lines = Line.objects.filter(verb="trust.factors_reset")
    assert lines.count() == 1
    assert post(sara, address, sent).status_code == 302
    assert lines.count() == 1


def test_after_half_a_day_the_row_is_gone(world: World, desk: Desk, clocks: Clocks) -> None:
    (address, typed, _), client = note(world), desk("rawan")
    post(client, address, typed | {FIELD: token_of(client, address)})
    sent_forms.expire(now())
    assert SentForm.objects.count() == 1
    clocks.database_ahead(sent_forms.LASTS)
    assert sent_forms.expire(now()) == 1
    assert not SentForm.objects.exists()


def test_the_table_names_no_page_no_word_and_no_file(world: World, desk: Desk) -> None:
    (address, typed, _), client = note(world), desk("rawan")
    post(client, address, typed | {FIELD: (token := token_of(client, address))})
    [row] = SentForm.objects.values_list("mark", "answer")
    case = address.split("/")[2]
    for told in (token, case, "slept", "cases"):
        assert told not in "".join(row)
    assert world.rawan.account == SentForm.objects.get().user


def test_files_of_another_size_are_another_form(world: World, desk: Desk) -> None:
    (address, typed, _), client = note(world), desk("rawan")
    sent = typed | {FIELD: token_of(client, address)}
    assert post(client, address, sent).status_code == 302
    assert post(client, address, sent | {"file": SimpleUploadedFile("a.pdf", PDF)}).status_code == 409


@pytest.mark.parametrize("token", ["", "x" * 65])
def test_what_cannot_be_a_token_marks_nothing(world: World, desk: Desk, token: str) -> None:
    (address, typed, made), client = note(world), desk("rawan")
    for _ in range(2):
        assert post(client, address, typed | {FIELD: token}).status_code == 302
    assert made.count() == 2
    assert not SentForm.objects.exists()


def test_a_page_sends_what_is_typed_meanwhile_without_using_the_form_up(world: World, desk: Desk) -> None:
    (address, typed, made), client = note(world), desk("rawan")
    sent = typed | {FIELD: token_of(client, address)}
    assert client.post(address, sent, headers={"HX-Request": "true"}).status_code == 302
    assert not SentForm.objects.exists()
    assert post(client, address, sent).status_code == 302
    assert made.count() == 2


def test_it_costs_a_post_four_statements(world: World, desk: Desk) -> None:
    """The figure of docs/understand/drafts.md; a post without the token costs none."""
    (address, typed, _), client = note(world), desk("rawan")
    sent = typed | {FIELD: token_of(client, address)}
    post(client, address, typed)  # what the first post of a session asks besides
    counts = []
    for each in (typed, sent):
        with CaptureQueriesContext(connection) as asked:
            assert post(client, address, each).status_code == 302
        counts.append(len(asked))
    assert counts[1] - counts[0] == 4


def test_the_search_of_every_page_and_the_sign_out_ask_the_table_nothing(world: World, desk: Desk) -> None:
    """A search is answered in place; after a sign-out there is nobody whose form it was."""
    client, token = desk("rawan"), {FIELD: sent_forms.new_token()}
    with CaptureQueriesContext(connection) as asked:
        assert post(client, reverse("find"), {"text": world.case().number, **token}).status_code == 200
        assert post(client, reverse("account_logout"), token).status_code == 302
    assert [each for each in asked if SentForm._meta.db_table in each["sql"]] == []
