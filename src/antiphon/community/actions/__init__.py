"""What is done in a community, a file for each subject: the only place that writes its rows."""
