"""What is read for reports, one file a subject."""
