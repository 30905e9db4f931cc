"""What happened: someone did something to something. Append-only."""
