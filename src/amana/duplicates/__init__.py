"""The duplicate check: whether a person is known already, and which files belong to one person.

Nouns: look-up (asked before anything else), candidate (a file that may be hers), likeness (how alike two files are, by
codes and never by names), link (two files of one person). A case is opened here, because the check comes first.
Promises: files are linked and never merged; a supervisor decides, and every decision can be undone; what is typed to look
somebody up is kept nowhere; a user who looks up very many people is refused for a while and counted.
"""
