"""Reports from anybody outside: the public pages, the letter box that stores them sealed, and the code that finds an answer.

Nouns: report (one row of the box, and what its code finds), letter (one sealed text or file of it), card (to whom the public
face seals), token of a form, receipt, pass, flood, quarantine. Promises: what was written is sealed and stored before anybody
reads that it was received; the process that strangers reach holds no key and reads no table; a wrong code takes the same
work as a right one; nothing is refused for its number.
"""
