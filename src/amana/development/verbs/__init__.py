"""The verbs of `./amana` for those who work on Amana."""
