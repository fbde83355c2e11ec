"""The clocks: told when late, expired when silent, and another one looked for. Nothing escapes the machine."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amana.countrypacks.dates import day_of
from amana.countrypacks.machines import possible_moves
from amana.errors import AmanaError, NotFound
from amana.my_day import WorkItem, group_of_news
from amana.referrals import commands, pack, queries, rules
from amana.referrals.models import Referral
from amana.referrals.registrations import work
from amana.referrals.tests.scene import SAID, Scene
from amana.trust.actor import Actor
from amana.vault.models import Sealed
from tests.world import Desk


def orders(actor: Actor, now: datetime) -> dict[str, str]:
    """Group by order, of what this room adds to somebody's day."""
    items: list[WorkItem] = list(work(actor, now))
    return {item.order: item.group for item in items}


def test_a_silent_provider_is_escalated_and_then_closed(scene: Scene) -> None:
    world, referral = scene.world, scene.asked(urgency="soon")
    assert commands.run_clocks(scene.later(hours=3.9)) == 0
    told_at = scene.later(hours=4.1)
    assert commands.run_clocks(told_at) == 1
    referral.refresh_from_db()
    assert (referral.state, referral.acknowledge_escalated_at) == ("sent", told_at)
    assert orders(world.nasrin, told_at) == {"Hope Clinic, Erbil has not confirmed that they have it": "late"}
    assert orders(world.layla, told_at) == {"Hope Clinic, Erbil has not confirmed that they have it": "late"}
    assert orders(world.rawan, told_at) == {"Call Hope Clinic, Erbil, or choose another one": "late"}
    over = scene.later(hours=24.1)
    commands.run_clocks(over)
    referral.refresh_from_db()
    assert referral.state == "expired"
    assert not queries.package_opens_for(world.jihan, referral)
    assert Sealed.objects.filter(id=str(referral.package)).exists()
    draft = queries.follower_of(referral)
    assert draft is not None and (draft.state, draft.provider) == ("draft", None)
    assert queries.facts_of(draft)["service"] == "MED-EXAM"
    assert orders(world.rawan, over) == {"Choose another one for the person: Medical examination": "late"}
    assert commands.run_clocks(over) == 0


def test_who_confirmed_has_twice_the_time_to_answer(scene: Scene) -> None:
    referral = scene.acknowledged()
    commands.run_clocks(scene.later(hours=25))
    referral.refresh_from_db()
    assert (referral.state, referral.answer_escalated_at is not None) == ("acknowledged", True)
    assert orders(scene.world.nasrin, scene.later(hours=25)) == {"Hope Clinic, Erbil has not answered": "late"}
    commands.run_clocks(scene.later(hours=48.1))
    referral.refresh_from_db()
    assert referral.state == "expired"


def test_nothing_expires_without_being_told_first(scene: Scene) -> None:
    referral = scene.asked(urgency="immediate")
    commands.run_clocks(scene.later(days=9))
    referral.refresh_from_db()
    assert referral.state == "expired"
    assert referral.acknowledge_escalated_at is not None
    assert not commands.expire(referral, scene.later(days=9))


def answer_values(scene: Scene) -> dict[str, dict[str, Any]]:
    """What a provider writes with each answer."""
    return {
        "accept": {"focal_point": "Dr Jihan", "first_appointment_at": scene.later(days=30)},
        "put_on_waiting_list": {"expected_from": scene.world.today + timedelta(days=30)},
        "ask_question": {"question": "When?"},
        "decline": {"reason_code": "no_capacity"},
    }


@pytest.mark.parametrize("answer", ["accept", "put_on_waiting_list", "ask_question", "decline"])
def test_any_answer_stops_the_clock(scene: Scene, answer: str) -> None:
    referral = scene.acknowledged()
    scene.step(scene.world.jihan, referral, answer, **answer_values(scene)[answer])
    assert commands.run_clocks(scene.later(days=9)) == 0
    assert referral.answered_at == scene.now


