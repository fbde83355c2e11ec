"""Tests of the first day."""
