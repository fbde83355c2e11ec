"""Files with people's records that leave the organisation: each has a line in the ledger first, and a named recipient.

Nouns: export, kind of export, content, mark, carrier, recipient, second person, recall.
Promises: no file leaves without its line; the file is locked to its recipient; a leaked copy is traced to its line for
as long as one carrier of its mark is left; consent that a person withdraws is named to those who must destroy the file.
"""
