"""What a section said before ordinary changes: sealed texts of the case that belong to no section, so that no consent opens them."""

from amana.cases.models import Procedure
from amana.vault.models import Sealed

KIND = "earlier."


def earlier_texts(procedure: Procedure, code: str) -> list[Sealed]:
    """The sealed earlier values of a section, unopened, newest first; each says who changed the section and when."""
    return list(Sealed.objects.filter(lock=procedure.lock, kind=KIND + code).order_by("-changed_at"))
