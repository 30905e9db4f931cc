"""The rules of reports: pure functions of readings and moments, no clock, no database."""
