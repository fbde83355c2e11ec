"""Shared parts of all verbs of `./amana`: what a verb is, progress, places in a file, the project's folder.

A verb lives in `verbs/` of the room whose work it does; those that start an instance are in `amana.web.cli`.
"""
