"""The intake desk: from a report to the triage card, calls of the hotline, concerns about a place, the observation card.

Its records are sealed for the unit that took them and point to a procedure of `cases`. Nobody is asked anything here:
that is the work of `screening`, which receives an event when a step to it is taken. A report from the public pages is in
`public_reports` until it is a sign; that room receives the events of this one, and shows states and answers to reporters.
"""
