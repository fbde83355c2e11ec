"""Upkeep: rotation of every kind of key, retention, and the ledger of backups.

Nouns: rotation, kind of key, class of retention, backup.
Promises: old and new keys are readable all along a rotation; what is old goes by rules of the pack; a backup that should be
gone is named.
"""
