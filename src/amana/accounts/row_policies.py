"""Row policies of accounts: who was asked to have a powerful role says nothing about anybody whom this work is for."""

from amana.trust.rows.policies import RowPolicies

ROWS = RowPolicies(open={"accounts_rolerequest": "which powerful roles were asked for, and by whom"})
