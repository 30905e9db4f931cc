"""The pure rules of publishing, one file a subject."""
