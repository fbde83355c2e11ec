# SPDX-License-Identifier: Apache-2.0
"""What may be published: tables in which no small group can be found, and records in which nobody can.

`tables` hides small numbers and what would reveal them (docs/understand/disclosure.md). `records` fits a model to
noisy tables and publishes what the model says, at a privacy loss that is counted (docs/understand/publishing.md);
`audit` attacks it like somebody who knows everybody but one person.
"""

from amana_methods.disclosure.tables import Cell, Hidden, Protected, Zeros, gather_rare, intervals, is_small, suppress

__all__ = ["Cell", "Hidden", "Protected", "Zeros", "gather_rare", "intervals", "is_small", "suppress"]
