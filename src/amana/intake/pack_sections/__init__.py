"""What a pack says of signs and reports: at the desk, on the public pages, and in the screening that three rooms read."""

from amana.intake.pack_sections.desk import INTAKE
from amana.intake.pack_sections.public import HOTLINES, INFORMATION, Hotline
from amana.intake.pack_sections.screening.section import SCREENING
from amana.intake.pack_sections.screening.shape import AnswersEntry, AsksEntry, RepliesEntry, is_bare
from amana.intake.pack_sections.screening.value import Said

__all__ = [
    "HOTLINES",
    "INFORMATION",
    "INTAKE",
    "SCREENING",
    "AnswersEntry",
    "AsksEntry",
    "Hotline",
    "RepliesEntry",
    "Said",
    "is_bare",
]
