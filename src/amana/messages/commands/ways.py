"""The channels by which this instance can send: those of the file, and in a demo only those that end on this machine.

The people of a demo are made up, and their numbers may be somebody's.
"""

import logging
from dataclasses import replace

from amana.messages.connectors import BadFile, Configured, load_configuration
from amana.messages.connectors.posting import is_here
from amana.trust import queries as trust

_log = logging.getLogger("amana.messages")


def channels() -> frozenset[str]:
    """Returns the channels by which a message may leave; none while the file is invalid, which the doctor reports."""
    try:
        return ways().channels
    except BadFile as fault:
        _log.error("%s", fault)
        return frozenset()


def ways() -> Configured:
    """Returns the connectors by which a message may leave now. Raises BadFile."""
    found = load_configuration()
    if not trust.is_demo():
        return found
    return replace(found, senders=tuple(each for each in found.senders if is_here(each.base)))
