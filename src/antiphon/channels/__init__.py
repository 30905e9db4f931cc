"""Where we speak and listen: connected places, and the promise every connector keeps."""
