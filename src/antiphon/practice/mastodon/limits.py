"""What an instance allows; the defaults are those that Mastodon 4.5 announces."""

from dataclasses import dataclass

IMAGE_TYPES = ("image/jpeg", "image/png", "image/gif", "image/heic", "image/heif", "image/webp", "image/avif")
VIDEO_TYPES = ("video/webm", "video/mp4", "video/quicktime")


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, matrices in pixels, times in seconds.

    `processing_seconds` is how long an upload stays "being processed": 0 answers 200 at once, as Mastodon
    does for small images; anything more answers 202, and 206 until it is over.
    """

    max_characters: int = 500
    max_media_attachments: int = 4
    characters_reserved_per_url: int = 23
    description_limit: int = 1500
    image_size_limit: int = 16_777_216
    image_matrix_limit: int = 33_177_600
    video_size_limit: int = 103_809_024
    video_matrix_limit: int = 8_294_400
    video_frame_rate_limit: int = 120
    poll_options: int = 4
    poll_option_characters: int = 50
    poll_seconds: tuple[int, int] = (300, 2_629_746)
    processing_seconds: float = 0.4
    idempotency_seconds: float = 3600.0
    earliest_schedule_seconds: float = 300.0
    requests_per_window: int = 300
    window_seconds: float = 300.0
    enforce_rate_limit: bool = False
