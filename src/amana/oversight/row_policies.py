"""Who gets the rows of findings and incidents."""

from amana.trust.rows.policies import WATCHES, Ground, Policy, RowPolicies, of_parent, who_can

_MEETS_INCIDENTS = f"{who_can('protection.watch')} OR {who_can('incidents.confirm')}"

ROWS = RowPolicies(
    protected=(
        Policy("trust_finding", WATCHES, counted=False),
        Policy("trust_incident", _MEETS_INCIDENTS, counted=False),
        Policy("trust_incidenttold", of_parent("trust_incident", "incident_id"), counted=False),
        Policy("trust_incidentnote", of_parent("trust_incident", "incident_id"), counted=False),
    ),
    open={
        "trust_tally": "how often a worker did something within an hour",
        "trust_allowance": "until when a worker may go on beyond the usual pace",
    },
    grounds=(Ground("trust_facts", reads=f"(kind = 'incident' AND ({_MEETS_INCIDENTS}))"),),
)
