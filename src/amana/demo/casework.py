"""A case: opened with its sealed sections, planned, confirmed by a second person, and closed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from amana.cases import commands as cases
from amana.cases import pack as case_steps
from amana.cases.queries import Procedure
from amana.cases.subjects import ProcedureSubject
from amana.consent import queries as agreements
from amana.demo.first_steps import ACCOUNTS
from amana.demo.organisations import House
from amana.demo.second_person import confirm_consent, confirm_step
from amana.demo.shape import Life
from amana.demo.telling import again, moment, own_id, step, territory_of
from amana.referrals import commands as referrals
from amana.steps import queries as step_queries
from amana.trust.actor import Actor


def opened(
    procedure: Procedure,
    life: Life,
    manager: Actor,
    at: datetime,
    *,
    legal: Mapping[str, Any] | None = None,
    **facts: Any,
) -> Procedure:
    """Opens the case, with a manager and five sealed sections."""
    ended = life.sign_on.replace(day=1)
    began = (ended - timedelta(days=30 * life.months)).replace(day=1)
    about = {
        "sex": life.sex,
        "age_band": life.age_band,
        "age_group": life.age_group,
        "nationality": life.country,
        "exploitation": list(life.exploitation),
        "means_of_control": list(life.means),
        "sector": life.sector,
        "languages": [life.language],
        "interpreter_language": life.language,
        "needs": ["MED", "PSS", "LEG"],
        "risk_level": ("low", "medium", "high")[life.number % 3],
        "governorate": life.governorate,
        "territory": territory_of(life.governorate),
        "population_group": "host" if life.country == "IQ" else "migrant",
        "exploitation_began": began.strftime("%Y-%m"),
        "exploitation_ended": ended.strftime("%Y-%m"),
        "country_of_exploitation": "IQ",
    }
    return cases.open_case(
        manager,
        again(procedure),
        manager_id=own_id(manager),
        sections={
            "identity": {
                "full_name": life.name,
                "date_of_birth": life.birthday.isoformat(),
                "document_kind": "passport",
                "document_no": f"MADE-UP-{life.country}{life.number:04d}",
            },
            "contact": {"phone": f"+964 750 000 {life.number % 10000:04d}", "safe_hours": "10:00-16:00"},
            "account": {"account": ACCOUNTS[life.number % len(ACCOUNTS)]},
            "legal": dict(legal or {}),
        },
        facts={**about, **facts},
        now=at,
    )


def planned(procedure: Procedure, manager: Actor, at: datetime, life: Life) -> None:
    """Makes the plan with her, and starts the help."""
    step(
        manager, procedure, case_steps.START_PLAN, decided_by="case_manager", at=at,
        needs_assessment=["SHE", "MED", "PSS"], risk_assessment=("low", "medium", "high")[life.number % 3],
        safety_plan="She calls the hotline and says her code word.",
        individual_plan="A safe place, a doctor, a counsellor; then the papers.",
    )  # fmt: skip


def looked_at(houses: Mapping[str, House], procedure: Procedure, latest: datetime) -> None:
    """Confirms, as a second person, everything that was recorded so far, `latest` at the latest."""
    row = again(procedure)
    second = next(each.supervisor for each in houses.values() if row.supervisors_unit in each.supervisor.unit_ids)
    for each in agreements.to_confirm(Q(procedure=row.id), but_by=own_id(second)):
        at = min(latest, each.given_at + timedelta(hours=2))
        confirm_consent(second, procedure_id=row.id, consent_id=each.id, now=at)
    for waiting in step_queries.steps_to_confirm(second).filter(procedure=row.id):
        at = min(latest, waiting.recorded_at + timedelta(hours=2))
        subject = (
            ProcedureSubject(again(row))
            if waiting.machine == "procedure"
            else referrals.subject_in(row, waiting.subject)
        )
        confirm_step(second, subject, waiting, agree=True, now=at)


def closed(procedure: Procedure, manager: Actor, supervisor: Actor, day: date) -> None:
    """Closes the case: the manager says that the goals are met; the supervisor, another person, closes."""
    step(
        manager, procedure, case_steps.PROPOSE_TO_CLOSE, decided_by="case_manager", at=moment(day, 10),
        goals_met_or_reason="most_met",
    )  # fmt: skip
    step(
        supervisor, procedure, case_steps.CLOSE, decided_by="supervisor", at=moment(day + timedelta(days=2), 12),
        closure_reason="plan_completed", person_informed="yes", safe_contact_left="yes",
        data_retention_choice="keep",
    )  # fmt: skip
