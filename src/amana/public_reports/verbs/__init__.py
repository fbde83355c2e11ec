"""The verbs of `./amana` that belong to public reports."""
