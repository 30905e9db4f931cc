"""Reads of sites, visits and goals with more than one caller."""
