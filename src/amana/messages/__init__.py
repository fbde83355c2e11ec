"""Messages: one way out to a person, and several ways in from providers.

Nouns: message (neutral words to a person, at a safe hour), connector (how we speak with a provider), incoming (what
somebody sent us), notice (tells a desk that something is new). Promises: nothing goes to a person that her own rules do
not plainly allow at that very moment, and nothing is sent twice; what is not plain becomes a task for a human; what
comes in is genuine or refused, and none of its text is written to a log.
"""