def test_a_place_that_was_promised_and_did_not_come_is_asked_for(scene: Scene) -> None:
    referral = scene.acknowledged()
    scene.step(scene.world.jihan, referral, "put_on_waiting_list", expected_from=scene.world.today + timedelta(days=2))
    later = scene.later(days=4)
    assert orders(scene.world.rawan, later) == {"Ask Hope Clinic, Erbil for the place that was promised": "late"}
    assert orders(scene.world.jihan, later) == {"Say if there is a place now": "late"}


def test_the_day_of_everybody(scene: Scene) -> None:
    world = scene.world
    referral = scene.asked()
    due = referral.acknowledge_due
    assert orders(world.jihan, scene.now) == {
        "Confirm to Hawa Centre, Erbil that you have this": group_of_news(referral.sent_at, due, scene.now)
    }
    assert orders(world.salma, scene.now) == orders(world.yusuf, scene.now) == orders(world.layla, scene.now) == {}
    scene.step(world.jihan, referral, "acknowledge")
    assert list(orders(world.jihan, scene.now)) == ["Answer Hawa Centre, Erbil: can you take this referral?"]
    scene.step(world.jihan, referral, "accept", focal_point="x", first_appointment_at=scene.later(hours=20))
    assert orders(world.rawan, scene.now) == {"Hope Clinic, Erbil said yes": "new"}
    assert orders(world.avin, scene.later(days=91)) == {"Check the entry of Hope Clinic, Erbil": "open"}


def test_the_coordinator_sees_counts_and_no_person(scene: Scene) -> None:
    referral = scene.asked()
    late = scene.later(hours=5)
    assert [(row.state, row.value) for row in queries.counts(scene.world.layla)] == [("sent", 1)]
    rows = queries.late_rows(queries.overdue(scene.world.layla, late), late)
    assert [(row.reference, row.what) for row in rows] == [(referral.reference, "acknowledge")]
    for other in (scene.world.rawan, scene.world.jihan, scene.world.yusuf):
        assert not queries.overdue(other, late).exists()
        assert queries.counts(other) == []
    with pytest.raises(NotFound):
        queries.one(scene.world.layla, referral.id)


def deeds_of(scene: Scene) -> dict[str, Callable[[Referral, datetime], None]]:
    """Everything that anybody can try with a referral."""
    world = scene.world

    def by(actor: Actor, name: str, **values: Any) -> Callable[[Referral, datetime], None]:
        return lambda row, at: getattr(commands, name)(actor, row, seen=row.state, now=at, **values)

    soon = scene.later(days=1)
    return {
        "prepare": by(world.rawan, "prepare"),
        "agree": lambda row, at: void(
            commands.record_agreement(
                world.rawan, row, SAID, expires_at=at + timedelta(days=30), seen=row.state, now=at
            )
        ),
        "no": by(world.rawan, "she_said_no", said=SAID),
        "send": by(world.rawan, "send"),
        "acknowledge": by(world.jihan, "acknowledge"),
        "accept": by(world.jihan, "accept", focal_point="x", first_appointment_at=soon),
        "ask": by(world.jihan, "ask_question", question="?"),
        "answer": by(world.rawan, "answer_question", answer="!"),
        "list": by(world.jihan, "put_on_waiting_list", expected_from=day_of(soon)),
        "decline": by(world.jihan, "decline", reason_code="other"),
        "start": by(world.jihan, "start", started_at=scene.now),
        "complete": by(world.jihan, "complete", outcome="helped", feedback="x"),
        "end": by(world.jihan, "end_early", reason_code="moved", ended_at=scene.now, feedback="x"),
        "back": by(world.rawan, "take_back", reason="unsafe"),
        "declines": by(world.jihan, "she_declines", method="interpreter"),
        "clock": lambda _row, at: void(commands.run_clocks(at + timedelta(hours=30))),
        "stranger": by(world.salma, "acknowledge"),
    }


def void(_value: object) -> None:
    """The value is not needed."""


