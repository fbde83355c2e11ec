"""Oversight: incidents, findings of auditors, the pace of requests, and witnesses of the audit log.

Nouns: incident, finding, tally, allowance, witness, checkpoint on paper.
Promises: an incident closes only when everybody who must be notified was notified; enumeration of numbers is noticed
and slowed; a checkpoint that a witness holds cannot be changed by us.
"""
