"""What judges interactions: one file, one detector."""
