"""Figures: indicators with their definition and version, by period and disaggregation, with the small-cell rule.

Numbers leave the house through this room alone. It counts persons from facts and never opens a sealed section.
"""
