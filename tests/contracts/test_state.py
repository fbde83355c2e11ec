"""What a process keeps and does not register is found by `./amana check state`, each kind planted once."""

import pytest

from amana.development.checks import state

FILE = "src/amana/room/memory.py"


def found(text: str, **others: str) -> list[str]:
    """What the check says of a module `amana.room.memory`, and of others beside it."""
    texts = {FILE: text} | {f"src/amana/room/{name}.py": other for name, other in others.items()}
    return [line.removeprefix(f"{FILE}:") for line in state.find_unregistered(texts)]


CACHED = "from functools import lru_cache\n"
LOCAL = "import threading\n"


@pytest.mark.parametrize(
    ("planted", "line"),
    [
        ("_kept = {}\ndef keep(key, value):\n    _kept[key] = value\n", "1: _kept: a container"),
        ("_seen: list[int] = []\ndef see(it):\n    _seen.append(it)\n", "1: _seen: a container"),
        ("_last = dict(a=1)\ndef put(it):\n    _last['a'] += it\n", "1: _last: a container"),
        ("_tries = 0\ndef wrong():\n    global _tries\n    _tries += 1\n", "4: _tries: a name that gets other values (wrong)"),
        ("_kinds = {}\ndef register(kind):\n    _kinds.setdefault(kind.name, kind)\n", "1: _kinds: a container"),
        (f"{LOCAL}_local = threading.local()\n", "2: _local: values of threads"),
        ("from contextvars import ContextVar\n_who = ContextVar('who')\n", "2: _who: a value of contexts"),
        ("from django.dispatch import Signal\ncame = Signal()\n", "2: came: a sender of events"),
        (f"{CACHED}@lru_cache(maxsize=8)\ndef read(name): ...\n", "2: read: a cache"),
        (f"{CACHED}class Driver:\n    @lru_cache\n    def works(self): ...\n", "3: works: a cache"),
        (f"{CACHED}def _read(name): ...\nread = lru_cache(maxsize=8)(_read)\n", "3: read: a cache"),
        ("class A:\n    all = []\n    def add(self):\n        self.all.append(1)\n", "2: all: a container"),
        ("class A:\n    made = 0\n    @classmethod\n    def make(cls):\n        cls.made += 1\n",
         "5: made: a name that gets other values (A.make)"),
        ("class Watch:\n    def look(self):\n        self.seen = 1\n_watch = Watch()\n", "4: _watch: an object that changes"),
        ("def ask(): ...\ndef answer():\n    ask.told = 1\n", "3: told: a name that gets other values (answer)"),
    ],
)  # fmt: skip
def test_what_is_kept_and_not_registered_is_found(planted: str, line: str) -> None:
    assert found(planted) == [line]


@pytest.mark.parametrize(
    "other",
    [
        "from amana.room.memory import known\ndef learn(it):\n    known.add(it)\n",
        "from amana.room import memory\ndef learn(it):\n    memory.known.add(it)\n",
        "from amana.room import memory as m\ndef forget():\n    m.known = set()\n",
        "from amana.room.memory import known\nknown.add(1)\n",
    ],
)
def test_what_another_module_writes_to_is_found(other: str) -> None:
    assert found("known = set()\n", other=other) == ["1: known: a container"]


REGISTERED = "from amana.process_state import filled_at_start, follows_from_arguments, mirrors, protects\n"


@pytest.mark.parametrize(
    "kept",
    [
        "_kept = {}\nmirrors(_kept.clear)\ndef keep(key, value):\n    _kept[key] = value\n",
        "_tries = 0\n@protects\ndef forget():\n    global _tries\n    _tries = 0\n",
        "_kinds: dict = filled_at_start({})\ndef register(kind):\n    _kinds[kind.name] = kind\n",
        f"{LOCAL}_local = follows_from_arguments(threading.local())\n",
        f"{LOCAL}_local = threading.local()\n@mirrors\ndef close():\n    _local.base = None\n",
        f"{CACHED}@follows_from_arguments\n@lru_cache\ndef read(name): ...\n",
        f"{CACHED}@lru_cache\ndef read(name): ...\nmirrors(read.cache_clear)\n",
        f"{CACHED}class Driver:\n    @follows_from_arguments\n    @lru_cache\n    def works(self): ...\n",
    ],
)
def test_what_is_registered_is_left_in_peace(kept: str) -> None:
    assert found(REGISTERED + kept) == []


@pytest.mark.parametrize(
    "table",
    [
        "NAMES = {'a': 1}\ndef name(it):\n    return NAMES[it]\n",
        "NAMES = {}\nfor each in 'ab':\n    NAMES[each] = 1\n",
        "names = []\ndef all_names():\n    names = [1]\n    names.append(2)\n    return names\n",
        "class A:\n    all = []\n    def __init__(self):\n        self.all = []\n    def add(self):\n        self.all.append(1)\n",
        "class A:\n    def __init__(self):\n        self.x = 1\nA_OF_ALL = A()\n",
    ],
)
def test_a_table_that_nobody_writes_to_is_left_in_peace(table: str) -> None:
    assert found(table) == []


def test_registered_elsewhere_is_not_registered() -> None:
    text = "_kept = {}\ndef keep(it):\n    _kept[it] = 1\n"
    other = REGISTERED + "from amana.room import memory\nmirrors(memory._kept.clear)\n"
    assert found(text, other=other) == ["1: _kept: a container"]


def test_a_method_says_in_a_comment_that_a_cache_follows_from_its_arguments() -> None:
    method = f"{CACHED}@lru_cache\ndef read(name): ...\n"
    said = method.replace("@lru_cache\n", "@lru_cache  # follows from its arguments alone\n")
    assert state.find_unregistered({"src/amana_methods/names.py": method}) == [
        "src/amana_methods/names.py:2: read: a cache"
    ]
    assert state.find_unregistered({"src/amana_methods/names.py": said}) == []
    assert found(said) == ["2: read: a cache"]


def test_nothing_in_the_tree_is_kept_without_being_registered() -> None:
    assert state.findings() == []
