"""What the server allows; the defaults are those of the lexicons and of `@atproto/pds` 0.5."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds. `strict_facets` refuses facets that cut a character or overrun.

    The real PDS takes such facets and the apps ignore them: the practice server says it where it happens.
    """

    max_graphemes: int = 300
    max_bytes: int = 3000
    max_images: int = 4
    image_size_limit: int = 2_000_000
    blob_upload_limit: int = 5_242_880
    access_seconds: float = 7200.0
    refresh_seconds: float = 90 * 86_400.0
    refresh_grace_seconds: float = 7200.0
    strict_facets: bool = True
    enforce_rate_limit: bool = False
    write_points_per_hour: int = 5000
    write_points_per_day: int = 35_000
    sessions_per_five_minutes: int = 30
