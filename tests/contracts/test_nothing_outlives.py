"""What one test leaves in the memory of a process is gone before the next, whichever comes first; each kind planted once."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from amana import process_state, vault
from amana.duplicates.queries import finding, likeness
from amana.messages import connectors
from amana.public_reports.commands import flood
from amana.reporting.queries.snapshot import _kept as tables
from amana.trust.trail import watch
from amana.upkeep import locks
from amana.vault import renewal
from amana_methods.linkage import RegisterCounts
from tests.isolation import forget_everything


def plant() -> None:
    """Something of each kind that a process remembers."""
    flood.wrong_code("")
    tables["cases"] = ((), 0.0, ())
    connectors._read[Path("nowhere")] = ((0, 0), connectors.Configured())
    renewal._seen[:] = [(0.0, True)]
    locks._bound.append(True)
    watch._watch._seen = (datetime.now(UTC), 0.0)
    cache.set("used-code", 1)
    Client().get("/sign-in/", headers={"accept-language": "ar"})  # Django leaves the language of the last request


def remembered() -> set[str]:
    """Which of them is still there."""
    return {
        name for name, there in {
            "wrong codes": flood.tries("") > 0,
            "tables for figures": bool(tables),
            "connectors": bool(connectors._read),
            "keys to renew": bool(renewal._seen),
            "earlier wraps": bool(locks._bound),
            "clocks": watch._watch._seen is not None,
            "used codes": cache.get("used-code") is not None,
            "language": translation.get_language() == "ar",
        }.items() if there
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("turn", [1, 2])
def test_nothing_is_left_of_the_test_before(turn: int) -> None:
    assert remembered() == set(), f"found in turn {turn}"
    plant()
    assert len(remembered()) == 8


@pytest.mark.django_db
def test_a_restore_gives_nobody_new_tries() -> None:
    plant()
    process_state.forget_cached_state()
    assert remembered() == {"wrong codes", "clocks", "used codes", "language"}
    forget_everything()
    assert remembered() == set()


def test_how_common_codes_are_is_asked_again_after_a_restore(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same organisation and the same revision may come again with other counts."""
    before, after = RegisterCounts.of_facts([]), RegisterCounts.of_facts([])
    counted, organisation = iter((before, after)), uuid4()
    monkeypatch.setattr(likeness, "counts", lambda organisation_id: next(counted))
    monkeypatch.setattr(likeness, "counts_written", lambda organisation_id: b"the first envelope")
    assert finding.counts_of(organisation) is before
    assert finding.counts_of(organisation) is before
    process_state.forget_cached_state()
    assert finding.counts_of(organisation) is after


@pytest.mark.django_db
def test_each_writing_of_facts_begins_in_its_own_way() -> None:
    """A revision comes again after a restore; what an envelope begins with does not."""
    owner, lock, begins = uuid4(), vault.keystore.new_lock(), set()
    assert vault.facts.read_beginning("register", owner) == b""
    for _ in range(2):  # the second time as after a restore: from the first revision on
        vault.facts.put(lock, "register", owner, {"counts": "the same"})
        assert vault.facts.revision("register", owner) == 1
        begins.add(vault.facts.read_beginning("register", owner))
        vault.facts.forget("register", owner)
    assert len(begins) == 2
