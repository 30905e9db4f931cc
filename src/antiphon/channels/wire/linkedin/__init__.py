"""LinkedIn's versioned interface: its text format, its names, its files, who speaks and what is said.

Sources: learn.microsoft.com/linkedin/marketing: versioning, Posts API, "little text format", Comments API,
Organization Social Action Notifications (pages of 2026-05 to 2026-09).
"""
