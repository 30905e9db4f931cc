"""What happens on the sites of a brand: visits, pages looked at, goals reached; without cookies or addresses."""
