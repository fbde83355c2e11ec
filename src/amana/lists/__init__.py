"""Lists: one way to sort, narrow and page every list of the desk, by an address that holds codes alone.

Nouns: list, column, filter (a choice or a span of days), order, what an address asks for. Promises: the database sorts and
narrows, on clear columns that the list declares, inside the scope that its room gave; what an address asks for and the list
does not declare changes nothing; no word that somebody typed is in an address.
"""
