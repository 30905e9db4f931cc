"""How sites are set up, hits counted and visits named: the only place that writes them."""
