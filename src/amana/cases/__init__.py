"""The person's file: where she stands, the sealed sections, the team, and what is next.

Nouns: procedure (a person's two places, from the first sign on), case (a procedure with a number and five sections),
section, assignment, attachment, milestone, deadline, note, cover, shift note.
Promises: one place never moves the other; what the pack wants on record comes first; two people who write at once both
keep what they wrote.
"""
