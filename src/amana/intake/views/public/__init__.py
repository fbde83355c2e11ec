"""The public face: anybody tells something, comes back with a code, reads, and leaves. No session, no name, no trace of ours.

The language stands in the address, so that nothing has to be kept on a stranger's phone. Everything works without script.
"""

from amana.intake.views.public.coming_back import follow
from amana.intake.views.public.leaving import leave
from amana.intake.views.public.reading import about, card, help_in
from amana.intake.views.public.telling import report

__all__ = ["about", "card", "follow", "help_in", "leave", "report"]
