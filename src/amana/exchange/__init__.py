"""Standards and partners: files and messages in the formats other systems read.

Whatever goes out is minimal, bound to a consent, and says what was lost on the way.
"""
