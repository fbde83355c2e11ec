"""The commands of `./amana` that belong to reporting."""
