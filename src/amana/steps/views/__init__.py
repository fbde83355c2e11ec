"""The faces of steps."""

from amana.steps.views.second_person import second_person, waiting
from amana.steps.views.steps import entry, step

__all__ = ["entry", "second_person", "step", "waiting"]
