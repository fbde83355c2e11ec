"""From a sign to a decision: signs, triage cards, screenings, and the presumption by a named person.

Its records are sealed for the unit that took them and point to a procedure of `cases`. Screening explains what is
indicated and why; it never gives a verdict, and unknown is never no.
"""
