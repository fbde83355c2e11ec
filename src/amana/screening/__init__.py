"""From the first question to the decision: the interview, what it indicates, and its paper.

Nouns: screening (one interview), sitting, part, answer, advice, sheet (a paper that is typed in), second look. Its records
are sealed for the unit that took the sign in. Promises: nobody is asked before the person is safe and agrees; screening
explains what is indicated and why, and never gives a verdict; unknown is never no; two who write at once lose nothing.
"""
