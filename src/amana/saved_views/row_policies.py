"""Row policies of saved views."""

from amana.trust.rows.policies import ACTOR, Policy, RowPolicies

ROWS = RowPolicies(protected=(Policy("saved_views_savedview", f"account = {ACTOR}", counted=False),))
