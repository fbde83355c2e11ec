# SPDX-License-Identifier: Apache-2.0
"""An attack on our own releases by somebody who knows everything except whether one person is in the records.

    verdict = audit(SHIPPED, fits=1_000)
    verdict.holds            the attack found no more than the accounting allows
    verdict.found, verdict.claimed       what it found at least, and what was claimed, in rho

`FAULTS` are builds with a defect, on which the same audit must fail: an audit that cannot fail proves nothing.
`membership` is a second look from outside, at the published rows alone (docs/understand/publishing.md).
"""

from amana_methods.disclosure.audit.bound import lowest_rho
from amana_methods.disclosure.audit.builds import FAULTS, SHIPPED, Build
from amana_methods.disclosure.audit.game import CANARIES, Canary, Verdict, audit
from amana_methods.disclosure.audit.outside import membership

__all__ = ["CANARIES", "FAULTS", "SHIPPED", "Build", "Canary", "Verdict", "audit", "lowest_rho", "membership"]
