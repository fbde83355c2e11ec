"""What something said before an ordinary change: kept sealed, with who changed it and when.

The rooms above say what changed, who holds it and who may open it. Promises: a change that fails keeps nothing; an
earlier value belongs to no section, so that no consent opens it; it is under the lock of the person's file, and
ends with it.
"""
