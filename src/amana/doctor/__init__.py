"""Checks what is set up around an instance: green, amber or red for every control of a deployment, with the remedy.

Each control is judged by a function of plain values; `looking` finds the values on this machine and in this instance.
"""
