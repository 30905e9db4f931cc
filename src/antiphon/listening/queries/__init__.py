"""Reads with more than one caller. One subject, one file."""
