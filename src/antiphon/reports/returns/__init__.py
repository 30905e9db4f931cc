"""What social media and social networking brought: measures of a brand in some days, each a file in `catalogue/`."""
