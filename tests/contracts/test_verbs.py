"""A command without its permission is found by `./amana check verbs`, and so is a face that calls a part of one."""

from typing import get_args

import pytest

from amana.development.checks import CHECKS, verbs
from amana.trust.capabilities import CAPABILITIES, CapabilityId

FILE = "src/amana/room/commands/asking.py"
IMPORTS = (
    "from django.db import transaction\n"
    "from amana.trust.actor import Actor\n"
    "from amana.trust.authorise import anybody_signed_in, decides, needs, needs_on_record, needs_one_of\n"
    "from amana.trust.authorise import part_of_a_command\n"
)
ASK = "def ask(actor: Actor, case):\n    pass\n"


def found(text: str, **others: str) -> list[str]:
    """What the check says of `amana.room.commands.asking`, and of other files of the room by name."""
    texts = {FILE: IMPORTS + text} | {f"src/amana/room/{name}.py": other for name, other in others.items()}
    return [line.removeprefix(f"{FILE}:") for line in verbs.faults(texts)]


@pytest.mark.parametrize(
    "planted",
    [
        ASK,
        "@transaction.atomic\n" + ASK,
        "def needs_nothing(command):\n    return command\n@needs_nothing\n" + ASK,
        "def ask(actor):\n    pass\n",
        "def ask(by: Actor | None, /):\n    pass\n",
        "async def ask(actor: Actor):\n    pass\n",
        "def ask(by: 'Actor'):\n    pass\n",
    ],
)
def test_a_command_without_permission_is_found(planted: str) -> None:
    assert [line.partition(": ")[2] for line in found(planted)] == ["ask: says nothing about permission"]


@pytest.mark.parametrize(
    "permission",
    [
        'needs("cases.read")',
        'needs_one_of("cases.read", "cases.manage")',
        'needs_on_record("cases.read")',
        'decides("cases.read")',
        'anybody_signed_in("it is their own")',
        "part_of_a_command",
    ],
)
def test_each_permission_is_known(permission: str) -> None:
    assert found(f"@{permission}\n{ASK}") == []
    assert found(f"@transaction.atomic\n@{permission}\n{ASK}") == []


def test_a_helper_and_a_function_without_an_actor_need_none() -> None:
    assert found("def _ask(actor: Actor): ...\ndef forget(case): ...\ndef heard(*, actor: Actor): ...\n") == []


def test_decides_above_the_transaction_is_found() -> None:
    said = found(f'@decides("cases.read")\n@transaction.atomic\n{ASK}')
    assert said == ["7: ask: `decides` stands above `transaction.atomic`, which would keep what was written"]


@pytest.mark.parametrize("face", ["views", "api", "tasks", "views/page"])
@pytest.mark.parametrize(
    "call",
    [
        "from amana.room.commands import ask\ndef page(request):\n    ask(1, 2)\n",
        "from amana.room import commands as c\ndef page(request):\n    c.ask(1, 2)\n",
        "from amana.room.commands.asking import ask as a_part\ndef page(request):\n    try_it(lambda: a_part(1))\n",
        "import amana.room.commands as c\ndef page(request):\n    return c.asking.ask\n",
    ],
)
def test_a_face_that_calls_a_part_is_found(face: str, call: str) -> None:
    again = {"commands/__init__": "from amana.room.commands.asking import ask\n"}
    said = found(f"@part_of_a_command\n{ASK}", **again, **{face: call})
    assert [line.rpartition(": ")[2] for line in said] == ["is a part of commands, and no face may call it"]
    assert found(f'@needs("cases.read")\n{ASK}', **again, **{face: call}) == []


@pytest.mark.parametrize("place", ["commands/sending", "registrations", "apps", "verbs/send"])
def test_who_may_call_a_part(place: str) -> None:
    call = "from amana.room.commands.asking import ask\ndef _send():\n    ask(1, 2)\n"
    assert found(f"@part_of_a_command\n{ASK}", **{place: call}) == []


def test_no_command_in_the_tree_lacks_its_permission() -> None:
    assert verbs.findings() == []
    assert "verbs" in {check.name for check in CHECKS}


def test_the_ids_that_mypy_knows_are_the_capabilities() -> None:
    assert get_args(CapabilityId.__value__) == tuple(CAPABILITIES)
