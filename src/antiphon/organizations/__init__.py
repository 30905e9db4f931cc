"""Whose house it is: organizations, their brands, and who may do what for them."""
