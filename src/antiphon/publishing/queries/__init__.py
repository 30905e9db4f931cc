"""What is read of publishing, one file a subject."""
