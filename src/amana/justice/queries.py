"""The queries on letters, proceedings, requests to a judge and professional notes; each within its scope."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from amana import vault
from amana.cases import queries as cases
from amana.cases.models import Assignment, Procedure, Section, Step
from amana.cases.states import StepState
from amana.consent import queries as consent
from amana.consent.queries import Agreement
from amana.countrypacks import pack
from amana.countrypacks.dates import day_of
from amana.errors import NotFound
from amana.justice import rules
from amana.justice.models import JudgeRequest as JudgeRequest  # faces know these by their types
from amana.justice.models import Letter as Letter
from amana.justice.models import Proceeding as Proceeding
from amana.justice.models import ProfessionalNote as ProfessionalNote
from amana.justice.pack import addressee_name, addressee_read, unsure_for
from amana.justice.pack_sections import TARIFFS
from amana.justice.states import LetterState, RequestState
from amana.trust import queries as trust
from amana.trust import wall
from amana.trust.actor import Actor
from amana.trust.authorise import Decision
from amana.trust.capabilities import PRESETS
from amana.vault.clock import now as clock
from amana.vault.models import Sealed

INFORM = "inform_authority"


def reach(actor: Actor) -> QuerySet[Procedure]:
    """Cases whose letters or proceedings the actor may see: visible ones; for the justice police by consent alone."""
    if actor.can("cases.read"):
        return cases.visible_to(actor)
    if actor.can("proceedings.record") or actor.can("notes.keep"):
        return Procedure.objects.filter(number__isnull=False, id__in=consent.procedures_opened_to(actor))
    return Procedure.objects.none()


def may_see_legal(actor: Actor, procedure: Procedure) -> bool:
    """Whether the actor works in the case, or she agreed that the actor's unit sees its legal section."""
    ground = cases.grounds(actor, "cases.read", procedure)
    return ground is not None and "legal" in ground.sections


def may_record(actor: Actor, procedure: Procedure) -> bool:
    """Whether the actor may record on the legal side: the team and its supervisors; by consent lawyers only.

    The justice police count with them: both keep notes of their own.
    """
    ground = cases.grounds(actor, "cases.read", procedure)
    if ground is None or "legal" not in ground.sections:
        return False
    return ground.ground != "consent" or actor.can("notes.keep")


def is_own(actor: Actor, procedure: Procedure) -> bool:
    """Whether the case is the actor's by team or supervision."""
    ground = cases.grounds(actor, "cases.read", procedure)
    return ground is not None and ground.ground in ("team", "supervision")


def case_in_reach(actor: Actor, procedure_id: UUID) -> Procedure:
    """Returns a case in which the actor may see the legal side. Raises NotFound."""
    found = reach(actor).filter(id=procedure_id).first()
    if found is None or not may_see_legal(actor, found):
        raise NotFound
    return found


def is_closed(procedure: Procedure) -> bool:
    """Whether the help of this case has ended."""
    return procedure.help in pack().machine("procedure").tracks["help"].terminal


def legal_agreements(procedure: Procedure, at: datetime) -> list[Agreement]:
    """Valid agreements by which another unit sees the legal section."""
    return [
        each
        for each in consent.agreements_of(procedure.id)
        if each.unit_id
        and each.referral_id is None
        and "legal" in each.sections
        and not each.refused
        and each.withdrawn_at is None
        and (each.expires_at is None or each.expires_at > at)
    ]


def agreed_to_inform(row: Letter, at: datetime) -> Agreement | None:
    """Returns the valid answer by which the addressee of this letter may be informed, the newest first.

    An answer from before addressees were stored with it is valid for the letter that names it, once that letter was
    given to the lawyer: its addressee cannot have changed since.
    """
    territory = str(letter_facts(row).get("territory") or "")
    for each in _answers_to_inform(row.procedure, at):
        kept_before = "territory" not in each.facts and each.id == row.consent and row.state != LetterState.DRAFT
        if kept_before or rules.covers_addressee(each.facts, territory, addressee_name(territory)):
            return each
    return None


def agreed_for_another(row: Letter, at: datetime) -> str:
    """Returns the addressee of the newest valid answer where the letter now goes to another one; else empty."""
    if agreed_to_inform(row, at) is not None:
        return ""
    newest = next((each for each in _answers_to_inform(row.procedure, at) if "territory" in each.facts), None)
    return addressee_read(str(newest.facts["territory"])) if newest is not None else ""


def _answers_to_inform(procedure: Procedure, at: datetime) -> list[Agreement]:
    return [
        each
        for each in consent.agreements_of(procedure.id)
        if each.facts.get("type") == INFORM
        and not each.refused
        and each.withdrawn_at is None
        and (each.expires_at is None or each.expires_at > at)
    ]


