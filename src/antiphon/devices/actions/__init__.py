"""What is done with devices, a file for each subject."""
