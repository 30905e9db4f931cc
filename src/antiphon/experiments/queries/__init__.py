"""What is read of experiments, one file a subject."""
