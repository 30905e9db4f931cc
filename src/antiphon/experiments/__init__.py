"""What would have happened anyway: tests of what a brand does, each with its result and interval."""
