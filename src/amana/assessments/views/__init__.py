"""The faces of assessments: needs, incidents, tasks, and the notice about a child."""

from amana.assessments.views.children import child, child_letter, child_told
from amana.assessments.views.earlier import earlier_note
from amana.assessments.views.needs import assessment, needs, task_done
from amana.assessments.views.violence import incident_new, incidents

__all__ = [
    "assessment",
    "child",
    "child_letter",
    "child_told",
    "earlier_note",
    "incident_new",
    "incidents",
    "needs",
    "task_done",
]
