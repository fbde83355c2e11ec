"""The same answers under other rules: every version that was in force here, and the rules of other jurisdictions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from amana.countrypacks import pack
from amana.countrypacks.dates import day_of
from amana.countrypacks.loader import pack_names
from amana.intake import pack as intake_pack
from amana.intake import queries as intake_queries
from amana.screening import commands, queries, rules
from amana.screening import pack as says
from amana.screening.views.interview.sofar import result_name, title_of
from amana.trust.actor import actor_of
from amana.vault.clock import now
from amana_methods.screening import (
    CHILD_EXCEPTION,
    Definition,
    RuleSet,
    definitions_in_force,
    held_against,
    international,
    lacks,
)


@dataclass(frozen=True)
class Replayed:
    """The advice of one set of rules on the answers, and whether that differs from the stored result."""

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
    """Shows what changes under another version of the rules or another jurisdiction; the stored result stays."""
    row = queries.screening(actor_of(request), id)
    interview, _revision = commands.open_screening(actor_of(request), row, now())
    kept = queries.result_of(row)
    versions = [
        _replay(intake_pack.rules_from(each.text), interview, kept, name=str(_name(each.pack)), since=each.kept_at,
                  then=each.digest == kept.get("rules_digest"))
        for each in queries.rule_sets()
    ]  # fmt: skip
    elsewhere = [
        _replay(intake_pack.rule_set(name), interview, kept, name=str(_name(name)))
        for name in pack_names()
        if name != pack().id
    ]
    return render(
        request,
        "screening/other_rules.html",
        {
            "screening": row,
            "versions": versions,
            "elsewhere": elsewhere,
            "kept": queries.shown_result(row),
            "laws": _laws(interview, row),
            "day": row.began_at,
        },
    )


@dataclass(frozen=True)
class UnderLaw:
    """The checklist as one law sees it: met (True, False, None while open), what it does not name, what it lacks at all."""

    name: Any
    where: str
    here: bool
    met: bool | None
    missing: tuple[Any, ...]
    differences: tuple[Any, ...]
    lacks: tuple[Any, ...]


def _laws(interview: rules.Interview, row: queries.Screening) -> list[UnderLaw]:
    """Returns the UN Protocol first, then the law of each territory on the day of the interview.

    The elements are those answered, and those that the indicated dimensions propose.
    """
    country, rule_set = pack(), intake_pack.rule_set()
    advice = says.advise(interview)
    proposed = rules.proposed_elements(advice, interview.kinds)
    elements = {**rules.elements_of(rule_set, interview)}
    known = {element for part in rule_set.checklist.values() for element in part}
    named = [
        *proposed["means"],
        *(name for kind in _purposes(advice, interview) for name in _CHECKED_AS.get(kind, (kind,))),
    ]
    elements.update({name: "yes" for name in named if name in known})
    laws = {name: law.model_dump() for name, law in country.laws.items()}
    protocol = international(laws)
    place = str(intake_queries.facts_of(row.procedure).get("governorate") or "")
    here = country.territory_of(place) if place in country.governorates else ""
    found = [_under(rule_set, elements, protocol, advice.child, protocol, "", here=False)] if protocol else []
    for name, territory in country.territories.items():
        for definition in definitions_in_force(laws, name, day_of(row.began_at))[:1]:
            where = str(territory.name)
            found.append(_under(rule_set, elements, definition, advice.child, protocol, where, here=name == here))
    return found


# Kinds of exploitation under each name that a definition may give them; a law counts the ones it names. A servant who is kept
# is held in servitude and made to work, and a law that knows only forced labour means her too. Our reading, for a lawyer.
_FORCED = "forced_labour_or_services"
_CHECKED_AS: dict[str, tuple[str, ...]] = {
    "forced_labour": (_FORCED,),
    "other_labour": (_FORCED,),
    "domestic_servitude": ("servitude", _FORCED),
    "begging": ("begging", _FORCED),
    "forced_criminality": (_FORCED,),
    "armed_group": (_FORCED,),
    "sexual_slavery": ("slavery", "other_sexual_exploitation"),
    "pornography_or_online": ("other_sexual_exploitation",),
    "forced_or_child_marriage_with_sexual_exploitation": ("practices_similar_to_slavery", "other_sexual_exploitation"),
}


def _purposes(advice: rules.Advice, interview: rules.Interview) -> tuple[str, ...]:
    exploited = any(result.derived.get("purpose") for result in advice.results)
    return interview.kinds if exploited else ()


def _under(
    rule_set: RuleSet,
    elements: dict[str, Any],
    definition: Definition,
    child: bool,
    protocol: Definition | None,
    where: str,
    *,
    here: bool,
) -> UnderLaw:
    held = held_against(rule_set, elements, definition, child=child)
    beyond = lacks(definition, protocol) if protocol is not None else ()
    law = pack().laws[definition.law]
    return UnderLaw(
        name=law.title,
        where=where,
        here=here,
        met=held.checklist.met,
        missing=tuple(title_of(part) for part in held.checklist.missing),
        differences=tuple(_element_name(each) for each in held.differences),
        lacks=tuple(_element_name(each) for each in beyond),
    )


def _element_name(name: str) -> Any:
    if name == CHILD_EXCEPTION:
        return _("no exception for children: a means has to be shown for them too")
    return says.question(f"check.{name}").label


def _name(pack_id: str) -> Any:
    return pack(pack_id).name if pack_id in pack_names() else pack_id


def _replay(
    rule_set: RuleSet,
    interview: rules.Interview,
    kept: dict[str, Any],
    *,
    name: str,
    since: datetime | None = None,
    then: bool = False,
) -> Replayed:
    """Evaluates the answers with these rules. Profiles are chosen again: an age may count otherwise there."""
    kinds = {kind for kind in interview.kinds if any(kind in group for group in rule_set.profile_kinds.values())}
    chosen = rules.choose_profiles(
        rule_set, interview, age_years=interview.age_years, age_disputed=interview.age_disputed, kinds=kinds
    )
    advice = says.advise(chosen, rule_set)
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
