"""Asking other organisations about one person, with her consent."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.cases.commands.consenting import about_consent
from amana.cases.queries import Procedure
from amana.consent import commands as consents
from amana.errors import NotFound
from amana.exchange.errors import NobodyAnswers, TooLittleSaid, TooManyQuestions
from amana.exchange.keys import basis_of, keyed_to_ask
from amana.exchange.models import Answering, Asked, Enrolled, Findable, Known, Question
from amana.exchange.rules import may_know_her
from amana.trust.actor import Actor
from amana.trust.authorise import needs, require
from amana.trust.trail import record
from amana.vault.acting import SYSTEM as ALL_ROWS
from amana.vault.acting import acting_as
from amana_methods.linkage.between import Text, texts_of
from amana_methods.linkage.registration import Registration

KIND = "question"
OWN_GROUNDS = frozenset({"team", "supervision", "intake"})
CONSENT_LASTS = timedelta(days=1)


type _Key = tuple[int, int]  # a year, and the version of our half of its key


@dataclass(frozen=True)
class _KeyedQuestion:
    """The values of one question for one answering, by key; and how many people are enrolled there under that key."""

    values: Mapping[_Key, Sequence[bytes]]
    people: Mapping[_Key, int]


@needs("exchange.ask")
def ask(
    actor: Actor,
    procedure: Procedure,
    about: Registration,
    *,
    holders: Set[UUID],
    said: consents.Said,
    now: datetime,
) -> UUID:
    """Asks each holder whether it knows her. Returns the question's id. Her consent covers this one question.

    The answer is a locked fact of her procedure. Both sides' audit logs record the question. `about` is used and
    discarded. Raises NotFound unless the procedure is the actor's own, NobodyAnswers, TooLittleSaid, TooManyQuestions,
    KeyServiceSilent; then nothing is written, except that with too many questions the attempt is recorded.
    """
    if require(actor, "exchange.ask", procedure).ground not in OWN_GROUNDS:
        raise NotFound
    rows = list(Answering.objects.filter(asker=actor.organisation_id, holder__in=holders, closed_at=None))
    if not rows or {row.holder for row in rows} != set(holders):
        raise NobodyAnswers
    texts = texts_of(about, asked=True)
    if not texts:
        raise TooLittleSaid
    try:
        keyed = _key_question(actor, rows, texts, now)
    except TooManyQuestions:
        record(actor, "exchange.too_many_questions", procedure.id, now, organisation=actor.organisation_id)
        raise
    with acting_as(ALL_ROWS):  # reads the rows of those who answer; the asker only ever gets "maybe" or nothing of them
        maybe = [row.holder for row in rows if _may_know(row, texts, keyed[row.id], now)]
    return _keep(actor, procedure, rows, maybe, said, now)


def _key_question(
    actor: Actor, rows: Sequence[Answering], texts: Sequence[Text], now: datetime
) -> dict[UUID, _KeyedQuestion]:
    """Returns the question under each key by which anybody is enrolled; two at the start of a year, or while a half is renewed."""
    bases = [basis_of(each.text) for each in texts]
    this_year = now.astimezone(UTC).year
    with acting_as(ALL_ROWS):
        people = {
            row.id: Counter[_Key](Enrolled.objects.filter(answering=row).values_list("year", "version")) for row in rows
        }
    years = {row.id: {year for year, _version in people[row.id]} or {this_year} for row in rows}
    values: dict[UUID, dict[_Key, Sequence[bytes]]] = {row.id: {} for row in rows}
    for year in sorted(set().union(*years.values())):
        wanted = [row for row in rows if year in years[row.id]]
        answers = keyed_to_ask(actor.organisation_id, actor.account, [row.holder for row in wanted], year, bases)
        for row in wanted:
            values[row.id] |= {(year, version): keyed for version, keyed in answers[row.holder].items()}
    return {row.id: _KeyedQuestion(values[row.id], people[row.id]) for row in rows}


def _may_know(answering: Answering, texts: Sequence[Text], keyed: _KeyedQuestion, now: datetime) -> bool:
    return any(
        may_know_her(texts, *_matches(answering, key, values, now), keyed.people.get(key, 0))
        for key, values in keyed.values.items()
    )


def _matches(
    answering: Answering, key: _Key, values: Sequence[bytes], now: datetime
) -> tuple[list[tuple[UUID, int]], Counter[int]]:
    """Returns (person, place of the text) of those who still agree; and how many people have each text, agreed or not."""
    places, (year, version) = {value: place for place, value in enumerate(values)}, key
    rows = Known.objects.filter(answering=answering, year=year, version=version, value__in=list(places))
    found = [(owner, places[bytes(value)]) for owner, value in rows.values_list("owner", "value")]
    agreed = Findable.objects.filter(procedure__in={owner for owner, _ in found}).exclude(expires_at__lte=now)
    still = set(agreed.values_list("procedure", flat=True))
    return [match for match in found if match[0] in still], Counter(place for _, place in found)


@transaction.atomic
def _keep(
    actor: Actor,
    procedure: Procedure,
    rows: Sequence[Answering],
    maybe: Sequence[UUID],
    said: consents.Said,
    now: datetime,
) -> UUID:
    consent = consents.agree(
        actor, about_consent(procedure), said, type="ask_others", purpose="assistance",
        expires_at=now + CONSENT_LASTS, now=now,
    )  # fmt: skip
    question = Question.objects.create(
        organisation=actor.organisation_id,
        asked_by=actor.user_id,
        procedure=procedure.id,
        consent=consent,
        asked_at=now,
    )
    Asked.objects.bulk_create(Asked(question=question, answering=row, holder=row.holder) for row in rows)
    vault.facts.put(procedure.lock, KIND, question.id, {"maybe": sorted(map(str, maybe))})
    for row in rows:
        record(actor, "exchange.asked", procedure.id, now, question=question.id, holder=row.holder, consent=consent)
        record(actor, "exchange.was_asked", row.holder, now, question=question.id, asker=actor.organisation_id)
    return question.id
