"""The first day: what an empty instance needs before its first referral is accepted, and how far it is.

Nouns: item, progress. Promises: the state of an item is counted from what is stored and never ticked by hand; numbers are
shown to those who manage accounts; no item names a person or a case.
"""
