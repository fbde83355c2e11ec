"""Row policies of drafts and of sent forms: each row is its writer's."""

from amana.trust.rows.policies import ACTOR, Policy, RowPolicies

ROWS = RowPolicies(
    protected=(
        Policy("drafts_draft", f'"user" = {ACTOR}', counted=False),
        Policy("drafts_sentform", f'"user" = {ACTOR}', counted=False),
    )
)
