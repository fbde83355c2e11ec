"""Referrals to other organisations: the directory of providers, and the referral with its deadlines.

The receiver gets a package of exactly the agreed fields under a key of its own, and nothing else. Sensitive
addresses are never listed.
"""
