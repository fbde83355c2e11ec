"""What was opened in an emergency, by whom, and who has to review it. Nothing here shows a word of a case."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from amana import vault
from amana.cases.models import Procedure
from amana.cases.queries.files import visible_to, within
from amana.cases.rules import GROUND
from amana.countrypacks import pack
from amana.countrypacks.forms import plain_number
from amana.emergencies.models import GlassGrant as GlassGrant  # faces know it by its type
from amana.errors import NotFound
from amana.oversight import pace
from amana.trust.actor import Actor
from amana.trust.authorise import Decision
from amana.trust.models import Line
from amana.vault.clock import now as clock
from amana.vault.models import Sealed

LOOKED: Final = "cases.emergency_looked"
TOO_MANY: Final = "cases.emergency_refused"
REASON_READ: Final = "cases.glass_reason_opened"
OUTCOMES: Final = ("justified", "not_justified", "needs_action")
MONTH: Final = timedelta(days=30)


@dataclass(frozen=True)
class Broken:
    """A grant with its facts."""

    row: GlassGrant
    facts: dict[str, Any]

    @property
    def sections(self) -> tuple[str, ...]:
        """Returns the codes of the sections that were asked for."""
        return tuple(self.facts.get("sections", ()))

    @property
    def outcome(self) -> str:
        """Returns the result of the review, or an empty text before it."""
        return str(self.facts.get("outcome", ""))

    @property
    def kind(self) -> str:
        """Returns the name of the danger, in the reader's language."""
        name = pack().glass.kinds.get(self.facts.get("kind", ""))
        return str(name) if name else ""

    @property
    def names(self) -> list[str]:
        """Returns the names of the sections, in the reader's language."""
        return [str(pack().section_name(code)) for code in self.sections if code in pack().sections]


def ground(actor: Actor, verb: str, record: object) -> Decision | None:
    """The ground: what was ticked opens to the one who asked, while database and key store say that it runs."""
    assert isinstance(record, GlassGrant)
    if verb != "glass.break" or record.user != actor.user_id or not runs(record):
        return None
    return Decision(True, GROUND, frozenset(describe_grants([record])[0].sections), grant_id=record.id)


def runs(row: GlassGrant) -> bool:
    """Returns whether the grant opens something now."""
    return row.ended_at is None and row.at <= clock() < row.until and vault.glass.is_open(row.id)


def one(actor: Actor, grant_id: UUID) -> GlassGrant:
    """An emergency of the actor's own, running or over. Raises NotFound."""
    row = GlassGrant.objects.select_related("procedure").filter(id=grant_id, user=actor.account).first()
    if row is None or not actor.can("glass.break"):
        raise NotFound
    return row


def own_running(actor: Actor, now: datetime) -> list[GlassGrant]:
    """What the actor opened and may still open, soonest to end first."""
    rows = GlassGrant.objects.filter(user=actor.account, ended_at=None, at__lte=now, until__gt=now)
    return list(rows.select_related("procedure").order_by("until"))


def texts_of(row: GlassGrant, codes: Iterable[str]) -> dict[str, Sealed]:
    """The sealed sections of the grant's case with these codes."""
    rows = Sealed.objects.filter(lock=row.procedure.lock, kind="section", section__in=list(codes))
    return {each.section: each for each in rows}


def describe_grants(rows: Iterable[GlassGrant]) -> list[Broken]:
    """Grants with their facts."""
    found = list(rows)
    facts = vault.facts.by_owner("glass", [row.id for row in found])
    return [Broken(row, facts.get(row.id, {})) for row in found]


def to_review(actor: Actor) -> QuerySet[GlassGrant]:
    """Reviews that wait: all for the data-protection officer, for supervisors those of their cases; never one's own."""
    if not actor.can("glass.review"):
        return GlassGrant.objects.none()
    return _reviewable(actor).filter(reviewed_at=None).order_by("review_due")


def _reviewable(actor: Actor) -> QuerySet[GlassGrant]:
    rows = GlassGrant.objects.select_related("procedure").exclude(user=actor.account)
    if actor.can("protection.watch"):
        return rows
    return rows.filter(procedure__supervisors_unit__in=actor.unit_ids)


