"""Who may what: some forty capabilities, one purpose each, and a preset for every role.

A capability is a verb of the domain. Its purpose is that of the verb, so nobody types a purpose.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True)
class Capability:
    """A verb that a role may allow, and the purpose for which people's data are then used."""

    id: str
    purpose: str


# The same ids as in `CAPABILITIES`, for mypy; a test keeps both equal.
# fmt: off
type CapabilityId = Literal[
    "signs.take", "signs.triage", "calls.take", "concerns.record", "screening.run", "people.find",
    "presumption.decide", "decisions.countersign", "decisions.record", "decisions.confirm", "identification.decide",
    "cases.read", "cases.open", "cases.manage", "cases.assign", "cases.review", "consent.record", "consent.withdraw",
    "referrals.send", "referrals.answer", "messages.send", "voices.read", "directory.read", "directory.keep",
    "help.deliver", "cash.ask", "cash.approve", "stock.keep", "return.prepare", "letters.draft", "letters.review",
    "letters.record", "proceedings.record", "notes.keep", "exchange.ask", "exchange.keep", "outreach.keep",
    "figures.read", "releases.prepare", "releases.approve", "mechanism.watch", "trail.read", "protection.watch",
    "glass.break", "glass.review", "incidents.confirm", "forgetting.decide", "forgetting.hold", "accounts.keep",
    "pack.confirm", "shift.note", "exports.make", "exports.approve",
]
# fmt: on

CAPABILITIES: dict[str, Capability] = {
    id: Capability(id, purpose)
    for id, purpose in {
        "signs.take": "identification",
        "signs.triage": "identification",
        "calls.take": "identification",
        "concerns.record": "prevention",
        "screening.run": "identification",
        "people.find": "identification",
        "presumption.decide": "identification",
        "decisions.countersign": "identification",
        "decisions.record": "protection",
        "decisions.confirm": "protection",
        "identification.decide": "justice",
        "cases.read": "assistance",
        "cases.open": "assistance",
        "cases.manage": "assistance",
        "cases.assign": "assistance",
        "cases.review": "assistance",
        "consent.record": "assistance",
        "consent.withdraw": "assistance",
        "referrals.send": "assistance",
        "referrals.answer": "assistance",
        "messages.send": "assistance",
        "voices.read": "oversight",
        "directory.read": "assistance",
        "directory.keep": "coordination",
        "help.deliver": "assistance",
        "cash.ask": "assistance",
        "cash.approve": "assistance",
        "stock.keep": "assistance",
        "return.prepare": "return",
        "letters.draft": "justice",
        "letters.review": "justice",
        "letters.record": "justice",
        "proceedings.record": "justice",
        "notes.keep": "justice",
        "exchange.ask": "assistance",
        "exchange.keep": "coordination",
        "outreach.keep": "prevention",
        "figures.read": "account",
        "releases.prepare": "account",
        "releases.approve": "account",
        "mechanism.watch": "coordination",
        "trail.read": "oversight",
        "protection.watch": "oversight",
        "glass.break": "protection",
        "glass.review": "oversight",
        "incidents.confirm": "oversight",
        "forgetting.decide": "oversight",
        "forgetting.hold": "oversight",
        "accounts.keep": "administration",
        "pack.confirm": "administration",
        "shift.note": "assistance",
        "exports.make": "account",
        "exports.approve": "account",
    }.items()
}

_EVERYBODY = frozenset({"directory.read"})
PRESETS: dict[str, frozenset[str]] = {
    role: _EVERYBODY | frozenset(verbs.split())
    for role, verbs in {
        "front_liner": "signs.take calls.take concerns.record referrals.send shift.note",
        "community_police": (
            "signs.take signs.triage calls.take concerns.record people.find referrals.send exchange.ask shift.note"
        ),
        "screener": (
            "signs.take signs.triage calls.take concerns.record screening.run people.find presumption.decide decisions.confirm"
            " exchange.ask shift.note"
        ),
        "case_manager": (
            "signs.take screening.run people.find glass.break cases.read cases.open cases.manage cases.assign"
            " consent.record consent.withdraw"
            " referrals.send messages.send help.deliver cash.ask letters.draft letters.record proceedings.record decisions.record"
            " decisions.confirm return.prepare exchange.ask shift.note figures.read exports.make forgetting.decide"
        ),
        "supervisor": (
            "signs.take signs.triage calls.take concerns.record people.find glass.break glass.review presumption.decide"
            " decisions.countersign decisions.record decisions.confirm"
            " cases.read cases.open cases.assign cases.review consent.withdraw cash.approve exchange.keep shift.note voices.read"
            " exports.make exports.approve figures.read forgetting.decide forgetting.hold"
        ),
        "service_provider": "referrals.answer help.deliver",
        "child_protection_officer": (
            "signs.take glass.break cases.read cases.manage decisions.record decisions.confirm consent.record help.deliver"
            " messages.send"
            " exchange.ask shift.note"
        ),
        "legal_counsel": (
            "cases.read letters.review letters.record proceedings.record notes.keep decisions.record decisions.confirm"
            " consent.withdraw referrals.answer forgetting.hold"
        ),
        "anti_trafficking_police": "signs.take proceedings.record decisions.record notes.keep",
        "investigative_judge": "identification.decide",
        "nrm_coordinator": "mechanism.watch incidents.confirm figures.read releases.approve",
        "return_officer": "cases.read return.prepare decisions.record decisions.confirm help.deliver",
        "outreach_officer": "outreach.keep concerns.record figures.read",
        "directory_keeper": "directory.keep",
        "stock_keeper": "stock.keep",
        "data_officer": "figures.read exchange.keep releases.prepare",
        "data_protection_officer": (
            "protection.watch glass.review incidents.confirm exports.approve forgetting.decide forgetting.hold"
            " trail.read releases.approve"
        ),
        "auditor": "trail.read incidents.confirm",
        "administrator": "accounts.keep pack.confirm",
    }.items()
}


# A role with one of these makes accounts, decides on all erasures, or publishes.
POWERFUL: Final = frozenset({"accounts.keep", "protection.watch", "releases.approve"})


def is_powerful(role: str) -> bool:
    """Returns whether the role needs a second person to be given."""
    return not POWERFUL.isdisjoint(PRESETS.get(role, ()))


def capabilities_of(roles: Iterable[str]) -> frozenset[str]:
    """Returns every capability that these roles give; an unknown role adds nothing."""
    return frozenset().union(*(PRESETS.get(role, frozenset()) for role in roles))
