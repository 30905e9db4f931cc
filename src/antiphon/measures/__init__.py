"""What comes of it: measures over the ledger."""
