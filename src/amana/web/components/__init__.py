"""What the page frame and its components need in Python: icons, moments in words, fields, two texts compared.

Templates reach it through the tag library `amana` (`{% load amana %}`).
"""
