"""Who people are: a person, and the accounts by which they are met."""
