"""What the database needs from time to time."""

from django.db import connection

#: How many rows of an index are looked at: enough to tell “all rows of the brand” from “those of a hundred people”,
#: for no value seems to have more rows than this; done in a tenth of a second with a million messages.
_LOOKED_AT = 20_000


def tend_database() -> int:
    """Let SQLite learn which of its indexes are selective; PostgreSQL does so by itself. Return 0: no work is left.

    Without it a query for one person of a large brand reads the whole ledger of the brand.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {_LOOKED_AT}")
            cursor.execute("ANALYZE")
    return 0
