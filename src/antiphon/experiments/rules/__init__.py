"""How an effect is told from what would have happened anyway: pure functions of numbers, one file a method."""
