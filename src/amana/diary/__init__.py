"""The diary: what has a day and an hour for the user who reads it, by day, week and month, to print and to take along.

Nouns: entry, kind of entry, span. Promises: everybody sees the dates of their own work and of nobody else's; what is taken
along holds times and neutral words alone, and no address of it can be subscribed to.
"""
