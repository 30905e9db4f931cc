"""Devices that are told at once: browsers of people, and what is pushed to them, one row each, sent once."""
