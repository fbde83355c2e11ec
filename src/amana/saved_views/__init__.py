"""Saved views of lists: filters and orders that a user comes back to, each under a name made from its codes.

Nouns: saved view, list. Promises: a view keeps codes and days that its list declares, and no word that somebody typed; its
name is in the language of each reader; nobody sees or removes a view of somebody else.
"""
