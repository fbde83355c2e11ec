# SPDX-License-Identifier: Apache-2.0
"""The algorithms of Amana, usable without it: in a notebook, on a plane, by another system.

Nothing here imports Django, reads a file, asks the clock or the network. Countries come in as plain data.

- `screening`: what the answers of an interview indicate, and why
- `names`: spellings of one name normalised, so that they can be found without being readable
- `calendar`: hours, working days, months and ages
- `indicators`: counting persons and events for a figure with its definition
- `disclosure`: tables in which no small group can be found
- `digits`: digits of every script as 0-9
- `merkle`: a log that cannot be changed unnoticed (RFC 6962)
- `trail`: signed checkpoints of such a log, its export file, and the check that a stranger makes
"""

__version__ = "0.1.0"  # semantic: others compute with these

__all__ = ["calendar", "digits", "disclosure", "indicators", "merkle", "names", "screening", "trail"]
