"""The ledger as columns: Parquet files that the worker keeps beside the database, and what is read from them."""
