"""Accounts: organisations and their units, the people who work in them, their roles, and the keys they receive.

Nouns: organisation, unit, account, role, membership, first password, recovery officer.
Promises: nobody changes their own roles; the last holder of a unit's key does not leave it; a password that was lost needs
two people to be replaced together with the second factors.
"""
