"""Somebody bought the sample a favor: likes from accounts that are nobody, and three that always come together."""

import random
from datetime import datetime, timedelta

from antiphon.channels.connector import Act, Did, Profile
from antiphon.channels.models import Channel
from antiphon.cli.sample.stage import Stage
from antiphon.conversations.actions import note_act
from antiphon.publishing.models import Delivery

_EMPTY, _HIRED, _POSTS = 18, 3, 6
_LONGEST = timedelta(days=80)


def bend(stage: Stage) -> None:
    """Let hired accounts like some posts together at odd hours, and a burst of empty ones like the last of them."""
    channel, chance = stage.channels["mastodon"], random.Random("hired")
    stood = Delivery.objects.filter(
        channel=channel, live_at__gt=stage.now - _LONGEST, live_at__lt=stage.now - timedelta(days=3)
    )
    posts = [(uri, at) for uri, at in stood.exclude(uri="").order_by("live_at").values_list("uri", "live_at") if at]
    chosen = posts[-_POSTS:]
    for uri, at in chosen:
        moment = at + timedelta(hours=chance.uniform(5, 30))
        for number in range(_HIRED):
            _like(channel, f"promo{number + 71}", uri, moment + timedelta(seconds=chance.uniform(0, 25)))
    for uri, at in chosen[-1:]:
        for _number in range(_EMPTY):
            moment = at + timedelta(hours=40, seconds=chance.uniform(0, 400))
            _like(channel, f"user{chance.randrange(10**6, 10**7)}", uri, moment)


def _like(channel: Channel, name: str, uri: str, at: datetime) -> None:
    handle = f"{name}@likes.example"
    who = Profile(f"https://likes.example/{name}", handle)
    note_act(channel, Did(Act.LIKE, who, at, f"hired:{name}:{uri}", uri))
