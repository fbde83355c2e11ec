"""The public face: anybody tells something, comes back with a code, reads, and leaves. No session, no name, no trace of ours.

The language stands in the address, so that nothing has to be kept on a stranger's phone. Everything works without script.
"""

from amana.public_reports.views.coming_back import follow
from amana.public_reports.views.leaving import leave
from amana.public_reports.views.puzzle import challenge
from amana.public_reports.views.reading import about, card, help_in
from amana.public_reports.views.telling import report

__all__ = ["about", "card", "challenge", "follow", "help_in", "leave", "report"]
