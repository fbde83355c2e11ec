"""Who can be asked and why; when an answer is late."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from amana.referrals.rules import (
    Entry,
    Need,
    Times,
    age_span,
    clocks,
    comes_too_late,
    entry_is_stale,
    package_of,
    still_covered,
    suggest,
)

NOW = datetime(2026, 3, 24, 9, tzinfo=UTC)
TODAY = NOW.date()
NEED = Need("MED-EXAM", "IQ-AR", frozenset({"am"}), "female", (26, 29), "ET")


def entry(number: int, **more: object) -> Entry:
    values: dict[str, object] = {
        "services": frozenset({"MED-EXAM"}), "governorates": frozenset({"IQ-AR"}), "languages": frozenset({"am"}),
        "verified_at": NOW - timedelta(days=3), **more,
    }  # fmt: skip
    return Entry(UUID(int=number), **values)  # type: ignore[arg-type]


def shut_of(**more: object) -> str | None:
    found = suggest(NEED, [entry(1, **more)], NOW, 90, today=TODAY)[0]
    return found.shut.code if found.shut else None


def test_hours_run_through_nights_and_fridays() -> None:
    thursday_evening = datetime(2026, 3, 26, 20, tzinfo=UTC)
    found = clocks(thursday_evening, Times(4, 24))
    assert found.acknowledge_due == datetime(2026, 3, 27, 0, tzinfo=UTC)
    assert found.answer_due == datetime(2026, 3, 27, 20, tzinfo=UTC)
    assert found.expires_if_silent == found.answer_due
    assert found.expires_if_unanswered == thursday_evening + timedelta(hours=48)


def test_the_free_place_near_her_in_her_language_comes_first() -> None:
    far = entry(1, governorates=frozenset({"IQ-BG"}))
    silent = entry(2, languages=frozenset({"ar"}))
    best = entry(3, free_places=2, places_said_at=NOW - timedelta(days=1))
    found = suggest(NEED, [far, silent, best], NOW, 90, today=TODAY)
    assert found[0].provider == best
    assert [reason.code for reason in found[0].reasons] == ["near", "language", "free_places"]
    assert {reason.code for reason in found[1].reasons if reason.but} | {
        reason.code for reason in found[2].reasons if reason.but
    } == {"far", "no_language"}


def test_places_that_were_said_long_ago_are_not_said_again() -> None:
    found = suggest(NEED, [entry(1, free_places=2, places_said_at=NOW - timedelta(days=40))], NOW, 90, today=TODAY)
    assert "free_places" not in [reason.code for reason in found[0].reasons]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"valid_until": date(2026, 3, 23)}, "ended"),
        ({"verified_at": None}, "never_checked"),
        ({"reached": False}, "not_reached"),
        ({"accepts_sex": frozenset({"male"})}, "sex"),
        ({"age_min": 40}, "too_young"),
        ({"age_max": 17}, "too_old"),
        ({"nationalities": frozenset({"IQ"})}, "nationality"),
    ],
)
def test_who_cannot_be_asked_is_shown_with_the_reason(more: dict[str, object], why: str) -> None:
    assert shut_of() is None
    assert shut_of(**more) == why


def test_what_is_not_known_shuts_nobody_out() -> None:
    unknown = Need("MED-EXAM")
    strict = entry(1, accepts_sex=frozenset({"male"}), age_min=40, nationalities=frozenset({"IQ"}))
    assert suggest(unknown, [strict], NOW, 90, today=TODAY)[0].shut is None


def test_the_last_day_of_an_entry_is_still_open() -> None:
    assert shut_of(valid_until=TODAY) is None


def test_children_and_access_needs_are_asked_for() -> None:
    with_children = Need("MED-EXAM", children=True, access_needs=frozenset({"mobility"}))
    assert suggest(with_children, [entry(1, accepts_children=False)], NOW, 90, today=TODAY)[0].shut is not None
    assert suggest(with_children, [entry(1, accepts_disability=False)], NOW, 90, today=TODAY)[0].shut is not None
    fits = suggest(with_children, [entry(1, accessibility=frozenset({"mobility"}))], NOW, 90, today=TODAY)[0]
    assert [reason.code for reason in fits.reasons] == ["accessible"]


def test_who_does_not_offer_the_help_is_not_listed() -> None:
    assert suggest(Need("LEG-ADV"), [entry(1)], NOW, 90, today=TODAY) == []


def test_an_entry_that_nobody_checked_for_91_days_is_warned_of() -> None:
    assert entry_is_stale(NOW - timedelta(days=91), NOW, 90)
    assert not entry_is_stale(NOW - timedelta(days=90), NOW, 90)
    warned = suggest(NEED, [entry(1, verified_at=NOW - timedelta(days=91))], NOW, 90, today=TODAY)[0]
    assert warned.shut is None
    assert [(reason.code, reason.value) for reason in warned.reasons if reason.but] == [("checked_long_ago", 91)]


def test_the_same_entries_give_the_same_order() -> None:
    entries = [entry(number) for number in range(9)]
    assert suggest(NEED, entries, NOW, 90, today=TODAY) == suggest(NEED, reversed(entries), NOW, 90, today=TODAY)


def test_an_answer_that_comes_when_the_help_is_over_is_too_late() -> None:
    assert comes_too_late(72, 72)
    assert not comes_too_late(24, 72)
    assert not comes_too_late(72, None)


def test_ages_are_read_from_the_codes_of_the_pack() -> None:
    assert age_span("18_25") == (18, 25)
    assert age_span("48_plus") == (48, 150)
    assert age_span("under_18") == (0, 17)
    assert age_span("unknown") is None


def test_a_package_holds_exactly_what_was_wanted() -> None:
    sources = {"name": "identity.full_name", "sex": "facts.sex", "hours": "contact.safe_hours"}
    drawers: dict[str, dict[str, object]] = {"identity": {"full_name": "X"}, "facts": {"sex": "female"}}
    assert package_of({"sex", "hours"}, sources, drawers) == {"sex": "female", "hours": None}
    with pytest.raises(KeyError):
        package_of({"diagnosis"}, sources, drawers)


def test_what_travelled_without_a_field_is_covered_by_nothing() -> None:
    assert still_covered({"sex"}, {"sex", "language"})
    assert not still_covered({"sex", "name"}, {"sex"})
    assert not still_covered(frozenset(), {"sex"})
