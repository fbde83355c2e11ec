"""Proceedings alongside the help: formal identification, and letters that ask for fines to be waived.

The law that holds at a place and a date comes from the country pack with its source. A letter quotes only what is
confirmed, and a fine only as assessed in a document.
"""
