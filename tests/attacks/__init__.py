"""Somebody has what they should not have. Each file is one attacker: what is in their hands, what they try, what they get.

Every attack carries its own alarm: the same steps succeed where the lock that is being tested was left open on purpose.
"""
