"""What the person may see of her own file: the receipt of what she agreed to, who opened the file, and a copy of it.

Nouns: receipt, own copy, opening (by the work of somebody, never by a name), paper. Promises: it is in her language, or
says in three languages that it cannot be; no name of a worker is on it; what others said about her is not on the copy, and
the copy says so; every paper leaves a line.
"""
