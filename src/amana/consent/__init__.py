"""What was agreed: by whom, with which unit, for what, over which sections or fields, until when.

Nouns: consent (given or refused), its scope, its confirmation; receipt; withdrawal.
Promises: nothing is shared without a live consent; a withdrawal closes the door at the next request and waits for
nobody. People are known here by the opaque id of their procedure.
"""
