"""The nouns of this floor. One subject, one file."""
