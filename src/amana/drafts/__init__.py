"""Drafts: what was typed into a long form and not sent yet, kept for its writer until it is sent, thrown away or a day old.

Nouns: draft, form (an address of the desk and the place of the form on its page), sent form (the token of a page that was
used up). Promises: a draft is sealed to its writer's own key and opens for nobody else; it ends with the form, at the latest
after 24 hours; it is in no backup; what is typed on the public pages is never kept. A form of the desk that was accepted is
not carried out a second time within twelve hours; the table of sent forms names no page, no record and no word.
"""
