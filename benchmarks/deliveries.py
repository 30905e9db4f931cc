"""How fast deliveries go out and how late: real worker processes, practice networks on this machine.

Lateness is measured where the post arrives: at the practice network when the request that makes it
reaches it, on the brand's own pages when its delivery says that it is live.
"""

import argparse
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from benchmarks.house import machine, open_house, progress, quantile, table, worker

AT_ONCE, STEADY, STEADY_A_SECOND = 500, 200, 10
HEAD = ("Network", "Deliveries", "Live", "Twice", "Per second", "Late p50, s", "p95, s", "max, s")
PUBLISHED = (
    ("Postiz 2.11.3: 500 Bluesky posts due in the same second", "p50 16.0 s, max 16.2 s"),
    ("Postiz 2.11.3: 150 Mastodon posts due in the same second", "one a second; the last 149 s late"),
    ("Postiz 2.11.3: 10 a second, sustained", "p50 0.24 s, p95 0.46 s, max 0.71 s"),
    ("Ghost 6.65: 20 posts scheduled for one second", "3.0–4.0 s late"),
)


def main() -> None:
    """Measure each network with all deliveries due at once, and with some each second; print the tables."""
    options = _parser().parse_args()
    folder = open_house()
    from antiphon.practice.bluesky import PracticeBluesky
    from antiphon.practice.mastodon import PracticeMastodon

    with PracticeMastodon() as mastodon, PracticeBluesky() as bluesky:
        networks = _connect(mastodon, bluesky)
        at_once = [_run(folder, *one, options.count, timedelta(0)) for one in networks]
        steady = [_run(folder, *one, options.steady, timedelta(seconds=1 / STEADY_A_SECOND)) for one in networks]
    about = (
        f"{machine()}. {options.count} posts scheduled for the same second, one account, one worker process with "
        "its usual number of threads, warmed up by one post; the practice network runs on the same cores. The "
        "rate is from the due second to the last arrival; “twice” counts attempts beyond one a delivery."
    )
    table("Deliveries due in the same second", about, HEAD, at_once)
    about = f"{machine()}. {options.steady} posts, {STEADY_A_SECOND} due each second, otherwise as above."
    table("Deliveries, a steady stream", about, HEAD, steady)
    about = "Published figures of other products, on other machines and not in the same run: an order of magnitude."
    table("To compare", about, ("Product and load", "Figure"), PUBLISHED)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=AT_ONCE, help="deliveries due in the same second")
    parser.add_argument("--steady", type=int, default=STEADY, help="deliveries of the steady stream")
    return parser


def _connect(mastodon: Any, bluesky: Any) -> list[tuple[str, int, Callable[[], dict[str, datetime]]]]:
    """Connect an account on each network; return its name, its channel and how to see when a text arrived."""
    from antiphon.channels.actions import connect
    from benchmarks.town import found_town, this_moment

    town = found_town(0, this_moment())
    elephant, butterfly = mastodon.add_account("bench", "Bench"), bluesky.add_account("bench", "Bench")
    first = connect(town.anna, "mastodon", {"server": mastodon.url, "access_token": elephant.token})
    second = connect(
        town.anna,
        "bluesky",
        {"service": bluesky.url, "handle": butterfly.handle, "app_password": butterfly.password},
    )
    return [
        ("Own site", town.site.pk, _live_on_site),
        ("Mastodon (practice)", first.pk, lambda: _statuses(mastodon)),
        ("Bluesky (practice)", second.pk, lambda: _records(bluesky)),
    ]


def _live_on_site() -> dict[str, datetime]:
    from antiphon.publishing.models import Delivery

    rows = Delivery.objects.filter(channel__kind="site").live().values_list("post__content__text", "live_at")
    return {text: at for text, at in rows if at}


def _statuses(mastodon: Any) -> dict[str, datetime]:
    asked = [one for one in mastodon.journal.entries("POST", "/api/v1/statuses") if one.status == 200]
    return {_one(one.body["status"]): one.at for one in asked}


def _records(bluesky: Any) -> dict[str, datetime]:
    asked = bluesky.journal.entries("POST", "/xrpc/com.atproto.repo.*")
    texts = [(_text(one.body), one.at) for one in asked if one.status == 200]
    return {text: at for text, at in texts if text}


def _text(body: Any) -> str:
    records = [body.get("record"), *(write.get("value") for write in body.get("writes", []))]
    return next((str(record["text"]) for record in records if record and "text" in record), "")


def _one(value: Any) -> str:
    return str(value[0] if isinstance(value, list) else value)


def _run(
    folder: Path, name: str, channel: int, arrived: Callable[[], dict[str, datetime]], count: int, apart: timedelta
) -> tuple[object, ...]:
    progress(f"{name}: {count} deliveries")
    run = f"{name}, {apart.total_seconds():.1f} s apart"
    texts = [f"{run}, {number}" for number in range(count)]
    with worker(folder):
        _wait(channel, max(_schedule(channel, [f"{run}, to warm up"], apart).values()) + timedelta(seconds=60))
        due = _schedule(channel, texts, apart)
        _wait(channel, max(due.values()) + timedelta(seconds=240))
    seen = arrived()
    late = [(seen[text] - at).total_seconds() for text, at in due.items() if text in seen]
    took = (max(seen[text] for text in texts if text in seen) - min(due.values())).total_seconds()
    return (
        name, count, *_standing(channel, texts), len(late) / took,
        quantile(late, 0.5), quantile(late, 0.95), max(late),
    )  # fmt: skip


def _schedule(channel_pk: int, texts: list[str], apart: timedelta) -> dict[str, datetime]:
    """Write the posts, due from some seconds on; return when each is due."""
    from antiphon.channels.models import Channel
    from antiphon.publishing.actions.composing import Draft, Moment, compose
    from antiphon.publishing.models import Delivery

    channel = Channel.objects.select_related("identity", "brand").get(pk=channel_pk)
    anna = channel.brand.members.select_related("brand", "user").get()
    begun = monotonic()
    posts = [compose(anna, Draft(text, [channel], "en"), Moment(as_draft=True)) for text in texts]
    progress(f"{len(texts) / (monotonic() - begun):.0f} posts a second were written")
    from antiphon.lib import clock

    first = clock.now().replace(microsecond=0) + timedelta(seconds=5)
    due = {text: first + number * apart for number, text in enumerate(texts)}
    for post, text in zip(posts, texts, strict=True):
        Delivery.objects.filter(post=post).update(state="scheduled", due_at=due[text])
    return due


def _wait(channel: int, until: datetime) -> None:
    from antiphon.lib import clock
    from antiphon.publishing.models import Delivery

    waiting = Delivery.objects.filter(channel=channel, state__in=["scheduled", "sending"])
    while waiting.exists() and clock.now() < until:
        sleep(0.5)


def _standing(channel: int, texts: list[str]) -> tuple[int, int]:
    """Return how many of the deliveries are live, and how many attempts were more than one a delivery."""
    from antiphon.publishing.models import Attempt, Delivery

    live = Delivery.objects.filter(channel=channel, state="live", post__content__text__in=texts).count()
    attempts = Attempt.objects.filter(delivery__channel=channel, delivery__post__content__text__in=texts).count()
    return live, max(0, attempts - len(texts))


if __name__ == "__main__":
    main()
