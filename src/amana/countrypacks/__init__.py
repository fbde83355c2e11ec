"""What a country pack may say; reading it, and checking it with file, key and line.

A pack is data: laws with source and date, deadlines, words, places, questions. Code holds no country. Every value
says whether it is confirmed, unconfirmed or of the design; a confirmation is data of the instance.
"""
