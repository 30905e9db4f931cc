"""TikTok's interface: creators, uploads and videos as they travel, and what its errors mean."""
