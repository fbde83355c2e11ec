"""Security by row: PostgreSQL gives an act only the rows of whoever acts, whatever the code forgot to ask.

The database knows who acts by one setting, `app.actor`, that belongs to the transaction. It holds the id of a user,
`system` for the worker and for what nobody signed in for, or `figures` for counting. While it is empty, the policies
give no row. SQLite has no such layer, and there everything here does nothing. `policies` is how a room says who gets the
rows of its tables; `amana.row_security` puts that down in the database.
"""

from amana.vault.acting import FIGURES, NOBODY, SYSTEM, act_as, acting_as, operator_acts

__all__ = ["FIGURES", "NOBODY", "SYSTEM", "act_as", "acting_as", "operator_acts"]
