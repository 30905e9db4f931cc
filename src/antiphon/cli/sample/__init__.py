"""The sample organization of the demo: months of life on both sides, made through the product's own doors."""