def hindrances_of(row: Letter, at: datetime) -> list[str]:
    """Returns why an unsigned letter cannot be signed yet, in words; empty where it can be, and for a signed one."""
    if row.state not in rules.UNSIGNED:
        return []
    facts = letter_facts(row)
    territory = str(facts.get("territory") or "")
    unsure = unsure_for(territory, facts.get("requested_relief") or [])
    found = [
        gettext("Not confirmed in the country pack: %(words)s") % {"words": each.words}
        for each in unsure
        if each.blocks
    ]
    if row.state == LetterState.LEGAL_REVIEW and agreed_to_inform(row, at) is None:
        told = {"addressee": addressee_read(territory)}
        found.append(gettext("The person has not agreed that this addressee is informed: %(addressee)s") % told)
    signers = {
        card.id for role, verbs in PRESETS.items() if "letters.review" in verbs for card in trust.users_with(role)
    }
    if not any(rules.may_sign(signer, frozenset(row.hands)) for signer in signers):
        found.append(gettext("Nobody here may sign it: another lawyer than the one who wrote it is needed"))
    return found


# Letters --------------------------------------------------------------------------------------------


def _knows_letters(actor: Actor) -> bool:
    return actor.can("letters.draft") or actor.can("letters.record") or actor.can("cases.review")


def letters_for(actor: Actor) -> QuerySet[Letter]:
    """Letters of cases in the actor's reach; every other query about letters starts from here."""
    if not _knows_letters(actor):
        return Letter.objects.none()
    own = Q(procedure__supervisors_unit__in=actor.unit_ids) | Q(procedure__in=_team_cases(actor))
    rows = Letter.objects.filter(cases.within(reach(actor)))
    return rows.filter(own | Q(procedure__in=_cases_shared_with(actor))).select_related("procedure")


def _team_cases(actor: Actor) -> Any:
    at = clock()
    active = Q(until=None) | Q(until__gt=at)
    return Assignment.objects.filter(active, user=actor.account, since__lte=at).values("procedure")


def _cases_shared_with(actor: Actor) -> list[UUID]:
    """Cases with a letter or a proceeding whose legal section a valid consent opens to the actor's units."""
    with_records = Letter.objects.values("procedure").union(Proceeding.objects.values("procedure"))
    sections = Section.objects.filter(code="legal", procedure__in=consent.procedures_opened_to(actor))
    cases_by_text = dict(sections.filter(procedure__in=with_records).values_list("sealed", "procedure"))
    texts = list(Sealed.objects.filter(id__in=cases_by_text).only("id"))
    return [cases_by_text[text] for text in vault.texts.openable(actor, texts)]


def letter(actor: Actor, letter_id: UUID) -> Letter:
    """Returns a letter that the actor may see. Raises NotFound."""
    found = letters_for(actor).filter(id=letter_id).first()
    if found is None:
        raise NotFound
    return found


def letters_of(actor: Actor, procedure: Procedure) -> list[Letter]:
    """The letters of one case, newest first."""
    return list(letters_for(actor).filter(procedure=procedure).order_by("-drafted_at"))


def letter_facts(row: Letter) -> dict[str, Any]:
    """Returns the coded facts of the letter: territory, days, amounts, what is asked for."""
    return vault.facts.get("letter", row.id)


def tariff_estimates(row: Letter, on: date) -> list[rules.Reckoned]:
    """Returns what the published tariffs give for the days of the letter; advice, never in its text."""
    facts = letter_facts(row)
    return rules.reckon(
        TARIFFS.of(pack()),
        facts.get("territory", ""),
        on,
        overstay_days=int(facts.get("overstay_days") or 0),
        attributable_days=int(facts.get("attributable_days") or 0),
    )


def steps_of(procedure: Procedure, subject: UUID) -> list[Step]:
    """The steps of one letter or proceeding, newest first."""
    return cases.steps_of(procedure, subject)


def given_back(row: Letter) -> Step | None:
    """Returns the step by which the lawyer gave this draft back, if it was the last one."""
    newest = next((step for step in steps_of(row.procedure, row.id) if step.state == StepState.DONE), None)
    return newest if newest is not None and newest.to_state == LetterState.DRAFT else None


def letter_ground(actor: Actor, verb: str, record: object) -> Decision | None:
    """The ground by the case: its team and supervision, or a consent for its legal section; a draft is the team's alone."""
    assert isinstance(record, Letter)
    if not letters_for(actor).filter(id=record.id).exists():
        return None
    return _by_case(actor, verb, record.procedure)


def _by_case(actor: Actor, verb: str, procedure: Procedure) -> Decision | None:
    """The ground on the case; who sees its legal section by consent alone reads, and records as a lawyer does."""
    if verb == "letters.draft" and not is_own(actor, procedure):
        return None
    if verb != "cases.read" and not may_record(actor, procedure):
        return None
    return cases.grounds(actor, verb, procedure) if may_see_legal(actor, procedure) else None


# Proceedings ----------------------------------------------------------------------------------------


