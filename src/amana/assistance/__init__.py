"""Help that reaches the person: services with their own fields, items from stock by batch, cash approved by a second
person, return when the person chooses it.

Nothing here depends on cooperation with the police. A record of help is made when help was delivered.
"""
