"""The views of prevention."""

from amana.outreach.views.activities import cancel, change, count, list_activities, one, plan
from amana.outreach.views.campaigns import campaign, plan_campaign
from amana.outreach.views.trainings import mark, register, remove, remove_tests, tests

__all__ = [
    "campaign",
    "cancel",
    "change",
    "count",
    "list_activities",
    "mark",
    "one",
    "plan",
    "plan_campaign",
    "register",
    "remove",
    "remove_tests",
    "tests",
]
