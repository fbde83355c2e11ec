"""What was agreed: by whom, with which unit, for what, over which sections or fields, until when.

Nouns: consent (given or refused), its scope, its confirmation; receipt; withdrawal. Promises: nothing is shared without
a valid consent; a withdrawal ends access at the next request and waits for nobody. People are known here by the opaque
id of their procedure.
"""
