"""The verbs: the only code that writes on this floor. One subject, one file."""
