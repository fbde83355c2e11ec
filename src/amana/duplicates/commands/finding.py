"""Looking somebody up: each look-up leaves a line with ids only, and nobody looks up a crowd."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.urls import reverse

from amana import vault
from amana.cases import queries
from amana.cases.models import Procedure
from amana.cases.numbers import Numbered, found_by_number
from amana.duplicates.errors import AlreadyToldApart, NotOneOfThese, TooLittleToFind, TooManyLookUps
from amana.duplicates.models import Link
from amana.duplicates.queries import finding, likeness
from amana.duplicates.rules import LOOK_UPS_PER_HOUR, SEARCHES_PER_HOUR
from amana.duplicates.states import LinkState
from amana.trust import queries as trust
from amana.trust import rows
from amana.trust.actor import Actor
from amana.trust.authorise import anybody_signed_in, needs
from amana.trust.trail import record
from amana_methods.linkage import Registration

_OFFERED = "amana.cases.candidates"
_OFFER_SECONDS = 3600


@needs("people.find")
def look_up(actor: Actor, asked: Registration, *, about: Procedure | None, now: datetime) -> list[finding.Candidate]:
    """At most five files of the actor's organisation that may be this person's, likeliest first.

    `about` is the procedure for which it is asked, from a scoped query. Raises TooLittleToFind, TooManyLookUps.
    """
    facts, macs = likeness.question(actor.organisation_id, asked)
    if not macs:
        raise TooLittleToFind
    _within_quota(actor, finding.LOOKED_UP, LOOK_UPS_PER_HOUR, now)
    but = frozenset({about.id}) if about is not None else frozenset()
    hits = finding.hits_for(actor.organisation_id, facts, macs, but)
    found = finding.candidates_among(actor, hits)
    _note(actor, finding.LOOKED_UP, about.id if about is not None else None, found, now)
    return found


@anybody_signed_in("it finds only what `visible_to` shows this actor: without cases.read, nothing")
def search(actor: Actor, text: str, *, now: datetime) -> list[Procedure]:
    """The visible case with this number, or visible cases by name in any script, phone or document, likeliest first.

    The text is kept nowhere. Raises TooManyLookUps.
    """
    exact = queries.by_number(actor, text)
    if exact is not None:
        return [exact]
    _within_quota(actor, finding.SEARCHED, SEARCHES_PER_HOUR, now)
    order = finding.found_by_text(actor.organisation_id, text)
    rows = queries.visible_to(actor).in_bulk(order)
    found = [rows[each] for each in order if each in rows][:20]
    _note(actor, finding.SEARCHED, None, found, now)
    return found


@anybody_signed_in("it finds only what `found_by_number` and `search` show this actor")
def find(actor: Actor, text: str, *, now: datetime) -> list[Numbered]:
    """Records of every room with this number; where the text is none, or no record has it, cases as `search` finds them.

    The text is kept nowhere. Raises TooManyLookUps.
    """
    if numbered := found_by_number(actor, text):
        return numbered
    return [
        Numbered(queries.reference(row), "", reverse("cases:one", args=[row.id]), trust.user_name(row.manager))
        for row in search(actor, text, now=now)
    ]


def _within_quota(actor: Actor, verb: str, most: int, now: datetime) -> None:
    if not finding.left_this_hour(actor, verb, now):
        record(actor, finding.TOO_MANY, None, now, of=verb)
        raise TooManyLookUps(most=most)


def _note(
    actor: Actor, verb: str, about: UUID | None, found: Iterable[finding.Candidate | Procedure], now: datetime
) -> None:
    ids = {f"found_{at}": each.id for at, each in enumerate(found, start=1)}
    record(actor, verb, about, now, **ids)


@needs("people.find")
def offer(actor: Actor, about: Procedure | None, candidate: UUID) -> str:
    """A signed word by which the actor can choose a candidate that was shown, for an hour."""
    return signing.dumps([str(actor.account), str(about.id) if about else "", str(candidate)], salt=_OFFERED)


@needs("people.find")
def chosen_of(actor: Actor, about: Procedure | None, word: str) -> Procedure:
    """The file that was offered to this actor with `word`. Raises NotOneOfThese."""
    try:
        account, asked_for, candidate = signing.loads(word, salt=_OFFERED, max_age=_OFFER_SECONDS)
    except (signing.BadSignature, ValueError) as error:
        raise NotOneOfThese from error
    if account != str(actor.account) or asked_for != (str(about.id) if about else ""):
        raise NotOneOfThese
    with rows.acting_as(rows.SYSTEM):  # the word was given for a file that is not the actor's to open
        row = Procedure.objects.filter(id=candidate, organisation=actor.organisation_id).first()
    if row is None:
        raise NotOneOfThese
    return row


@needs("people.find")
@transaction.atomic
def choose(actor: Actor, procedure: Procedure, existing: Procedure, *, now: datetime) -> Link:
    """The person of `procedure` says, or the actor sees, that the existing file is hers; a supervisor confirms the link.

    Both stay files of their own. Raises AlreadyToldApart where a supervisor said that they are two people.
    """
    one, other = sorted((procedure, existing), key=lambda row: (row.begun_at, row.id))
    row, made = Link.objects.select_for_update().get_or_create(
        one=one,
        other=other,
        defaults={
            "organisation": actor.organisation_id,
            "state": "chosen",
            "proposed_by": actor.user_id,
            "proposed_at": now,
        },
    )
    if row.state == LinkState.DIFFERENT:
        raise AlreadyToldApart
    if not made and row.state in (LinkState.PROPOSED, LinkState.LATER):
        row.state, row.proposed_by, row.proposed_at = LinkState.CHOSEN, actor.user_id, now
        row.revision += 1
        row.save(update_fields=["state", "proposed_by", "proposed_at", "revision"])
    record(actor, "cases.link_chosen", procedure.id, now, link=row.id, other=existing.id)
    return row


def forget_person(procedure: Procedure) -> None:
    """Nobody finds the person of this file any more, nor is it compared with another. Before its lock is destroyed."""
    vault.index.forget(procedure.id)
    Link.objects.filter(one=procedure).delete()
    Link.objects.filter(other=procedure).delete()
