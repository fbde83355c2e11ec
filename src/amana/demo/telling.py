"""Values that the cast types into the fields of a step or a service: by field id, put into the pack's drawers."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from amana.assistance import pack as helps
from amana.cases import queries as case_queries
from amana.cases.queries import Procedure, Step
from amana.cases.subjects import ProcedureSubject
from amana.consent.commands import Said
from amana.countrypacks import pack
from amana.countrypacks.dates import day_of
from amana.countrypacks.values import Field
from amana.demo.second_person import confirm_step
from amana.steps import commands as steps
from amana.steps.commands import Told
from amana.steps.rules import Paper, Word
from amana.trust.actor import Actor


def in_drawers(fields: Iterable[Field], values: Mapping[str, Any]) -> Told:
    """Returns the values, each in the drawer where the pack stores its field."""
    parts: dict[str, dict[str, Any]] = {"facts": {}, "sealed": {}, "working": {}}
    for field in fields:
        if field.id in values:
            parts[field.kept][field.id] = values[field.id]
    return Told(parts["facts"], parts["sealed"], parts["working"])


def step_values(machine: str, transition: str, **values: Any) -> Told:
    """Returns the values of a step."""
    return in_drawers(pack().machine(machine).transition(transition).required, values)


def service_values(service: str, **values: Any) -> Told:
    """Returns the values of a service that was given."""
    kind = helps.service(service)
    return in_drawers((*kind.fields, *pack().service_common_fields), values)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """Returns a working hour of a day, on the country's clock (three hours before UTC)."""
    return datetime.combine(day, time(hour, minute), UTC) - timedelta(hours=3)


def again(procedure: Procedure) -> Procedure:
    """Returns the procedure as it is now."""
    return case_queries.by_id(procedure.id)


def step(
    actor: Actor,
    procedure: Procedure,
    transition: str,
    *,
    decided_by: str,
    at: datetime,
    said: Said | None = None,
    paper: Paper | None = None,
    word: Word | None = None,
    confirmed_by: Actor | None = None,
    **values: Any,
) -> Step:
    """Takes one step of the procedure as it is; with `confirmed_by` a second person agrees an hour later."""
    row = again(procedure)
    move = pack().machine("procedure").transition(transition)
    taken = steps.take_step(
        actor,
        ProcedureSubject(row),
        transition,
        told=step_values("procedure", transition, **values),
        decided_by=decided_by,
        seen=row.help if move.track == "help" else row.identification,
        said=said,
        paper=paper,
        word=word,
        now=at,
    )
    if confirmed_by is None:
        return taken
    later = at + timedelta(hours=1)
    return confirm_step(confirmed_by, ProcedureSubject(again(procedure)), taken, agree=True, now=later)


def signed_word(at: datetime) -> Word:
    """Returns what she signed on that day."""
    return Word(day_of(at), method="signed")


def made_up_scan(text: str) -> bytes:
    """Returns a one-page PDF that says that it is fictional."""
    words = text.encode("latin-1", "replace").replace(b"(", b"").replace(b")", b"")
    stream = b"BT /F1 18 Tf 60 760 Td (" + words + b") Tj ET"
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)


def territory_of(governorate: str) -> str:
    """Returns the territory of a governorate."""
    return next(code for code, place in pack().territories.items() if governorate in place.members)


def own_id(actor: Actor) -> UUID:
    """Returns the id of somebody of the cast."""
    assert actor.user_id is not None
    return actor.user_id
