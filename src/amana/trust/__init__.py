"""Who acts, for whom; who may what; and the audit log.

Nouns: organisation, unit, user, role, capability, ground, access rule; line of the audit log, checkpoint.
Promises: a user who has no ground for a record does not find it; every reading and every writing of a sealed text
leaves a line; the audit log only grows, and a changed line is found.
"""
