"""Row-level security: PostgreSQL gives an action only the rows of its actor, whatever check the code forgot.

The database knows the actor by one setting, `app.actor`, that belongs to the transaction. It holds the id of a user,
`system` for the worker and for what runs without a signed-in user, or `figures` for counting. While it is empty, the
policies give no row. SQLite has no such layer, and there everything here does nothing. `policies` is how a room
declares who gets the rows of its tables; `amana.row_security` writes that into the database.
"""

from amana.vault.acting import FIGURES, NOBODY, SYSTEM, act_as, acting_as, operator_acts

__all__ = ["FIGURES", "NOBODY", "SYSTEM", "act_as", "acting_as", "operator_acts"]
