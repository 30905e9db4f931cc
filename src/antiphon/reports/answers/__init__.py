"""What is asked of both returns and of attribution: of a small brand answered at once, of a large one by a worker."""
