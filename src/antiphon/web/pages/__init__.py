"""One module, one page: its views and its addresses."""
