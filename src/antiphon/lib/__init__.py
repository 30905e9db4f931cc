"""The ground floor: small things without models and without Django."""
