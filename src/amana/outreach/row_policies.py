"""Who gets the rows of trainings."""

from amana.trust.rows.policies import ORGANISATION, Ground, Policy, RowPolicies, exists

_OURS = exists("outreach_activity a", f"a.id = activity_id AND a.organisation = {ORGANISATION}")

ROWS = RowPolicies(
    protected=(Policy("outreach_trainee", _OURS), Policy("outreach_pairedtest", _OURS)),
    open={
        "outreach_campaign": "activities that belong together",
        "outreach_activity": "activities, with numbers of people and nobody by name",
    },
    grounds=(
        Ground(
            "trust_facts",
            reads=exists("outreach_activity a", f"a.lock = trust_facts.lock AND a.organisation = {ORGANISATION}"),
        ),
    ),
)
