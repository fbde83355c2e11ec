"""Queries about needs, incidents, tasks and the notice about a child."""

from amana.assessments.models import Assessment
from amana.assessments.queries import children

__all__ = ["Assessment", "children"]
