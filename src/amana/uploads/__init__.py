"""Uploaded files: cleaned of what nobody meant to reveal, in a process that can do nothing else.

Nouns: upload, cleaned copy, quarantine, evidence.
Promises: the kind of a file is what its bytes say; pictures and pages lose position, camera, author, scripts and
attachments; what cannot be cleaned is kept under seal and not given out as if it were; nothing of a file is on a disk
unsealed.
"""
