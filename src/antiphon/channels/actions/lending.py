"""Connectors that are lent to one delivery after the other, so that a rush speaks over connections that stand."""

import threading
import time
from collections import defaultdict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from antiphon.channels.actions.opening import opened, usable_grant
from antiphon.channels.connector import Connector
from antiphon.channels.models import Channel, Grant
from antiphon.channels.queries import bounds

#: Servers close what is idle, some after five seconds: a post sent at that very moment would be in doubt.
IDLE_SECONDS = 2.0
#: However busy, a connector is opened anew after so long: who withdraws an account is not spoken for.
AGE_SECONDS = 60.0


@dataclass(slots=True)
class _Kept:
    connector: Connector[Any]
    opened: float
    given_back: float


_kept: dict[Hashable, list[_Kept]] = defaultdict(list)
_lock = threading.Lock()


@contextmanager
def lent_connector(channel: Channel) -> Iterator[Connector[Any]]:
    """Lend the channel's connector to one caller at a time, for as long as the block lasts.

    One that served another delivery a moment ago is lent again; one with which anything went wrong never is.
    Raise ChannelError if its credentials cannot be opened, or its token has ended and cannot be renewed now.
    """
    grant = usable_grant(channel)
    name = _name(channel, grant)
    kept = _take(name) or _Kept(opened(channel, grant), time.monotonic(), 0.0)
    yield kept.connector
    kept.given_back = time.monotonic()
    with _lock:
        _kept[name].append(kept)


def close_idle() -> int:
    """Let go of connectors that nobody wanted for a moment; return how many."""
    with _lock:
        before = sum(map(len, _kept.values()))
        for name in list(_kept):
            _kept[name] = [one for one in _kept[name] if _is_fresh(one)]
            if not _kept[name]:
                del _kept[name]
        return before - sum(map(len, _kept.values()))


def _take(name: Hashable) -> _Kept | None:
    with _lock:
        while _kept.get(name):
            last = _kept[name].pop()
            if _is_fresh(last):
                return last
    return None


def _is_fresh(kept: _Kept) -> bool:
    now = time.monotonic()
    return now - kept.given_back < IDLE_SECONDS and now - kept.opened < AGE_SECONDS


def _name(channel: Channel, grant: Grant | None) -> Hashable:
    """Return what a connector is opened with: once any of it has changed, another one serves."""
    sealed = (channel.credentials_sealed, channel.session_sealed, grant.access_sealed if grant else "")
    return channel.pk, sealed, bounds(), tuple(sorted(settings.NETWORK_INSTEAD.items()))
