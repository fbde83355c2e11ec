"""Files with people's records that leave the house: each has a line in the ledger first, and says whose copy it is.

Nouns: export, kind of export, content, mark, carrier, recipient, second person, recall.
Promises: no file leaves without its line; the file is locked to whom it is for; a leaked copy is traced to its line for as
long as one carrier of its mark is left; what a person takes back is named to those who must destroy it.
"""
