"""Messages: one door out to a person, and several doors in from providers.

Nouns: message (neutral words to a person, at a safe hour), connector (how we speak with a provider), incoming (what somebody
sent us), notice (a desk is told that something is new). Promises: nothing goes to a person that her own rules do not
plainly allow at that very moment, and nothing is sent twice; what is not plain becomes a task for a human; what comes in is
genuine or refused, and no word of it stands in a log.
"""
