"""YouTube's Data API, version 3: channels, videos and comments as they travel, and what its errors mean."""
