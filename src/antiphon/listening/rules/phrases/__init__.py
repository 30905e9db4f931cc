"""Phrases by which people say what they ask, need, want or worry about; a brand adds its own."""

from .finding import Index, index_of, phrases_in, shape_of, with_own
from .known import PHRASES, Phrases

__all__ = ["PHRASES", "Index", "Phrases", "index_of", "phrases_in", "shape_of", "with_own"]
