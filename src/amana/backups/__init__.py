"""Copies of everything: made in pieces that resume after an interruption, restored whole or not at all, rehearsed.

A backup is a folder. `backup.json` is written last and marks it as complete; next to it are pieces of at most 8 MiB,
each an age file. The key store is never in it: it has a copy of its own, for other recipients, in another place.
"""
