"""How reports and what they stand on come to be, one file a verb: the only place that writes them."""
