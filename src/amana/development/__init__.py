"""The tools of those who work on Amana: checks of the code, runs of the tests, and pages that are written from the code.

Nouns: check (a question about the whole tree, with its findings), run (of the tests, in an order and at an hour), page (of
the docs, generated). Promises: a check that is loosened is seen in a test that plants what it looks for; a generated page
that is out of date fails a test. Nothing here is imported by what runs in an instance.
"""
