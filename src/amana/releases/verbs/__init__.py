"""The commands of `./amana` that belong to releases."""
