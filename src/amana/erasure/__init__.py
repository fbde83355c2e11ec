"""Erasure of a case: asked by one person, agreed by another, held by law where it must be, certified without a name.

Nouns: erasure, legal hold, certificate. Promises: nothing of an erased case is left, and its key is destroyed.
"""
