"""A thousand posts due in one minute while a film of one gigabyte is being uploaded: how late each final call is.

Lateness is taken at the networks: the moment the request that makes the post reaches them, less the moment
it was due. The film goes to a local server that speaks YouTube's resumable protocol and forgets what it gets.
Its upload begins as the first post falls due, over a line on which it lasts as long as the posts do, eight
seconds (1 Gbit/s) at the least.
"""

import argparse
import hashlib
import os
import struct
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import av

from benchmarks.house import machine, open_house, progress, quantile, table, worker

POSTS, GIGABYTE, SECONDS, LINE_SECONDS = 1_000, 1_000_000_000, 5.0, 8.0
TOOT, SKEET = "/api/v1/statuses", "/xrpc/com.atproto.repo.*"
HEAD = ("Due", "Posts", "Live", "Within 5 s, %", "Late p50, s", "p99, s", "max, s", "Uploaded meanwhile, MB")
#: How long before the first post the film is put into the plan: the worker looks for uploads a few times a second.
HEAD_START = 0.5


def main() -> None:
    """Let a rush go through, spread over its minute and all in its first second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=POSTS)
    options = parser.parse_args()
    folder = open_house()
    from antiphon.practice.bluesky import PracticeBluesky
    from antiphon.practice.mastodon import PracticeMastodon
    from tests.channels.networks.youtube import YouTubeServer

    class Sink(YouTubeServer):
        """Takes a film piece by piece, as quickly as its line does, and keeps only how much of it has come."""

        came, lasts = 0, LINE_SECONDS

        def carry_out(self, request: Any) -> Any:
            """Let the time pass that so much takes on the line, then answer."""
            time.sleep(len(request.body) / GIGABYTE * self.lasts)
            return super().carry_out(request)

        def upload(self, request: Any) -> Any:
            """Count a piece."""
            video = self.shelf[request.value("upload_id")]
            video.data = _Length(len(video.data))
            self.came += len(request.body)
            return super().upload(request)

    with PracticeMastodon() as mastodon, PracticeBluesky() as bluesky, Sink() as youtube:
        os.environ["ANTIPHON_NETWORK_INSTEAD"] = f"https://www.googleapis.com={youtube.url}"
        channels = _connect(mastodon, bluesky, youtube)
        rows = [_rush(folder, channels, youtube, mastodon, bluesky, options.count, *one) for one in (
            ("spread over the minute", timedelta(seconds=60)), ("all in the first second", timedelta(0)),
        )]  # fmt: skip
    about = (
        f"{machine()}. {options.count} posts for Mastodon and Bluesky in turn, one account on each, one worker "
        "process with its usual threads; the practice networks run on the same cores. Beside it the worker "
        "uploads a film of 1 GB, from the first due second on; what of it came until the last call is told last."
    )
    table("A rush beside a large upload", about, HEAD, rows)


class _Length(bytes):
    """Stands for bytes that were counted and forgotten."""

    def __new__(cls, length: int) -> "_Length":
        made = super().__new__(cls)
        made.length = length
        return made

    length: int

    def __len__(self) -> int:
        return self.length

    def __bool__(self) -> bool:
        return self.length > 0

    def __add__(self, more: bytes) -> "_Length":
        return _Length(self.length + len(more))


def _connect(mastodon: Any, bluesky: Any, youtube: Any) -> dict[str, Any]:
    from django.conf import settings

    from antiphon.channels.actions import connect
    from benchmarks.town import found_town, this_moment
    from tests.channels.networks.bearer import TOKEN

    settings.NETWORK_INSTEAD = {"https://www.googleapis.com": youtube.url}
    anna = found_town(0, this_moment()).anna
    elephant, butterfly = mastodon.add_account("bench", "Bench"), bluesky.add_account("bench", "Bench")
    application = {"client_id": "bench", "client_secret": "bench"}
    return {
        "mastodon": connect(anna, "mastodon", {"server": mastodon.url, "access_token": elephant.token}),
        "bluesky": connect(anna, "bluesky", {
            "service": bluesky.url, "handle": butterfly.handle, "app_password": butterfly.password,
        }),
        "youtube": connect(anna, "youtube", application, token=TOKEN),
    }  # fmt: skip


def _rush(
    folder: Path, channels: dict[str, Any], youtube: Any, mastodon: Any, bluesky: Any, count: int,
    name: str, span: timedelta,
) -> tuple[object, ...]:  # fmt: skip
    progress(f"{name}: {count} posts are being written")
    film, youtube.lasts = _film(channels["youtube"], name), max(LINE_SECONDS, 0.9 * span.total_seconds())
    due = _plan(channels, name, count, span)
    before, first, last = youtube.came, min(due.values()), max(due.values())
    with worker(folder):
        _wait_until(first - timedelta(seconds=HEAD_START))
        _plan_film(channels["youtube"], film, name)
        _wait_until(last)
        while _going():
            time.sleep(0.1)
        came = youtube.came - before
        while youtube.came - before < GIGABYTE:  # the next rush has a film of its own beside it
            time.sleep(0.1)
    seen = _arrivals(mastodon, bluesky)
    late = [(seen[text] - at).total_seconds() for text, at in due.items() if text in seen]
    on_time = 100 * sum(one <= SECONDS for one in late) / count
    return name, count, len(late), on_time, quantile(late, 0.5), quantile(late, 0.99), max(late), came / 1e6


def _wait_until(moment: datetime) -> None:
    time.sleep(max(0.0, (moment - datetime.now(moment.tzinfo)).total_seconds()))


def _plan(channels: dict[str, Any], name: str, count: int, span: timedelta) -> dict[str, datetime]:
    """Write the posts, due from some seconds on; return when each is due."""
    from antiphon.lib import clock
    from antiphon.publishing.actions.composing import Draft, Moment, compose
    from antiphon.publishing.models import Delivery

    anna = channels["mastodon"].brand.members.select_related("brand", "user").get()
    texts = [f"{name}, {number}" for number in range(count)]
    kinds = ["mastodon", "bluesky"]
    posts = [
        compose(anna, Draft(text, [channels[kinds[number % 2]]], "en"), Moment(as_draft=True))
        for number, text in enumerate(texts)
    ]
    first = clock.now().replace(microsecond=0) + timedelta(seconds=15)
    due = {text: first + number * span / count for number, text in enumerate(texts)}
    for post, text in zip(posts, texts, strict=True):
        Delivery.objects.filter(post=post).update(state="scheduled", due_at=due[text])
    return due


def _film(channel: Any, name: str) -> Any:
    """Put a film of one gigabyte into the library."""
    from django.conf import settings

    from antiphon.lib import clock, ids
    from antiphon.publishing.models import Asset

    now = clock.now()
    place = Path(settings.MEDIA_ROOT) / "assets" / f"{ids.new_id(now)}.mp4"
    place.parent.mkdir(parents=True, exist_ok=True)
    _make_film(place)
    return Asset.objects.create(
        brand=channel.brand, file=f"assets/{place.name}", media_type="video/mp4", width=1280, height=720, seconds=2,
        bytes=GIGABYTE, digest=hashlib.sha256(name.encode()).hexdigest(), added_at=now,
    )  # fmt: skip


def _plan_film(channel: Any, film: Any, name: str) -> None:
    """Put a film into the plan, to be uploaded now and shown in five minutes."""
    from antiphon.lib import clock, ids
    from antiphon.publishing.models import Content, Delivery, Illustration, Post

    now = clock.now()
    content = Content.objects.create(brand=channel.brand, title=name, text=name, language="en", written_at=now)
    Illustration.objects.create(content=content, asset=film, alt_text="A film", position=0)
    post = Post.objects.create(
        brand=channel.brand, content=content, author=channel.brand.members.get(), created_at=now
    )
    Delivery.objects.create(
        post=post, channel=channel, state="scheduled", state_since=now, due_at=now + timedelta(minutes=5),
        operation=ids.new_id(now), title=name,
    )  # fmt: skip


def _make_film(place: Path) -> None:
    """Make a short film and let it be a gigabyte long: what follows its end is room that players skip ("free")."""
    with av.open(str(place), "w") as film:
        stream = film.add_stream("h264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        for _ in range(50):
            film.mux(stream.encode(av.VideoFrame(1280, 720, "yuv420p")))
        film.mux(stream.encode())
    rest = GIGABYTE - place.stat().st_size
    with place.open("ab") as file:
        file.write(struct.pack(">I4s", rest, b"free"))
        file.truncate(GIGABYTE)


def _going() -> bool:
    from antiphon.publishing.models import Delivery

    return Delivery.objects.exclude(channel__kind="youtube").filter(state__in=["scheduled", "sending"]).exists()


def _arrivals(mastodon: Any, bluesky: Any) -> dict[str, datetime]:
    from benchmarks.deliveries import _records, _statuses

    return _statuses(mastodon) | _records(bluesky)


if __name__ == "__main__":
    main()
