"""Upkeep: rotation of every kind of key, retention, and the ledger of backups.

Nouns: rotation, kind of key, class of retention, backup.
Promises: texts under old and new keys are readable throughout a rotation; old data are deleted by rules of the pack; a
backup that should be gone is reported.
"""