def proceedings_for(actor: Actor) -> QuerySet[Proceeding]:
    """Proceedings of cases in the actor's reach."""
    if not actor.can("proceedings.record") and not actor.can("cases.review"):
        return Proceeding.objects.none()
    own = Q(procedure__supervisors_unit__in=actor.unit_ids) | Q(procedure__in=_team_cases(actor))
    rows = Proceeding.objects.filter(cases.within(reach(actor)))
    return rows.filter(own | Q(procedure__in=_cases_shared_with(actor))).select_related("procedure")


def proceeding(actor: Actor, proceeding_id: UUID) -> Proceeding:
    """Returns a proceeding that the actor may see. Raises NotFound."""
    found = proceedings_for(actor).filter(id=proceeding_id).first()
    if found is None:
        raise NotFound
    return found


def proceedings_of(actor: Actor, procedure: Procedure) -> list[Proceeding]:
    """The proceedings of one case, newest first."""
    return list(proceedings_for(actor).filter(procedure=procedure).order_by("-begun_at"))


def proceeding_facts(row: Proceeding) -> dict[str, Any]:
    """Returns what was decided so far, in codes."""
    return vault.facts.get("proceeding", row.id)


def milestones_of(row: Proceeding) -> list[tuple[datetime, dict[str, Any]]]:
    """The milestones of this proceeding, newest first."""
    return [(at, facts) for at, facts in cases.milestones_of(row.procedure) if facts.get("proceeding") == str(row.id)]


def proceeding_ground(actor: Actor, verb: str, record: object) -> Decision | None:
    """The ground by the case: its team and supervision, or a consent for its legal section."""
    assert isinstance(record, Proceeding)
    if not proceedings_for(actor).filter(id=record.id).exists():
        return None
    return _by_case(actor, verb, record.procedure)


# Requests to a judge --------------------------------------------------------------------------------


def courts() -> list[trust.UnitCard]:
    """The units of courts."""
    kinds = {card.id for card in trust.organisations() if card.kind == "court"}
    return sorted(
        (card for card in trust.units().values() if card.organisation_id in kinds), key=lambda card: card.full_name
    )


def requests_to(actor: Actor) -> QuerySet[JudgeRequest]:
    """Requests to the judge's own court, while she agrees; nothing else of the case."""
    if not actor.can("identification.decide"):
        return JudgeRequest.objects.none()
    rows = JudgeRequest.objects.filter(unit__in=actor.unit_ids).exclude(state=RequestState.WITHDRAWN)
    return rows.select_related("procedure").order_by("-sent_at")


def request_to(actor: Actor, request_id: UUID) -> JudgeRequest:
    """Returns a request to the judge's own court. Raises NotFound."""
    found = requests_to(actor).filter(id=request_id).first()
    if found is None:
        raise NotFound
    return found


def request_opens(actor: Actor, row: JudgeRequest) -> bool:
    """Whether the actor holds a valid key to the package; opens nothing."""
    return Sealed.objects.filter(id=row.package).exists() and vault.texts.can_open(actor, row.package)


def requests_of(procedure: Procedure) -> list[JudgeRequest]:
    """The requests made in a case, newest first. The procedure came from a scoped query."""
    return list(JudgeRequest.objects.filter(procedure=procedure).order_by("-sent_at"))


def request_ground(actor: Actor, verb: str, record: object) -> Decision | None:
    """The ground of the judge of the court that was asked, by the person's consent."""
    assert isinstance(record, JudgeRequest)
    if not requests_to(actor).filter(id=record.id).exists():
        return None
    return Decision(True, "own_request", consent_id=record.consent)


def presumed_on(procedure: Procedure) -> date:
    """Returns the day on which she was presumed to be a victim; the day of her present place where no step records it."""
    steps = [step for step in cases.steps_of(procedure, procedure.id) if step.state == StepState.DONE]
    moment = next((step.happened_at for step in steps if step.to_state == "presumed"), procedure.identification_since)
    return day_of(moment)


# Professional notes ---------------------------------------------------------------------------------


def notes_for(actor: Actor, procedure: Procedure) -> list[ProfessionalNote]:
    """Notes of the actor's own units in one case, still sealed, newest first; none that the access rules close."""
    if not actor.can("notes.keep"):
        return []
    units = [unit for unit in actor.unit_ids if not _is_across_wall(actor, unit)]
    rows = ProfessionalNote.objects.filter(procedure=procedure, unit__in=units)
    return list(rows.order_by("-written_at"))


def _is_across_wall(actor: Actor, unit_id: UUID) -> bool:
    """Whether the notes of a unit, the police file or those of helpers, are closed to this actor."""
    kind = "justice_file" if trust.house_kind_of(unit_id) == "police" else "care_notes"
    return wall.shutting(actor.roles, actor.house_kinds, kind, "justice") is not None


def note(actor: Actor, procedure: Procedure, note_id: UUID) -> ProfessionalNote:
    """Returns one note of the actor's own units. Raises NotFound."""
    found = next((row for row in notes_for(actor, procedure) if row.id == note_id), None)
    if found is None:
        raise NotFound
    return found


def names_of(user_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of workers by id."""
    return {key: card.name for key, card in trust.users([each for each in user_ids if each]).items()}
