"""The verbs of `./amana` that belong to accounts."""
