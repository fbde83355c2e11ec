"""Signing in: sessions, devices, second factors, and asking for them again.

Nouns: session, device, second factor (application, passkey, recovery codes), proof.
Promises: the password that lets somebody in is the one that opens their keys; a copy of the database signs nobody in;
a second factor that was moved to another account lets nobody in.
"""
