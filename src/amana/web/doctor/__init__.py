"""What stands and what is missing around an instance: green, amber or red for every control of a deployment, with the remedy.

Each control is judged by a function of plain values; `looking` finds the values on this machine and in this instance.
"""

from amana.web.doctor.finding import AMBER, GREEN, RED, Finding, worst
from amana.web.doctor.looking import CONTROLS, examine

__all__ = ["AMBER", "CONTROLS", "GREEN", "RED", "Finding", "examine", "worst"]
