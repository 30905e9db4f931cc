"""Readers of address books: pure parsing, bounded; nothing is written.

`look` says what a file is and how it is written; `read` yields a Contact for each entry, or a Fault.
"""

from .looking import ENCODINGS, Looked, look
from .reading import Fault, read

__all__ = ["ENCODINGS", "Fault", "Looked", "look", "read"]
