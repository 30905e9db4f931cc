"""Money, rates, refunds, signatures and what shops tell. Pure."""
