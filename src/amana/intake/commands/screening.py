"""Screening: answers kept one by one, whoever writes first; the result worked out again with each of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from amana.cases import queries as cases
from amana.cases.commands.opening import next_number
from amana.cases.models import Procedure
from amana.errors import NotFound
from amana.intake import pack as says
from amana.intake import queries, rules
from amana.intake.commands.signs import holders_at
from amana.intake.errors import AnswersDiffer, NoProfile, NotAnAnswer, NotAQuestion, ScreeningEnded
from amana.intake.models import Screening, Sign, TriageCard
from amana.trust import vault
from amana.trust.actor import Actor
from amana.trust.authorise import require
from amana.trust.models import Sealed
from amana.trust.trail import record


def begin_screening(actor: Actor, procedure: Procedure, now: datetime) -> Screening:
    """An interview can begin; it starts with the answers of the last one, where the actor can open it.

    Called inside the step that brings the procedure to screening.
    """
    before = queries.latest_screening(procedure)
    interview = rules.Interview()
    if before is not None and before.sealed and vault.can_open(actor, before.sealed):
        interview = rules.Interview.from_data(vault.open_sealed(actor, before.sealed))
        record(actor, "intake.screening_opened", before.id, now, procedure=procedure.id)
    if before is not None:
        Screening.objects.filter(id=before.id, ended_at=None).update(ended_at=now)
    sign = queries.sign_of(procedure)
    unit_id = sign.unit if sign else procedure.intake_unit
    supervised_by = sign.supervised_by if sign else procedure.supervisors_unit
    holders = [*holders_at(unit_id, supervised_by), *(_team(procedure) if procedure.number else ())]
    sealed = vault.seal(
        lock=procedure.lock,
        kind="screening",
        content=interview.as_data(),
        holders=dict.fromkeys(holders),
        by=actor,
        at=now,
    )
    screening = Screening.objects.create(
        id=uuid4(),
        number=f"SC-{now.year}-{next_number('screening', now.year):04d}",
        procedure=procedure,
        unit=unit_id,
        supervised_by=supervised_by,
        screener=actor.user_id,
        began_at=now,
        sealed=sealed.id,
    )
    _work_out(screening, interview, now)
    record(actor, "intake.screening_begun", screening.id, now, procedure=procedure.id)
    return screening


@transaction.atomic
def open_screening(actor: Actor, screening: Screening, now: datetime) -> tuple[rules.Interview, int]:
    """(interview, revision); the opening is in the trail. Raises NotFound, CannotOpen."""
    _may_read(actor, screening)
    sealed = Sealed.objects.get(id=screening.sealed)
    interview = rules.Interview.from_data(vault.open_sealed(actor, sealed))
    record(actor, "intake.screening_opened", screening.id, now, procedure=screening.procedure_id)
    return interview, sealed.revision


@transaction.atomic
def choose_profile(
    actor: Actor,
    screening: Screening,
    *,
    age_years: int | None,
    kinds: Iterable[str],
    language: str,
    now: datetime,
) -> rules.Interview:
    """The questions are those for this age at the time of the exploitation and these kinds; answers stay.

    Unknown age takes the questions for children. Raises NoProfile for a kind that the pack lacks, ScreeningEnded.
    """
    known = {kind for group in says.rule_set().profile_kinds.values() for kind in group}
    wanted = set(kinds)
    if wanted - known:
        raise NoProfile
    sealed = _for_writing(actor, screening)
    before = rules.Interview.from_data(vault.open_sealed(actor, sealed))
    interview = rules.chosen(says.rule_set(), before, age_years=age_years, kinds=wanted)
    if not interview.profiles and not interview.checklist:
        raise NoProfile
    content = {**interview.as_data(), "language": language}
    vault.reseal(actor, sealed, content, revision=sealed.revision, at=now)
    interview = rules.Interview.from_data(content)
    _work_out(screening, interview, now)
    record(actor, "intake.screening_profile_chosen", screening.id, now, procedure=screening.procedure_id)
    return interview


@transaction.atomic
def keep_answers(
    actor: Actor, screening: Screening, changes: Mapping[str, rules.Entry], *, revision: int, now: datetime
) -> int:
    """The answers are kept and the result worked out again; the new revision of the text.

    `revision` is the one the writer's page showed. Where a colleague answered the same question meanwhile, nothing is
    written and AnswersDiffer carries both. Raises NotAQuestion, NotAnAnswer, ScreeningEnded, NotFound, CannotOpen.
    """
    if any(entry.answer not in rules.ANSWERS for entry in changes.values()):
        raise NotAnAnswer
    sealed = _for_writing(actor, screening)
    before = rules.Interview.from_data(vault.open_sealed(actor, sealed))
    if rules.unknown_questions(rules.parts_of(says.rule_set(), before), changes.keys()):
        raise NotAQuestion
    interview, differing = rules.kept(before, changes, stale=sealed.revision != revision)
    if differing:
        raise AnswersDiffer(
            theirs=_readable(before, differing),
            mine=_readable(rules.Interview(entries=changes), differing),
            revision=sealed.revision,
        )
    resealed = vault.reseal(actor, sealed, interview.as_data(), revision=sealed.revision, at=now)
    if screening.paused_at is not None:
        Screening.objects.filter(id=screening.id).update(paused_at=None)
        screening.paused_at = None
    _work_out(screening, interview, now)
    record(actor, "intake.answers_kept", screening.id, now, procedure=screening.procedure_id, count=len(changes))
    return resealed.revision


def _readable(interview: rules.Interview, questions: Iterable[str]) -> dict[str, str]:
    """Answers by the words of their question, for the page that shows both."""
    words = says.answer_words()
    found = {}
    for name in questions:
        entry = interview.entry(name)
        found[str(says.question(name).label)] = "\n".join(filter(None, [str(words[entry.answer]), entry.words]))
    return found


def pause_screening(actor: Actor, screening: Screening, now: datetime) -> None:
    """The interview rests; it waits on my day of whoever runs it."""
    _mark(actor, screening, "intake.screening_paused", now, paused_at=now)


@transaction.atomic
def resume_screening(actor: Actor, screening: Screening, now: datetime) -> None:
    """The interview goes on, also after it was stopped, until somebody has decided. Raises NotFound, ScreeningEnded."""
    require(actor, "screening.run", screening)
    row = Screening.objects.select_for_update().select_related("procedure").get(id=screening.id)
    if not queries.decisions_open(row):
        raise ScreeningEnded
    Screening.objects.filter(id=row.id).update(paused_at=None, ended_at=None)
    screening.paused_at = screening.ended_at = None
    record(actor, "intake.screening_resumed", screening.id, now, procedure=screening.procedure_id)


def end_screening(actor: Actor, screening: Screening, now: datetime) -> None:
    """No more questions: what is known is what the decision rests on; what is unknown stays unknown."""
    _mark(actor, screening, "intake.screening_ended", now, paused_at=None, ended_at=now)


@transaction.atomic
def _mark(actor: Actor, screening: Screening, verb: str, now: datetime, **moments: datetime | None) -> None:
    _for_writing(actor, screening)
    for name, moment in moments.items():
        setattr(screening, name, moment)
    screening.save(update_fields=[*moments])
    record(actor, verb, screening.id, now, procedure=screening.procedure_id)


@transaction.atomic
def advise(actor: Actor, screening: Screening, now: datetime) -> rules.Advice:
    """What the rules say about the answers so far; the opening is in the trail. Raises NotFound, CannotOpen."""
    interview, _ = open_screening(actor, screening, now)
    return rules.advice_on(says.rule_set(), interview)


def _may_read(actor: Actor, screening: Screening) -> None:
    queries.screening(actor, screening.id)


def _for_writing(actor: Actor, screening: Screening) -> Sealed:
    """The sealed text, locked for this transaction, while the interview runs. Raises NotFound, ScreeningEnded."""
    require(actor, "screening.run", screening)
    row = Screening.objects.select_for_update().get(id=screening.id)
    if row.ended_at is not None or row.decided_at is not None:
        raise ScreeningEnded
    return Sealed.objects.select_for_update().get(id=row.sealed)


def _work_out(screening: Screening, interview: rules.Interview, now: datetime) -> None:
    """The coded result is the one of these answers."""
    rule_set = says.rule_set()
    month = timezone.localtime(now).strftime("%Y-%m")
    facts = rules.facts_of(rules.advice_on(rule_set, interview), version=rule_set.version, month=month)
    vault.put_facts(screening.procedure.lock, "screening", screening.id, facts)


# Sharing with the team of the case ----------------------------------------------------------------


def _team(procedure: Procedure) -> list[vault.Holder]:
    """Those who hold the file of a case; a unit counts as soon as it has a key."""
    holders = cases.holders_of_file(procedure)
    return [holder for holder in holders if holder.kind == "user" or vault.has_unit_key(holder.id)]


def texts_of(procedure: Procedure) -> list[Sealed]:
    """Intake's own texts about a person: sign, triage card, screenings, and the words of the steps before help."""
    ids: list[UUID] = [
        *Sign.objects.filter(procedure=procedure).values_list("sealed", flat=True),
        *TriageCard.objects.filter(procedure=procedure).values_list("sealed", flat=True),
        *Screening.objects.filter(procedure=procedure).values_list("sealed", flat=True),
        *(step.sealed for step in cases.steps_of(procedure) if step.sealed is not None),
    ]
    return list(Sealed.objects.filter(id__in=ids))


def give_to_team(actor: Actor, procedure: Procedure) -> int:
    """The team holds a wrap of every text of intake that the actor can open; how many texts. They stay intake's records."""
    texts = texts_of(procedure)
    openable = vault.openable(actor, texts)
    mine = [text for text in texts if text.id in openable]
    if actor.keys is None:
        return 0
    for holder in _team(procedure):
        vault.share(actor, mine, holder)
    return len(mine)


@transaction.atomic
def share_with_team(actor: Actor, sign: Sign, now: datetime) -> int:
    """The present team of the case can open what intake wrote; those who left the team no longer can. How many texts.

    Raises NotFound for anybody but the unit that took the sign in, the one that supervises it, or the team itself.
    """
    if not queries.may_read(actor, sign) or sign.procedure.number is None:
        raise NotFound
    team = set(_team(sign.procedure))
    count = give_to_team(actor, sign.procedure)
    for text in texts_of(sign.procedure):
        for holder in vault.holders_of(text):
            if holder.kind == "user" and holder not in team:
                vault.unshare([text], holder)
    record(actor, "intake.shared_with_team", sign.id, now, procedure=sign.procedure_id, count=count)
    return count
