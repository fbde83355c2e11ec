"""Releases: data about people that leave the house, in which nobody can be found.

Nouns: programme (whose people share one privacy budget), ledger (cap, granted, charged, settled: lines that only grow),
release (a draft, handed in, approved, running, ready, published, withdrawn), answer (what was measured, kept so that a
run that broke off goes on without measuring again), file.
Promises: categories come from the country pack and never from the data; nothing is measured before two other people
agreed and the budget was granted; what is published is whole or not there; a withdrawn release keeps its page and its
reason and loses its data. Explained in docs/understand/publishing.md.
"""
