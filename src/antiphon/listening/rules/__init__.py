"""What words are about: pure rules of values. One subject, one file."""
