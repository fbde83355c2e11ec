"""From a report to the triage card: signs, calls, concerns, the letter box of the public face, and her own page.

Its records are sealed for the unit that took them and point to a procedure of `cases`. Nobody is asked anything here:
that is the work of `screening`, which hears when a step to it is taken.
"""
