"""What was agreed, with whom, for what, until when.

It knows people by an opaque id only, so that every room can ask whether something may be shared. A withdrawal works
at the next request.
"""
