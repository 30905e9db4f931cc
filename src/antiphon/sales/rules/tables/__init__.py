"""Tables that are handed in: which columns there are, and what each row tells. Pure."""

from .reading import MOST_ROWS, Line, lines_of
from .sold import purchases_in, refunds_in
from .spent import rates_in, spend_in

__all__ = ["MOST_ROWS", "Line", "lines_of", "purchases_in", "rates_in", "refunds_in", "spend_in"]
