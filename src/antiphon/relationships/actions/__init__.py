"""What is done to relationships: the only place that writes them."""

from .keeping import LONGEST_RHYTHM, hand_over, keep_in_touch, let_go, opt_out

__all__ = ["LONGEST_RHYTHM", "hand_over", "keep_in_touch", "let_go", "opt_out"]
