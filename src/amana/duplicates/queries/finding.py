"""Who may she be? Candidates among the files of one's own organisation, and what a role may see of each."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from uuid import UUID

from amana import vault
from amana.cases.models import Procedure
from amana.cases.queries import files
from amana.countrypacks import dates
from amana.duplicates.queries import likeness
from amana.duplicates.queries.likeness import Scored
from amana.duplicates.rules import LOOK_UPS_PER_HOUR, MOST_CANDIDATES, PROPOSED_FROM, SEARCHES_PER_HOUR, SHOWN_FROM
from amana.process_state import mirrors
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.models import Line
from amana.vault.acting import SYSTEM, acting_as
from amana_methods.digits import western_digits
from amana_methods.linkage import Facts, RegisterCounts, Registration

LOOKED_UP: Final = "cases.looked_up"
SEARCHED: Final = "cases.searched"
TOO_MANY: Final = "cases.look_up_refused"
_QUOTA: Final = {LOOKED_UP: LOOK_UPS_PER_HOUR, SEARCHED: SEARCHES_PER_HOUR}
_NUMBER: Final = 6  # digits from which a text is a phone or document number
_RESCORED: Final = 300  # candidates by shared codes whose facts are opened and compared


@dataclass(frozen=True)
class Hit:
    """A file that may be hers: how likely, and what the fields say."""

    procedure_id: UUID
    scored: Scored

    @property
    def probability(self) -> float:
        """How likely it is that both are one person, in [0, 1]."""
        return self.scored.probability


@dataclass(frozen=True)
class Candidate:
    """A hit as one actor may see it: who holds the file and whom to ask; the number and the way to it only where open."""

    id: UUID
    probability: float
    scored: Scored
    organisation: str
    contact: str
    phone_at_work: str
    number: str
    is_open: bool
    since_year: int


def hits_for(organisation_id: UUID, asked: Facts, macs: Iterable[int], but: Set[UUID] = frozenset()) -> list[Hit]:
    """Every file of the organisation that shares a code with what is asked, likeliest first, at most `_RESCORED`."""
    found = vault.index.look_up(vault.index.keys_of(organisation_id), macs)
    counts = counts_of(organisation_id)
    weights: dict[UUID, float] = defaultdict(float)
    for owners in found.values():
        says = math.log((max(counts.records, len(owners)) + 1) / len(owners))  # what few share says more
        for owner in owners:
            weights[owner] += says
    nearest = sorted(weights.keys() - but, key=lambda owner: (-weights[owner], owner))[:_RESCORED]
    with acting_as(SYSTEM):  # files of colleagues are compared too; what is shown of them is asked below
        facts = likeness.read_kept_codes(organisation_id, nearest)
    ids = [owner for owner in nearest if owner in facts]
    scored = likeness.score_others(asked, [facts[owner] for owner in ids], counts)
    hits = [Hit(owner, score) for owner, score in zip(ids, scored, strict=True)]
    return sorted(hits, key=lambda hit: (-hit.scored.score, hit.procedure_id))


def like(organisation_id: UUID, asked: Registration, but: Set[UUID] = frozenset()) -> list[Hit]:
    """Files that may be this person's, likeliest first. Nothing of `asked` is kept anywhere."""
    facts, macs = likeness.question(organisation_id, asked)
    return hits_for(organisation_id, facts, macs, but)


def counts_of(organisation_id: UUID) -> RegisterCounts:
    """How common each code is in the organisation's register, as it was last counted; counted now for the first time."""
    written = likeness.counts_written(organisation_id)
    return _counts(organisation_id, written) if written else likeness.count(organisation_id)


@lru_cache(maxsize=8)
def _counts(organisation_id: UUID, written: bytes) -> RegisterCounts:
    return likeness.counts(organisation_id)


mirrors(_counts.cache_clear)


def found_by_text(organisation_id: UUID, text: str) -> list[UUID]:
    """Files by a name in any script, with a year of birth if there is one, or by a phone or document number."""
    hits = [hit for asked in readings(text) for hit in like(organisation_id, asked)]
    order = [hit.procedure_id for hit in sorted(hits, key=lambda hit: -hit.scored.score)]
    before = [vault.index.find_before(organisation_id, field, text) for field in vault.index.FIELDS_BEFORE]
    return list(dict.fromkeys([*order, *sorted(set().union(*before))]))


