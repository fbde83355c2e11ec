"""Which questions are on a sheet: those of the chosen profiles, in the order of the conversation."""

from collections.abc import Iterable
from dataclasses import dataclass

from amana.countrypacks import pack
from amana.intake import pack as intake_pack
from amana.intake.pack_sections import SCREENING
from amana.screening import pack as says
from amana.screening.rules import Interview, Part, parts_of
from amana.screening.rules.sheets import Sheet, sheet_of


@dataclass(frozen=True)
class Chosen:
    """A sheet with the parts of its conversation."""

    sheet: Sheet
    parts: tuple[Part, ...]


def choose(profiles: Iterable[str], *, checklist: bool = False) -> Chosen:
    """Returns the sheet for these profiles in the order of the pack; with `checklist`, means and purpose are asked too.

    Raises KeyError for a profile that the pack lacks.
    """
    wanted = set(profiles)
    known = [name for name in SCREENING.of(pack()).entry.profiles if name in wanted]
    if unknown := wanted.difference(known):
        raise KeyError(min(unknown))
    rule_set = intake_pack.rule_set()
    parts = parts_of(rule_set, Interview(profiles=tuple(known), checklist=checklist), says.stages())
    return Chosen(sheet_of(rule_set, known, parts), parts)


def of_interview(interview: Interview) -> Chosen:
    """Returns the sheet that fits an interview."""
    return choose(interview.profiles, checklist=interview.checklist)
