"""The intake desk: from a report to the triage card, calls of the hotline, concerns about a place, the observation card.

Its records are sealed for the unit that took them and point to a procedure of `cases`. Nobody is asked anything here:
that is the work of `screening`, which hears when a step to it is taken. What comes from the public pages is in
`public_reports` until it is a sign; whoever keeps a reporter's code hears of states and answers.
"""
