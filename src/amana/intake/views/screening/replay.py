"""The same answers under other rules: every version that was in force here, and the rules of other jurisdictions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amana.countrypacks import pack
from amana.countrypacks.loader import pack_names
from amana.intake import commands, queries, rules
from amana.intake import pack as says
from amana.intake.views.screening.sofar import result_name, title_of
from amana.trust.actor import actor_of
from amana.trust.clock import now
from amana_methods.screening import RuleSet


@dataclass(frozen=True)
class Replayed:
    """What one set of rules says about the answers, and whether that is another result than the one kept."""

    name: str
    version: str
    since: datetime | None
    result: Any
    strength: str
    because: str
    positive: tuple[Any, ...]
    changed: bool
    then: bool


@require_GET
def other_rules(request: HttpRequest, id: UUID) -> HttpResponse:
    """What changes under another version of the rules or another jurisdiction; the kept result stays what it is."""
    row = queries.screening(actor_of(request), id)
    interview, _revision = commands.open_screening(actor_of(request), row, now())
    kept = queries.result_of(row)
    versions = [
        _replayed(says.rules_from(each.text), interview, kept, name=str(_name(each.pack)), since=each.kept_at,
                  then=each.digest == kept.get("rules_digest"))
        for each in queries.rule_sets()
    ]  # fmt: skip
    elsewhere = [
        _replayed(says.rule_set(name), interview, kept, name=str(_name(name)))
        for name in pack_names()
        if name != pack().id
    ]
    return render(
        request,
        "intake/other_rules.html",
        {"screening": row, "versions": versions, "elsewhere": elsewhere, "kept": queries.shown_result(row)},
    )


def _name(pack_id: str) -> Any:
    return pack(pack_id).name if pack_id in pack_names() else pack_id


def _replayed(
    rule_set: RuleSet,
    interview: rules.Interview,
    kept: dict[str, Any],
    *,
    name: str,
    since: datetime | None = None,
    then: bool = False,
) -> Replayed:
    """The answers, worked out with these rules. Profiles are chosen anew: an age may count otherwise there."""
    kinds = {kind for kind in interview.kinds if any(kind in group for group in rule_set.profile_kinds.values())}
    chosen = rules.chosen(
        rule_set, interview, age_years=interview.age_years, age_disputed=interview.age_disputed, kinds=kinds
    )
    advice = rules.advice_on(rule_set, chosen)
    positive = {name for result in advice.results for name, d in result.dimensions.items() if d.positive}
    return Replayed(
        name=name,
        version=rule_set.version,
        since=since,
        result=result_name(advice.result),
        strength=advice.strength or "",
        because=queries.rule_label(advice.rule),
        positive=tuple(title_of(each) for each in sorted(positive)),
        changed=(advice.result, advice.strength) != (kept.get("result"), kept.get("strength")),
        then=then,
    )
