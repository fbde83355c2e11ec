"""The faces of what the person may see of her file."""

from amana.subject_access.views.copy import own_copy
from amana.subject_access.views.papers import openings, receipt

__all__ = ["openings", "own_copy", "receipt"]
