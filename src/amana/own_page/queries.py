"""Pages that people have of their own: for the team of a case, and what they say there, for the supervisor."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from amana import vault
from amana.cases import queries as cases
from amana.cases.deeds import Deed, Group
from amana.cases.models import Procedure
from amana.errors import NotFound
from amana.intake.tabs import Tab
from amana.my_day import WorkItem
from amana.own_page.models import Feedback, OwnPage, OwnWord
from amana.trust.actor import Actor

_AT_ONCE = 40


def page_of(actor: Actor, procedure: Procedure) -> OwnPage | None:
    """Her page, for the team that records what she agrees to. Raises NotFound for anybody else."""
    cases.require_own(actor, "consent.record", procedure)
    return OwnPage.objects.filter(procedure=procedure).first()


def orders_for(actor: Actor) -> QuerySet[OwnWord]:
    """Withdrawals by people themselves that the team has not read yet, oldest first."""
    if not actor.can("consent.record"):
        return OwnWord.objects.none()
    mine = OwnWord.objects.filter(for_team=True, seen_at=None, page__procedure__in=cases.own_of(actor))
    return mine.select_related("page__procedure").order_by("came_at")


def complaints_for(actor: Actor) -> QuerySet[OwnWord]:
    """Complaints that the actor's units read, those without an answer first; every list of them starts from here."""
    if not actor.can("voices.read"):
        return OwnWord.objects.none()
    mine = OwnWord.objects.filter(unit__in=actor.unit_ids, ours=False, for_team=False).exclude(sealed=None)
    return mine.order_by("seen_at", "came_at")


def complaint(actor: Actor, word: UUID) -> OwnWord:
    """One of them. Raises NotFound."""
    row = complaints_for(actor).filter(id=word).first()
    if row is None:
        raise NotFound
    return row


def thread(row: OwnWord) -> list[OwnWord]:
    """What this person said to the unit, and its answers, oldest first."""
    words = OwnWord.objects.filter(page=row.page_id, unit=row.unit, for_team=False).exclude(sealed=None)
    return list(words.order_by("came_at"))


def feedback_for(actor: Actor) -> QuerySet[Feedback]:
    """What people think of the help of the teams that the actor's units supervise, the newest month first."""
    if not actor.can("voices.read"):
        return Feedback.objects.none()
    return Feedback.objects.filter(unit__in=actor.unit_ids).exclude(sealed=None).order_by("-month", "id")


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """She withdrew by herself; she complains."""
    for row in orders_for(actor)[:_AT_ONCE]:
        yield WorkItem(
            "new",
            None,
            gettext("The person took back what had been agreed to, on their own page"),
            gettext("It holds already. Read it, and do not ask the person why."),
            cases.reference(row.page.procedure),
            reverse("intake:own_order", args=[row.id]),
        )
    for row in complaints_for(actor).filter(seen_at=None)[:_AT_ONCE]:
        yield WorkItem(
            "new",
            None,
            gettext("Answer a complaint"),
            gettext("It came from a person’s own page. The team of the case does not see it."),
            "",
            reverse("intake:complaint", args=[row.id]),
        )


def deeds(actor: Actor, procedure: Procedure, now: datetime) -> Iterable[Deed]:
    """The team makes her page, renews it, or ends it."""
    if procedure.number is None or not actor.can("consent.record"):
        return
    ground = cases.grounds(actor, "consent.record", procedure)
    if ground is not None and ground.ground == "team":
        yield Deed(
            gettext("The person’s own page"),
            reverse("intake:own_page", args=[procedure.id]),
            weight=83,
            group=Group.WRITE,
        )


def tab(actor: Actor) -> Tab | None:
    """The tab of complaints and feedback; None for an actor who may not read them."""
    if not actor.can("voices.read"):
        return None
    count = complaints_for(actor).filter(seen_at=None).count()
    return Tab(50, "voices", reverse("intake:voices"), gettext("Complaints and feedback"), count)


def ways_in_use() -> Counter[int]:
    """How many pages lie under each version of the pepper."""
    ways = OwnPage.objects.values_list("way", flat=True)
    return Counter(vault.codes.Way.read(way).pepper for way in ways)


def ways() -> set[str]:
    """The ways in which codes of pages are stretched."""
    return set(OwnPage.objects.values_list("way", flat=True).distinct())


def order(actor: Actor, word: UUID) -> OwnWord:
    """A withdrawal by herself that the team has not read. Raises NotFound."""
    row = orders_for(actor).filter(id=word).first()
    if row is None:
        raise NotFound
    return row


def ended_by(row: OwnWord) -> int:
    """How many consents her word ended."""
    return int(vault.facts.get("own_word", row.id).get("ended", 0))
