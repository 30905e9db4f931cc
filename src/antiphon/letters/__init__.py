"""Mail that leaves the house: one row a letter, written with what it tells of, sent by the worker."""
