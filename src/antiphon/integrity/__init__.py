"""What is set aside from the figures, why, and on what evidence."""
