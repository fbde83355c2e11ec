"""Figures: indicators with their definition and version, by period and disaggregation, with the small-cell rule.

Nouns: indicator, figure, dimension, period, frozen table. Promises: no figure without its definition; small groups are hidden;
persons are counted from facts, and no sealed section is opened.
"""
