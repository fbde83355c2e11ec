"""From the first question to the decision: the interview, what it indicates, and what is noted beside it.

Nouns: screening (one interview), sitting, part, answer, advice, sheet (a paper that is typed in), assessment (needs, an
incident, the notice about a child), task. Its records are sealed for the unit that took the sign in. Promises: nobody is
asked before the person is safe and agrees; screening explains what is indicated and why, and never gives a verdict;
unknown is never no; what was noted becomes tasks with clocks.
"""
