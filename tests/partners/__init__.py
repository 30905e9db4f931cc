"""Real servers that the tests talk to: how each is started, used and stopped."""
