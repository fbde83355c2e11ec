"""Who gets the rows of legal holds and erasures beyond those who watch and decide."""

from amana.cases.row_policies import GROUNDS, of_procedure
from amana.trust.rows.policies import WATCHES, Ground, RowPolicies

ROWS = RowPolicies(
    grounds=(
        Ground("trust_legalhold", reads=of_procedure('trust_legalhold."case"', *GROUNDS)),
        Ground("trust_erasure", reads=of_procedure('trust_erasure."case"', *GROUNDS)),
        Ground("trust_facts", reads=f"(kind IN ('erasure', 'hold') AND {WATCHES})"),
    ),
)
