"""Ten thousand made-up people: exactly the messages leave that an independent oracle allows, and not one other."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace as changed
from datetime import datetime

import pytest

from amana import vault
from amana.messages import commands, rules
from amana.messages.connectors import Configured
from amana.messages.models import Outgoing
from amana.messages.tests.oracle import Profile, leaves_at, may_leave, profile
from amana.messages.tests.scenes import Recorder, noon_after, say
from tests.cast import World

FEW, ALL = 200, 10_000


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """The only connector of this instance."""
    made = Recorder()
    monkeypatch.setattr("amana.messages.commands.ways.load_configuration", lambda: Configured(senders=(made,)))
    return made


def people(world: World, count: int, seed: int) -> Iterator[Profile]:
    chance, noon = random.Random(seed), noon_after(world.now)  # noqa: S311  (no secret is made of it)
    return (profile(chance, noon) for _ in range(count))


def wrongs(
    world: World, recorder: Recorder, count: int, *, seed: int = 7, first: bool = False
) -> tuple[list[str], Counter[str]]:
    """What differs between the door and the oracle (only the `first`), and how many left; through the whole door."""
    case, wrong, seen = world.case(), [], Counter[str]()
    for number, each in enumerate(people(world, count, seed)):
        recorder.given.clear()
        say(world, case, each.made, each.facts, **each.contact)
        row = commands.notify(world.rawan, case, template="call_when_you_can", wanted=each.wanted, now=each.made)
        if each.change == "contact":
            say(world, case, each.made, each.facts, **each.contact)
        elif each.change == "care":
            care = {**each.facts, "care_instructions": ["do_not_message"]}
            vault.facts.put(case.lock, "case", case.id, care)
        left: datetime | None = None
        for tick in each.ticks:
            commands.send_due(tick)
            left = left or (tick if recorder.given else None)
        wanted = leaves_at(each)
        if left != wanted or len(recorder.given) != (wanted is not None):
            wrong.append(f"{number}: leaves {left} and should {wanted}")
        elif left is not None:
            channel, to, _text, _item = recorder.given[0]
            if to != each.number or channel != each.contact["message_channel"] or not may_leave(each, left):
                wrong.append(f"{number}: another number or channel, or no safe minute")
        if wrong and first:
            break
        seen["left" if wanted else "stayed"] += 1
        row.refresh_from_db()
        if row.state == "waits":
            Outgoing.objects.filter(id=row.id).delete()
    return wrong, seen


def test_exactly_the_messages_that_the_oracle_allows(world: World, recorder: Recorder, deep: bool) -> None:
    wrong, seen = wrongs(world, recorder, ALL if deep else FEW)
    assert wrong == []
    assert min(seen["left"], seen["stayed"]) > sum(seen.values()) / 8  # neither side is empty


@pytest.mark.parametrize(
    "fault",
    ["who_answers", "care", "method", "hours", "stale", "child"],
)
def test_a_planted_fault_is_found_among_the_people(
    world: World, recorder: Recorder, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    honest = rules.decide
    blind = {
        "who_answers": {"who_answers": "only_she"},
        "care": {"care": frozenset()},
        "method": {"method": "message"},
        "hours": {"hours": "0:00-23:59"},
        "child": {"child": False},
    }

    def careless(person: rules.Person, **told: object) -> rules.Verdict:
        if fault == "stale":
            limits = told["limits"]
            assert isinstance(limits, rules.Limits)
            told["limits"] = changed(limits, checked_within=limits.checked_within * 10)
            return honest(person, **told)  # type: ignore[arg-type]
        return honest(changed(person, **blind[fault]), **told)  # type: ignore[arg-type]

    monkeypatch.setattr(rules, "decide", careless)
    wrong, _seen = wrongs(world, recorder, 2000, first=True)
    assert wrong
