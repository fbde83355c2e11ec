"""Who gets the rows of questions between organisations."""

from amana.cases.row_policies import GROUNDS, of_procedure
from amana.trust.rows.policies import ORGANISATION, Policy, RowPolicies, exists, of_parent

_ANSWERED_BY_US = exists("exchange_answering a", f"a.id = answering_id AND a.holder = {ORGANISATION}")

ROWS = RowPolicies(
    protected=(
        Policy("exchange_question", f"organisation = {ORGANISATION}", counted=False),
        Policy(
            "exchange_asked",
            f"holder = {ORGANISATION} OR {of_parent('exchange_question', 'question_id')}",
            counted=False,
        ),
        Policy("exchange_findable", of_procedure("procedure", *GROUNDS), counted=False),
        Policy("exchange_enrolled", _ANSWERED_BY_US, counted=False),
        Policy("exchange_known", _ANSWERED_BY_US, counted=False),
    ),
    open={"exchange_answering": "which organisation answers whose questions"},
)
