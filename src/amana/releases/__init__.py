"""Releases: data about people that leave the instance, in which nobody can be found.

Nouns: programme (whose people share one privacy budget), ledger (cap, granted, charged, settled: lines that only grow),
release (a draft, submitted, approved, running, ready, published, withdrawn), answer (what was measured, stored so that
an interrupted run continues without measuring again), file. Promises: categories come from the country pack and never
from the data; nothing is measured before two other people agreed and the budget was granted; what is published is
complete or not there; a withdrawn release keeps its page and its reason and loses its data. Explained in
docs/understand/publishing.md.
"""
