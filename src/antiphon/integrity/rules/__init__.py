"""What is judged, pure: acts in, findings out. The same acts give the same findings, in whatever order they come."""
