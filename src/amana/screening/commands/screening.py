"""Screening: answers are kept one by one, from several writers; the result is calculated again with each of them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from amana import vault
from amana.cases.commands.consenting import about_consent
from amana.cases.commands.opening import next_number
from amana.cases.models import Procedure
from amana.consent import commands as consents
from amana.consent.commands import Said
from amana.consent.queries import has_agreed
from amana.countrypacks import pack
from amana.countrypacks.dates import day_of, month_of, year_of
from amana.errors import NotFound
from amana.intake import findings
from amana.intake import pack as intake_pack
from amana.intake import queries as intake_queries
from amana.intake.commands.sharing import team_of
from amana.intake.commands.signs import holders_at
from amana.intake.errors import EmergencyOpen, ExploiterPresent
from amana.screening import pack as says
from amana.screening import queries, rules
from amana.screening.commands.carrying import carry_to_case
from amana.screening.errors import (
    AnswersDiffer,
    FamilyPresent,
    NoProfile,
    NotAnAnswer,
    NotAQuestion,
    ScreeningEnded,
    WordsNotSaid,
)
from amana.screening.models import RuleSetText, Screening
from amana.steps.errors import ConsentForStepMissing
from amana.trust.actor import Actor
from amana.trust.authorise import decides, needs_on_record, part_of_a_command, require
from amana.trust.trail import record
from amana.vault.models import Sealed


@part_of_a_command
def begin_screening(actor: Actor, procedure: Procedure, now: datetime) -> Screening:
    """Begins an interview, with the answers of the last one where the actor can open it.

    Called inside the step that moves the procedure to screening.
    """
    before = queries.latest_screening(procedure)
    interview = rules.Interview()
    if before is not None and before.sealed and vault.texts.can_open(actor, before.sealed):
        told = rules.Interview.from_data(vault.texts.open_text(actor, before.sealed))
        day = day_of(queries.kept_at(before)).isoformat()
        unsure = says.doubtful_before()
        interview = rules.begin_again(told, source="screening", number=before.number, on=day, doubtful_before=unsure)
        record(actor, "intake.screening_opened", before.id, now, procedure=procedure.id)
    if before is not None:
        Screening.objects.filter(id=before.id, ended_at=None).update(ended_at=now)
    sign = intake_queries.sign_of(procedure)
    unit_id = sign.unit if sign else procedure.intake_unit
    supervised_by = sign.supervised_by if sign else procedure.supervisors_unit
    holders = [*holders_at(unit_id, supervised_by), *(team_of(procedure) if procedure.number else ())]
    sealed = vault.texts.seal(
        lock=procedure.lock,
        kind="screening",
        content=interview.as_data(),
        holders=dict.fromkeys(holders),
        by=actor,
        at=now,
    )
    screening = Screening.objects.create(
        id=uuid4(),
        number=f"SC-{year_of(now)}-{next_number('screening', year_of(now)):04d}",
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
@decides("screening.run", "presumption.decide", "decisions.countersign", "cases.read", on_record=True)
def open_screening(actor: Actor, screening: Screening, now: datetime) -> tuple[rules.Interview, int]:
    """Returns (interview, revision), and records the opening in the audit log. Raises NotFound, CannotOpen."""
    _may_read(actor, screening)
    sealed = Sealed.objects.get(id=screening.sealed)
    interview = rules.Interview.from_data(vault.texts.open_text(actor, sealed))
    record(actor, "intake.screening_opened", screening.id, now, procedure=screening.procedure_id)
    return interview, sealed.revision


@transaction.atomic
@decides("screening.run", on_record=True)
def choose_profile(
    actor: Actor,
    screening: Screening,
    *,
    age_years: int | None,
    kinds: Iterable[str],
    language: str,
    age_disputed: bool = False,
    age_today: int | None = None,
    sex: str = "",
    now: datetime,
) -> rules.Interview:
    """Sets the questions by the age at the time of the exploitation and by these kinds; answers stay.

    Unknown or disputed age takes the questions for children. `age_today` is None where it is the same age. Age and sex
    are facts of the case from then on, known from the screening. Raises NoProfile for a kind that the pack lacks,
    ScreeningEnded.
    """
    known = {kind for group in intake_pack.rule_set().profile_kinds.values() for kind in group}
    wanted = set(kinds)
    if wanted - known:
        raise NoProfile
    sealed = _for_writing(actor, screening)
    before = rules.Interview.from_data(vault.texts.open_text(actor, sealed))
    interview = rules.choose_profiles(
        intake_pack.rule_set(), before, age_years=age_years, age_disputed=age_disputed, kinds=wanted
    )
    if not interview.profiles and not interview.checklist:
        raise NoProfile
    interview = replace(interview, language=language, sex=sex, age_today=age_today)
    vault.texts.reseal(actor, sealed, interview.as_data(), revision=sealed.revision, at=now)
    _work_out(screening, interview, now)
    carry_to_case(actor, screening.procedure, {"sex": sex, **says.age_codes(interview.age_now)}, now)
    record(actor, "intake.screening_profile_chosen", screening.id, now, procedure=screening.procedure_id)
    return interview


@transaction.atomic
@decides("screening.run", on_record=True)
def sit_down(actor: Actor, screening: Screening, sitting: rules.Sitting, *, said: Said | None, now: datetime) -> None:
    """Keeps the conditions of this sitting with her agreement to be asked (K1); the questions may begin.

    `said` is her agreement where none is in force. Raises EmergencyOpen, ExploiterPresent, FamilyPresent, WordsNotSaid,
    ConsentForStepMissing, ScreeningEnded; then nothing is written.
    """
    if hindrance := rules.not_now(sitting):
        raise _NOT_NOW[hindrance]
    sealed = _for_writing(actor, screening)
    procedure = screening.procedure
    if said is not None:
        about = about_consent(procedure)
        consents.agree(actor, about, said, type=INTERVIEW, purpose="assistance", expires_at=None, now=now)
    elif not has_agreed(procedure.id, INTERVIEW, now):
        raise ConsentForStepMissing
    before = rules.Interview.from_data(vault.texts.open_text(actor, sealed))
    sitting = replace(sitting, at=now.isoformat())
    interview = replace(before, sittings=(*before.sittings, sitting), language=sitting.language or before.language)
    vault.texts.reseal(actor, sealed, interview.as_data(), revision=sealed.revision, at=now)
    Screening.objects.filter(id=screening.id).update(paused_at=None)
    screening.paused_at = None
    carry_to_case(actor, procedure, {"interpreter_language": interview.language}, now)
    record(actor, "intake.sitting_begun", screening.id, now, procedure=screening.procedure_id)


INTERVIEW = "interview"
_NOT_NOW = {
    "emergency_open": EmergencyOpen,
    "exploiter_present": ExploiterPresent,
    "family_present": FamilyPresent,
    "not_agreed": WordsNotSaid,
}


@transaction.atomic
@decides("screening.run", on_record=True)
def keep_answers(
    actor: Actor,
    screening: Screening,
    changes: Mapping[str, rules.Entry],
    *,
    revision: int,
    at: str = "",
    now: datetime,
) -> int:
    """Keeps the answers and calculates the result again; returns the new revision of the text.

    `revision` is the one the writer's page showed; `at` the question at which the interview continues. Where a
    colleague answered the same question meanwhile, nothing is written and AnswersDiffer carries both. Raises
    NotAQuestion, NotAnAnswer, ScreeningEnded, NotFound, CannotOpen.
    """
    if any(entry.answer not in rules.ANSWERS for entry in changes.values()):
        raise NotAnAnswer
    sealed = _for_writing(actor, screening)
    before = rules.Interview.from_data(vault.texts.open_text(actor, sealed))
    if rules.unknown_questions(rules.parts_of(intake_pack.rule_set(), before, says.stages()), changes.keys()):
        raise NotAQuestion
    interview, differing = rules.merge_changes(
        before, changes, stale=sealed.revision != revision, version=says.wording()
    )
    if differing:
        raise AnswersDiffer(
            theirs=_readable(before, differing),
            mine=_readable(rules.Interview(entries=changes), differing),
            revision=sealed.revision,
        )
    interview = replace(interview, at=at or before.at)
    resealed = vault.texts.reseal(actor, sealed, interview.as_data(), revision=sealed.revision, at=now)
    if screening.paused_at is not None:
        Screening.objects.filter(id=screening.id).update(paused_at=None)
        screening.paused_at = None
    _work_out(screening, interview, now)
    record(actor, "intake.answers_kept", screening.id, now, procedure=screening.procedure_id, count=len(changes))
    return resealed.revision


def _readable(interview: rules.Interview, questions: Iterable[str]) -> dict[str, str]:
    """Returns answers by the words of their question, for the page that shows both."""
    found = {}
    for name in questions:
        entry, asked = interview.entry(name), says.question(name)
        answer = str(findings.word(asked.answers, entry.answer)) if asked.answers is not None else ""
        found[str(asked.label)] = "\n".join(filter(None, [answer, entry.words]))
    return found


@decides("screening.run", on_record=True)
def pause_screening(actor: Actor, screening: Screening, now: datetime) -> None:
    """Pauses the interview; it is listed on my day of the interviewer."""
    _mark(actor, screening, "intake.screening_paused", now, paused_at=now)


@needs_on_record("screening.run")
@transaction.atomic
def resume_screening(actor: Actor, screening: Screening, now: datetime) -> None:
    """Continues the interview, also after it was stopped, until somebody has decided; not while a second person looks.

    Raises NotFound, ScreeningEnded.
    """
    row = Screening.objects.select_for_update().select_related("procedure").get(id=screening.id)
    if not queries.may_go_on(row):
        raise ScreeningEnded
    Screening.objects.filter(id=row.id).update(paused_at=None, ended_at=None)
    screening.paused_at = screening.ended_at = None
    record(actor, "intake.screening_resumed", screening.id, now, procedure=screening.procedure_id)


@transaction.atomic
@decides("screening.run", on_record=True)
def end_screening(actor: Actor, screening: Screening, now: datetime, *, at: str = "") -> None:
    """Ends the questions: the decision rests on what is known; what is unknown stays unknown.

    That it was stopped, and at which question, is kept with the answers; the interviewer may add why (`explain_stop`).
    """
    sealed = _for_writing(actor, screening)
    before = rules.Interview.from_data(vault.texts.open_text(actor, sealed))
    stop = rules.Stop(now.isoformat(), at)
    interview = replace(before, stops=(*before.stops, stop), at=at or before.at)
    vault.texts.reseal(actor, sealed, interview.as_data(), revision=sealed.revision, at=now)
    _mark(actor, screening, "intake.screening_ended", now, paused_at=None, ended_at=now)


@needs_on_record("screening.run")
@transaction.atomic
def explain_stop(actor: Actor, screening: Screening, *, wish: str, note: str, now: datetime) -> None:
    """Records whose wish the last stop was, sealed with the answers. Raises NotFound where nothing was stopped."""
    sealed = Sealed.objects.select_for_update().get(id=screening.sealed)
    before = rules.Interview.from_data(vault.texts.open_text(actor, sealed))
    if not before.stops:
        raise NotFound
    last = replace(before.stops[-1], wish=wish, note=note)
    interview = replace(before, stops=(*before.stops[:-1], last))
    vault.texts.reseal(actor, sealed, interview.as_data(), revision=sealed.revision, at=now)
    record(actor, "intake.stop_explained", screening.id, now, procedure=screening.procedure_id)


@transaction.atomic
def _mark(actor: Actor, screening: Screening, verb: str, now: datetime, **moments: datetime | None) -> None:
    _for_writing(actor, screening)
    for name, moment in moments.items():
        setattr(screening, name, moment)
    screening.save(update_fields=[*moments])
    record(actor, verb, screening.id, now, procedure=screening.procedure_id)


@transaction.atomic
@decides("screening.run", "presumption.decide", "decisions.countersign", "cases.read", on_record=True)
def advise(actor: Actor, screening: Screening, now: datetime) -> rules.Advice:
    """Returns the advice on the answers so far; records the opening. Raises NotFound, CannotOpen."""
    interview, _ = open_screening(actor, screening, now)
    return says.advise(interview)


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
    """Calculates the coded result of these answers, and stores the rules that gave it."""
    rule_set = intake_pack.rule_set()
    digest = _keep_rules(rule_set.version, now)
    month = month_of(now)
    advice = says.advise(interview)
    unsure = len(rules.doubtful(interview, says.doubtful_before()))
    facts = rules.facts_of(advice, version=rule_set.version, digest=digest, month=month, doubtful=unsure)
    vault.facts.put(screening.procedure.lock, "screening", screening.id, facts)


def _keep_rules(version: str, now: datetime) -> str:
    """Returns the digest of this instance's rules, whose text is stored once."""
    digest, text = intake_pack.rules_text()
    RuleSetText.objects.get_or_create(
        digest=digest, defaults={"pack": pack().id, "version": version, "text": text, "kept_at": now}
    )
    return digest
