"""What was said, by whom, in answer to what: conversations as trees, and who waits for an answer."""
