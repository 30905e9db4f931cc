"""How many posts TikTok still takes: it tells nobody, so what this process began is counted."""

import threading
from collections import defaultdict, deque
from datetime import datetime, timedelta

from antiphon.channels.connector import Pace

#: So many posts are taken of one account within so long.
_MOST, _SPAN = 6, timedelta(minutes=1)
_begun: defaultdict[str, deque[datetime]] = defaultdict(deque)
_lock = threading.Lock()


def begun(account: str, now: datetime) -> Pace:
    """Count one more post that was begun for an account; return what is left, and until when."""
    with _lock:
        moments = _begun[account]
        moments.append(now)
        while moments[0] <= now - _SPAN:
            moments.popleft()
        return Pace(max(0, _MOST - len(moments)), moments[0] + _SPAN, most=_MOST)
