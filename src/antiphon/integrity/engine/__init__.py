"""What the rules say, over columns: Ibis on DuckDB, for more rows than Python should walk through."""
