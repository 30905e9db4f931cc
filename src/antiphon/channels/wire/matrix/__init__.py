"""Matrix’s client-server interface: events as they travel, how posts are made of them, how they are understood."""
