"""Whose consent it is, as the room `consent` takes it."""

from amana.cases.models import Procedure
from amana.cases.queries.files import holders_of_file
from amana.consent.commands import About


def about_consent(procedure: Procedure) -> About:
    """The person of this procedure: what she says in her own words is sealed for those who hold the texts of her file."""
    return About(procedure.id, procedure.lock, holders_of_file(procedure))
