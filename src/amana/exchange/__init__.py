"""Between organisations: "is she already known to you?", asked with her consent and answered without a name.

Nouns: answering (a holder answers the questions of one asker), basis (what is compared, locked with the case), findable
(she agreed that other desks may learn that this one knows her), question, key service (`keyservice`, a process of its
own). Promises: an answer is "maybe, ask this desk" or nothing that can be relied on, never a record, a number or a
count; no name leaves the process in which it was typed; every question is in both sides' audit logs and is limited; who
did not agree is not found, and who takes it back is found no more from the next question on.
"""
