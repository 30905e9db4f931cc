"""How experiments come to be and are measured, one file a verb: the only place that writes them."""
