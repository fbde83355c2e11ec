"""A release as a folder of files: rows, counts, what was spent and what is missing, in words and for programs.

Knows neither Django nor a database, so that a statistician can use it outside the platform; words come from the same
translations as those of the pages. What is published is complete or not there.
"""
