"""Look who may be one person, which address books were handed in, which on servers are due."""

from .comparing import compare_all, compare_next
from .importing import import_all, import_next
from .syncing import sync_all, sync_next

__all__ = ["compare_all", "compare_next", "import_all", "import_next", "sync_all", "sync_next"]
