"""What is done to posts: the only writers of this floor, one file a subject."""
