"""How often a token may ask, and search: so many times in each minute of the clock."""

from django.conf import settings
from django.core.cache import cache

from antiphon.lib import clock

WINDOW_SECONDS = 60


def seconds_to_wait(key_id: int) -> int:
    """Count one request of a token; return 0, or the seconds until it may ask again."""
    return _counted(f"api-requests:{key_id}", settings.API_REQUESTS_A_MINUTE)


def seconds_to_wait_for_search(key_id: int) -> int:
    """Count one search of a token, which costs more than another request; return 0, or the seconds to wait."""
    return _counted(f"api-searches:{key_id}", settings.SEARCHES_A_MINUTE)


def _counted(what: str, most: int) -> int:
    seconds = int(clock.now().timestamp())
    name = f"{what}:{seconds // WINDOW_SECONDS}"
    cache.add(name, 0, timeout=2 * WINDOW_SECONDS)
    if cache.incr(name) <= most:
        return 0
    return WINDOW_SECONDS - seconds % WINDOW_SECONDS
