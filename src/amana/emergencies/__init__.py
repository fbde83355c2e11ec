"""Emergency openings, and the overview of who opened what.

Nouns: grant, danger, review, opening, finding. Promises: an emergency opening needs a danger and a reason in words, opens
named sections for hours, and is reviewed by somebody else.
"""
