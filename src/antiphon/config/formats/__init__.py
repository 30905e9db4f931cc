"""How each language writes dates, where it differs from what Django ships."""
