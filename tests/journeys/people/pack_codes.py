"""Codes of the pack that the story uses: services, and steps of each machine."""

SERVICE = "MED-EXAM"
KIT, CASH = "NFI-DIGN", "CASH-EMER"
START_HELP, PROPOSE_TO_CLOSE, CLOSE = "t11", "t28", "t29"
ASK_FOR_IDENTIFICATION, IDENTIFIED = "t13", "t16"
START, COMPLETE = "r9", "r10"
SENT, GRANTED = "w4", "w6"
