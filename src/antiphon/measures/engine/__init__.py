"""The rules of the measures over columns: Ibis expressions, the same for DuckDB here and for a cluster."""
