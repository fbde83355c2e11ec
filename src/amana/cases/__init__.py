"""The person's file: where she stands, the sealed sections, the team, each step with who decided and who recorded.

Nouns: procedure (a person's two places, from the first sign on), case (a procedure with a number and five sections),
section, assignment, step, attachment, milestone, deadline, note, cover, shift note.
Promises: one place never moves the other; a decision of somebody who does not sign in counts when a second person has
confirmed it; two people who write at once both keep what they wrote.
"""
