"""On top of everything: settings, addresses, and how the product is served."""
