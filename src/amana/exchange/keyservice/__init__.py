"""The key service: a process of its own that holds one half of the exchange's keys and never sees a name.

It evaluates blinded elements, so that neither a question nor a record can be read here; it counts who asked how much,
refuses who asks too much, and keeps an audit log of its own. It knows nothing of Django, and the platform reaches it by
a socket only: another body may run it, as another user, with other backups.
"""
