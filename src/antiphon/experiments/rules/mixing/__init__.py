"""Marketing-mix models: the weekly table they are fitted to, the fit itself, and whether it may be trusted."""