def readings(text: str) -> list[Registration]:
    """What a text in the search box may mean: a number is a phone or a document, anything else a name and perhaps a year.

    >>> [(each.name, each.birth_date) for each in readings("سلام تسفاي ١٩٩٤")]
    [('سلام تسفاي', '1994')]
    >>> [(each.phone, each.document_no) for each in readings("EP 123 4567")]
    [('', 'EP 123 4567')]
    """
    plain = western_digits(text).strip()
    digits = sum(letter.isdigit() for letter in plain)
    letters = sum(letter.isalpha() for letter in plain)
    if digits >= _NUMBER and not letters:
        return [Registration("", phone=plain), Registration("", document_no=plain)]
    if digits >= _NUMBER and letters <= digits:
        return [Registration("", document_no=plain)]
    year = re.search(r"\b(19|20)\d\d\b", plain)
    name = plain.replace(year[0], " ") if year else plain
    return [Registration("", name=" ".join(name.split()), birth_date=year[0] if year else "")] if letters else []


def candidates_among(actor: Actor, hits: Iterable[Hit], most: int = MOST_CANDIDATES) -> list[Candidate]:
    """The likeliest of the hits as this actor may see them; those that are too unlikely are left out."""
    likely = [hit for hit in hits if hit.probability >= SHOWN_FROM][:most]
    with acting_as(SYSTEM):
        rows = Procedure.objects.in_bulk([hit.procedure_id for hit in likely])
    visible = set(files.reachable_by(actor).filter(id__in=rows).values_list("id", flat=True))
    return [
        _candidate(rows[hit.procedure_id], hit, hit.procedure_id in visible)
        for hit in likely
        if hit.procedure_id in rows
    ]


def _candidate(procedure: Procedure, hit: Hit, is_open: bool) -> Candidate:
    name, phone = contact_of(procedure)
    since = procedure.opened_at or procedure.begun_at
    return Candidate(
        procedure.id,
        hit.probability,
        hit.scored,
        trust.organisation(procedure.organisation).name,
        name,
        phone,
        files.reference(procedure) if is_open else "",
        is_open,
        dates.year_of(since),
    )


def contact_of(procedure: Procedure) -> tuple[str, str]:
    """(name, phone at work) of whom to ask about a file: its manager, else a supervisor; else the unit's name."""
    cards = list(trust.users([procedure.manager]).values()) if procedure.manager else []
    cards = [card for card in cards if card.active]
    if not cards and procedure.supervisors_unit:
        cards = trust.users_in_unit(procedure.supervisors_unit)
    if cards:
        return cards[0].name, cards[0].phone_at_work
    return trust.unit(procedure.supervisors_unit or procedure.intake_unit).full_name, ""


def left_this_hour(actor: Actor, verb: str, now: datetime) -> int:
    """How many more times the actor may look somebody up (or search) within the hour before `now`."""
    done = Line.objects.filter(actor=actor.user_id, verb=verb, happened_at__gt=now - timedelta(hours=1)).count()
    return max(0, _QUOTA[verb] - done)


def was_looked_up(procedure: Procedure) -> bool:
    """Whether somebody looked already if the person of this procedure is known."""
    return Line.objects.filter(object=procedure.id, verb=LOOKED_UP).exists()


@dataclass(frozen=True)
class Looking:
    """How often somebody looked people up in a span of time."""

    user_id: UUID
    name: str
    organisation: str
    look_ups: int
    searches: int
    refused: int


def looking_for(actor: Actor, since: datetime) -> list[Looking]:
    """Who looked people up since a moment and how often, most refusals first; for the data-protection officer, else none."""
    if not actor.can("protection.watch"):
        return []
    found: dict[UUID, dict[str, int]] = defaultdict(lambda: {LOOKED_UP: 0, SEARCHED: 0, TOO_MANY: 0})
    lines = Line.objects.filter(verb__in=[LOOKED_UP, SEARCHED, TOO_MANY], happened_at__gte=since)
    for user_id, verb in lines.values_list("actor", "verb").iterator():
        if user_id is not None:
            found[user_id][verb] += 1
    cards = trust.users(found)
    rows = [
        Looking(
            user_id,
            cards[user_id].name,
            cards[user_id].organisation_name,
            counts[LOOKED_UP],
            counts[SEARCHED],
            counts[TOO_MANY],
        )
        for user_id, counts in found.items()
        if user_id in cards
    ]
    return sorted(rows, key=lambda row: (-row.refused, -row.look_ups, row.name))


def not_indexed(actor: Actor) -> Iterator[Procedure]:
    """Cases of the actor's supervision whose people the look-up index does not hold yet, oldest first."""
    for procedure in files.own_of(actor).filter(number__isnull=False).order_by("opened_at").iterator(200):
        if "identity" not in likeness.sections_in(procedure):
            yield procedure


def is_proposed(hit: Hit) -> bool:
    """Whether two files are alike enough to be shown to a supervisor."""
    return hit.probability >= PROPOSED_FROM
