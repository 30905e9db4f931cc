"""Reads of a community with more than one caller."""
