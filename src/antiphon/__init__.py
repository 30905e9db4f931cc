"""Antiphon: call and response, in one self-hosted product."""
