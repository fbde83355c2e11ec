"""The verbs of `./amana` that belong to trust."""
