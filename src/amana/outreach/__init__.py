"""Prevention: information sessions, trainings and roadshows, planned and held, with counts by sex and age group.

It keeps counts of people, never their names.
"""
