"""Shared parts of all verbs of `./amana`: what a verb is, progress, places in a file, the project's folder.

A verb lives in `verbs/` of the room whose work it does; those of development live in `amana.web.cli`.
"""
