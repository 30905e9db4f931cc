"""What people ask, need, want and worry about, and what became of it."""
