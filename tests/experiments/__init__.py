"""What would have happened anyway."""
