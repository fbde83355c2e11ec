"""Who acts, for whom; who may what; the keys; and the trail.

Nouns: organisation, unit, user, role, capability, ground; lock, key, sealed text, wrap, facts; line of the trail.
Promises: nobody opens what was not wrapped to them; every reading and every writing of a sealed text leaves a line;
a copy of the database alone shows no identity and nothing that happened.
"""
