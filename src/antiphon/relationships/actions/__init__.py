"""What is done to relationships: the only place that writes them."""

from .keeping import LONGEST_RHYTHM, keep_in_touch, let_go

__all__ = ["LONGEST_RHYTHM", "keep_in_touch", "let_go"]
