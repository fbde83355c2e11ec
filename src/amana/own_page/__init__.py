"""The page of her own: a person with a case opens it by a code and a PIN, takes back what she agreed to, and complains.

Nouns: own page (a copy that code and PIN open, and nobody else), word (what she said on it, or an answer), order (she took
something back), complaint, feedback. Promises: what she takes back ends within seconds, and nobody has to agree; a complaint
reaches those who supervise and never the team; feedback leads to no case and to no day.
"""
