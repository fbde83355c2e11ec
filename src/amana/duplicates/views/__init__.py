"""The faces of the duplicate check."""

from amana.duplicates.views.finding import find_known, look_ups
from amana.duplicates.views.links import index_more, link, links, open_link, undo_link
from amana.duplicates.views.opening import again, begin

__all__ = ["again", "begin", "find_known", "index_more", "link", "links", "look_ups", "open_link", "undo_link"]
