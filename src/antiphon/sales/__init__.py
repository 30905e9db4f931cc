"""What was sold, what was given back, what was spent: money, each amount with its currency and its day."""
