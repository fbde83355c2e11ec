"""Who gets the rows of messages to a person."""

from amana.cases.row_policies import OWN, of_procedure
from amana.trust.rows.policies import Policy, RowPolicies

ROWS = RowPolicies(
    protected=(Policy("messages_outgoing", of_procedure("procedure_id", OWN), counted=False),),
    open={"messages_notice": "that a desk is to be told of something new; nothing of whom"},
)