NAMES = (
    "prepare", "agree", "no", "send", "acknowledge", "accept", "ask", "answer", "list", "decline", "start", "complete",
    "end", "back", "declines", "clock", "stranger",
)  # fmt: skip
WAY = ("prepare", "agree", "send", "acknowledge", "accept", "start", "complete")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_path_escapes_the_machine(scene: Scene, data: st.DataObject) -> None:
    """Whatever people try in whatever order, each move is one of the pack, and a shut door stays shut."""
    deeds = deeds_of(scene)
    assert set(deeds) == set(NAMES)
    with transaction.atomic():
        row = commands.draft_referral(scene.world.rawan, scene.case, scene.wanted(), now=scene.now)
        begun = data.draw(st.integers(0, len(WAY)), label="steps of the usual way")
        tries = [*WAY[:begun], *data.draw(st.lists(st.sampled_from(NAMES), max_size=5), label="then")]
        for name in tries:
            row = Referral.objects.select_related("procedure", "provider").get(id=row.id)
            before = row.state
            allowed = {step.to for step in possible_moves(pack.machine(), {pack.TRACK: before})}
            try:
                with transaction.atomic():
                    deeds[name](row, scene.now)
            except AmanaError:
                row.refresh_from_db()
                assert row.state == before
                continue
            row.refresh_from_db()
            assert row.state == before or row.state in allowed
            if row.state in rules.SHUT_TO_PROVIDER or row.state in rules.BEFORE_SENDING:
                assert not queries.package_opens_for(scene.world.jihan, row)
            elif row.sent_at is not None:
                assert queries.package_opens_for(scene.world.jihan, row)
        steps = [step for step in queries.steps_of(row) if step.state == "done"]
        places = [pack.machine().initial()[pack.TRACK], *(step.to_state for step in steps)]
        assert [step.from_state for step in steps] == places[:-1]
        assert places[-1] == row.state
        transaction.set_rollback(True)


# What came back, and what is most pressing ----------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "order"),
    [
        ("accept", "Hope Clinic, Erbil said yes"),
        ("put_on_waiting_list", "Hope Clinic, Erbil: waiting list"),
        ("ask_question", "Answer the question of Hope Clinic, Erbil"),
        ("decline", "Choose another one for the person: Medical examination"),
    ],
)
def test_a_reply_is_new_for_who_asked_and_never_due_today(scene: Scene, answer: str, order: str) -> None:
    referral = scene.acknowledged()
    scene.step(scene.world.jihan, referral, answer, **answer_values(scene)[answer])
    assert orders(scene.world.rawan, scene.now) == {order: "new"}
    assert set(orders(scene.world.rawan, scene.later(days=4)).values()) <= {"open", "waiting"}


def test_the_list_begins_with_what_is_late_or_due_first(scene: Scene) -> None:
    soon = scene.asked()
    immediate = scene.asked(urgency="immediate")
    routine = scene.asked(urgency="routine")
    rows = list(queries.most_pressing_first(queries.sent_by(scene.world.nasrin)))
    assert [row.id for row in rows] == [immediate.id, soon.id, routine.id]


def test_the_page_says_who_acts_and_proposes_no_end(scene: Scene, desk: Desk) -> None:
    referral = scene.asked()
    url = f"/referrals/{referral.id}/"
    sender, provider = desk("rawan"), desk("jihan")

    def proposed(client: Client) -> str:
        return client.get(url).content.decode().split('class="sec next"')[1].split("</section>")[0]

    assert "Waits for: <bdi>Hope Clinic, Erbil</bdi>" in proposed(sender)
    assert "btn-primary" not in proposed(sender)
    assert 'href="#answer"' in proposed(provider)
    assert "btn-primary" in provider.get(url).content.decode().split('id="answer"')[1].split("</section>")[0]
    scene.step(scene.world.jihan, referral, "acknowledge")
    scene.step(scene.world.jihan, referral, "accept", focal_point="Dr Jihan", first_appointment_at=scene.later(days=1))
    scene.step(scene.world.jihan, referral, "start", started_at=scene.now)
    for client in (sender, provider):
        assert "The service is running." in proposed(client)
        assert "btn-primary" not in proposed(client)
