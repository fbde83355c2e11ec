"""The verbs of `./amana`.

A verb is a module of `verbs` with a `VERB`: its name, its group, one line of help, and a function of the arguments that
returns the exit status. Importing a verb is cheap; what it needs is imported when it runs.
"""
