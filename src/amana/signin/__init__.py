"""Signing in: sessions, devices, second factors, and asking for them again.

Nouns: session, device, second factor (application, passkey, recovery codes), proof.
Promises: the password that lets somebody in is the one that opens their keys; nobody can sign in with a copy of the
database; a second factor that was moved to another account is refused.
"""
