"""SQLite as this product uses it: a database engine for Django."""
