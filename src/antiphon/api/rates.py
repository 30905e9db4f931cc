"""How often a token may ask: so many times in each minute of the clock."""

from django.conf import settings
from django.core.cache import cache

from antiphon.lib import clock

WINDOW_SECONDS = 60


def seconds_to_wait(key_id: int) -> int:
    """Count one request of a token; return 0, or the seconds until it may ask again."""
    seconds = int(clock.now().timestamp())
    name = f"api-requests:{key_id}:{seconds // WINDOW_SECONDS}"
    cache.add(name, 0, timeout=2 * WINDOW_SECONDS)
    if cache.incr(name) <= settings.API_REQUESTS_A_MINUTE:
        return 0
    return WINDOW_SECONDS - seconds % WINDOW_SECONDS
