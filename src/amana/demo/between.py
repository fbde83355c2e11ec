"""Two organisations answer each other, and some of those whom they help agreed to be found by the other."""

from datetime import datetime, timedelta

from amana.cases import queries as cases
from amana.consent import commands as consents
from amana.demo.cast import Cast
from amana.demo.second_person import confirm_consent
from amana.exchange import commands as exchange

PEOPLE = 12  # of each case manager


def answer_each_other(cast: Cast, now: datetime) -> None:
    """Lets the Hawa Centre and Tigris Relief answer each other's questions; the worker keys those who agreed."""
    houses, units = cast.organisations, cast.units
    exchange.open_answering(
        cast["nasrin"], asker_id=houses["relief"], unit_id=units["intake"], phone="066 000 0014", now=now
    )
    exchange.open_answering(
        cast["noor"], asker_id=houses["hawa"], unit_id=units["relief_intake"], phone="01 000 0021", now=now
    )
    said = consents.Said(language="ar", how="written")
    for manager, second in (("rawan", "nasrin"), ("yusuf", "noor")):
        actor = cast[manager]
        own = cases.visible_to(actor).filter(
            manager=actor.user_id, number__isnull=False, organisation=actor.organisation_id
        )
        for procedure in own.order_by("-opened_at", "id")[:PEOPLE]:
            consent = exchange.agree_to_be_found(actor, procedure, said, expires_at=now + timedelta(days=180), now=now)
            confirm_consent(cast[second], procedure_id=procedure.id, consent_id=consent, now=now)
