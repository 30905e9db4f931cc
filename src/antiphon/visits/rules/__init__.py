"""What a hit says, where a visit comes from, when it ends, and what reaches a goal: pure."""
