"""What stands in a PostgreSQL database around the rows of people: policies, functions and the rights of three roles.

Each room says in its `row_policies` who gets the rows of its tables; here the SQL of all rooms together is made and put
down. Nouns: owner (the role that owns the tables), server (the role that works in them), public face. Promises: a table
that no room placed fails a check; the server's role owns nothing and changes no line of the audit log; the public face adds
letters, finds those of one code, and reads what is published.
"""

from amana.row_security.layers import Layers, layers

__all__ = ["Layers", "layers"]
