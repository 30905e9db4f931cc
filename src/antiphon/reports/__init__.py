"""What both wings bring together: figures of posts and channels over time, and reports of a month."""
