"""Relationship and what belongs to it: one subject, one file."""

from .keeping import Relationship

__all__ = ["Relationship"]
