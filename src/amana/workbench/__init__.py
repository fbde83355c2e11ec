"""The methods on files, from the command line: screening, names, linkage, look-ups and protected tables.

Nouns: register, mapping, pairs, table. Promises: a file is read and written where it was said, and nothing is stored.
"""
