"""Floor 7: the brand's community: who takes part, groups, topics and what is written in them."""
