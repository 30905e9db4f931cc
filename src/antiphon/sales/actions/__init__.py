"""How sales are taken in, and by whom."""