def reviewable(actor: Actor, grant_id: UUID) -> GlassGrant:
    """One emergency that the actor may review or has reviewed. Raises NotFound, also for one's own."""
    row = _reviewable(actor).filter(id=grant_id).first() if actor.can("glass.review") else None
    if row is None:
        raise NotFound
    return row


def on_files_of(actor: Actor) -> QuerySet[GlassGrant]:
    """Emergencies in cases that the actor manages, which nobody has reviewed yet."""
    managed = visible_to(actor).filter(manager=actor.user_id)
    rows = GlassGrant.objects.select_related("procedure").filter(within(managed), reviewed_at=None)
    return rows.exclude(user=actor.account).order_by("at")


def all_for(actor: Actor, since: datetime) -> list[Broken]:
    """Every emergency since a moment, newest first, for those who watch; else none."""
    if not (actor.can("trail.read") or actor.can("protection.watch")):
        return []
    rows = GlassGrant.objects.filter(Q(at__gte=since) | Q(reviewed_at=None)).select_related("procedure")
    return describe_grants(rows.order_by("-at")[:200])


def frequent_users(actor: Actor, now: datetime) -> dict[UUID, int]:
    """Users who broke the glass more often in thirty days than the pack allows, and how often; for watchers."""
    if not (actor.can("trail.read") or actor.can("protection.watch")):
        return {}
    counts = Counter(GlassGrant.objects.filter(at__gt=now - MONTH).values_list("user", flat=True))
    return {user: times for user, times in counts.items() if times > pack().glass.most_a_month}


def looks_left(actor: Actor, now: datetime) -> int:
    """How many more case numbers the actor may try now, by the limits of an hour, a day and a month.

    Those of a day and a month are lifted where the data-protection officer lets them continue.
    """
    rules = pack().glass
    limits = [(timedelta(hours=1), rules.look_ups_an_hour)]
    if not pace.is_let(actor.account, now):
        limits += [(timedelta(days=1), rules.look_ups_a_day), (MONTH, rules.look_ups_a_month)]
    tried = Line.objects.filter(actor=actor.user_id, verb=LOOKED)
    return max(0, min(most - tried.filter(happened_at__gt=now - within).count() for within, most in limits))


def may_open_more(actor: Actor, now: datetime) -> bool:
    """Whether the actor opened fewer cases in thirty days than the ceiling, or is let continue."""
    opened = GlassGrant.objects.filter(user=actor.account, at__gt=now - MONTH).count()
    return opened < pack().glass.ceiling_a_month or pace.is_let(actor.account, now)


def hours_of_review(actor: Actor, procedure: Procedure) -> int:
    """Within how many hours somebody else reviews it: sooner for a case of another organisation, and for a closed one."""
    rules = pack().glass
    elsewhere = procedure.organisation != actor.organisation_id or procedure.help == "closed"
    return min(rules.review_hours, rules.review_hours_elsewhere) if elsewhere else rules.review_hours


def has_read_reason(actor: Actor, row: GlassGrant) -> bool:
    """Whether the actor has opened the reason of this emergency."""
    lines = Line.objects.filter(actor=actor.user_id, verb=REASON_READ, object=row.procedure_id)
    return lines.filter(ids__grant=str(row.id)).exists()


def with_number(number: str) -> Procedure | None:
    """The case with exactly this number, however it was typed, of any organisation. Only for a command that leaves a line."""
    return Procedure.objects.filter(number=plain_number(number)).first()


def wrapped_sections(row: GlassGrant) -> frozenset[UUID]:
    """The ids of the sections in this case that can be opened in an emergency."""
    return vault.glass.has_glass(texts_of(row, pack().glass.sections).values())


def openings(row: GlassGrant) -> list[tuple[datetime, str]]:
    """What was opened under the grant, and when, oldest first."""
    lines = Line.objects.filter(object=row.procedure_id, verb="cases.section_opened", happened_at__gte=row.at)
    names = {str(text.id): code for code, text in texts_of(row, pack().section_codes).items()}
    return [
        (line.happened_at, str(pack().section_name(names[line.ids["section"]])))
        for line in lines.order_by("id")
        if line.ids.get("grant") == str(row.id) and line.ids.get("section") in names
    ]
