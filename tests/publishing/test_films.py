"""Films and documents: looked at, made bare, fitted to a network ahead of their hour, in a lane of their own."""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import av
import msgspec
import pytest
from django.conf import settings

from antiphon.channels.connector import Limits
from antiphon.channels.models import Channel
from antiphon.channels.queries import limits_of
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.lib.films import inspect_film
from antiphon.organizations.models import Role
from antiphon.publishing.actions import rendering
from antiphon.publishing.actions.agreeing import still_agreed
from antiphon.publishing.actions.cataloging import choose_cover, keep_captions
from antiphon.publishing.actions.composing import compose
from antiphon.publishing.actions.keeping import keep_file
from antiphon.publishing.drafts import Draft, Moment, Picture
from antiphon.publishing.models import Asset, Delivery, Post, Rendition
from antiphon.publishing.outgoing import outgoing_of
from antiphon.publishing.tasks import make_films, slow_work
from tests.films import document, film
from tests.publishing.conftest import Stage
from tests.publishing.flows import in_force, join, say_yes, step
from tests.world import World


def kept(world: World, data: bytes, name: str = "film") -> Asset:
    path = Path(settings.DATA) / name
    path.write_bytes(data)
    return keep_file(world.anna, path)


def let(channel: Channel, **limits: Any) -> None:
    """Let a channel take what these limits say."""
    channel.limits_read = msgspec.to_builtins(Limits(**asdict(limits_of(channel)) | {"videos": 1} | limits))
    channel.save()


def show(world: World, asset: Asset, **more: Any) -> Delivery:
    draft = Draft("Look", [world.site], "en", [Picture(alt_text="How a bowl is turned", asset=asset)])
    return compose(world.anna, draft, more.pop("moment", Moment())).deliveries.get()


@pytest.mark.parametrize(
    ("data", "media_type", "size"),
    [
        (film(), "video/mp4", (160, 90)),
        (film(turned=90, box="mov"), "video/mp4", (90, 160)),
        (film(sound=""), "video/mp4", (160, 90)),
        (film(codec="libvpx-vp9", sound="libopus", box="webm"), "video/webm", (160, 90)),
    ],
)
def test_a_film_is_known_by_its_bytes_and_stands_upright(
    world: World, data: bytes, media_type: str, size: tuple[int, int]
) -> None:
    asset = kept(world, data)
    assert (asset.media_type, (asset.width, asset.height)) == (media_type, size)
    assert asset.seconds == pytest.approx(2.0, abs=0.1)
    assert Path(asset.cover.path).read_bytes()[:3] == b"\xff\xd8\xff"


def test_where_it_was_filmed_is_gone(world: World) -> None:
    data = film(place="+45.4400+010.9900/")
    with_place = Path(settings.DATA) / "place.mp4"
    with_place.write_bytes(data)
    with av.open(str(with_place)) as opened:
        assert "location" in opened.metadata
    with av.open(kept(world, data).file.path) as bare:
        assert [name for name in bare.metadata if "location" in name] == []


def test_a_document_has_pages_and_a_cover(world: World) -> None:
    asset = kept(world, document(3), "guide.pdf")
    assert (asset.media_type, asset.pages, asset.width, asset.height) == ("application/pdf", 3, 905, 1280)
    assert asset.cover


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"MZ\x90 a program", "not a picture, video or document"),
        (b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n", "not a picture, video or document"),
        (film()[:900], "not a picture, video or document"),
        (b"%PDF-1.7 rubbish", "This document cannot be read"),
        (b"", "not a picture, video or document"),
        (b"\x89PNG\r\n\x1a\n" + bytes(30), "not a picture that can be read"),
    ],
)
def test_a_file_that_is_none_of_them_is_refused_and_leaves_nothing_behind(
    world: World, data: bytes, words: str
) -> None:
    before = set(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())
    with pytest.raises(Refusal, match=words):
        kept(world, data)
    left = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    behind = set(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) - before
    assert (left, Asset.objects.count(), behind) == ([], 0, set())


def test_a_file_larger_than_the_setting_is_refused(world: World, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 1_000_000
    with pytest.raises(Refusal, match="larger than 1 MB"):
        kept(world, bytes(1_000_001))


def test_a_film_that_fits_goes_out_as_it_was_taken_in(world: World) -> None:
    let(world.site)
    asset = kept(world, film())
    delivery = show(world, asset)
    make_films()
    (media,) = outgoing_of(delivery).media
    assert (media.path, media.seconds, media.alt_text) == (
        Path(asset.file.path),
        asset.seconds,
        "How a bowl is turned",
    )
    assert media.cover == Path(asset.cover.path)


def test_a_film_of_another_kind_is_made_anew_before_its_hour_and_only_then_uploaded(world: World) -> None:
    let(world.site)
    asset = kept(world, film(codec="libvpx-vp9", sound="libopus", box="webm"))
    show(world, asset, moment=Moment(as_draft=False))
    assert slow_work(10) == []
    assert (Rendition.objects.get().finished_at, Delivery.objects.get().claimed_by) == (None, "")
    assert make_films() == 1
    ((step, delivery),) = slow_work(10)
    step(delivery)
    (media,) = outgoing_of(delivery).media
    made = inspect_film(media.path)
    assert (made.codec, made.sound, made.media_type, media.media_type) == ("h264", "aac", "video/mp4", "video/mp4")
    assert Delivery.objects.get().prepared_at is not None


def test_the_same_film_for_the_same_limits_is_made_once(world: World) -> None:
    let(world.site)
    asset = kept(world, film(codec="libvpx-vp9", sound="libopus", box="webm"))
    for _ in range(2):
        show(world, asset)
    slow_work(10)
    assert make_films() == 2
    assert len(list((Path(settings.MEDIA_ROOT) / "renditions").glob("*.mp4"))) == 1


def test_a_film_keeps_to_the_bytes_of_the_network(world: World) -> None:
    let(world.site, video_bytes=250_000)
    asset = kept(world, film(8.0, 320, 180, noisy=True))
    assert asset.bytes > 1_000_000
    show(world, asset)
    slow_work(10)
    make_films()
    (media,) = outgoing_of(Delivery.objects.get()).media
    assert 100_000 < media.bytes <= 250_000


def test_films_of_the_next_day_are_made_long_before_they_are_uploaded(world: World) -> None:
    let(world.site)
    asset = kept(world, film(codec="libvpx-vp9", sound="libopus", box="webm"))
    wall = (clock.now() + timedelta(hours=5)).replace(tzinfo=None)
    show(world, asset, moment=Moment(wall, "UTC"))
    assert slow_work(10) == []
    assert make_films() == 1


def test_what_a_dead_maker_left_is_made_by_the_next_but_not_for_ever(world: World) -> None:
    let(world.site)
    show(world, kept(world, film(codec="libvpx-vp9", sound="libopus", box="webm")))
    slow_work(10)
    for _ in range(3):
        claimed = rendering.claim_rendition()
        assert claimed is not None
        assert rendering.claim_rendition() is None
        Rendition.objects.update(tries=claimed.tries + 1, lease_until=clock.now() - timedelta(seconds=1))
    assert make_films() == 1
    assert "again and again" in Rendition.objects.get().trouble


def test_a_film_that_got_another_cover_is_not_what_was_agreed(world: World) -> None:
    dora = join(world, "Dora", Role.EDITOR)
    in_force(world, step(Role.EDITOR))
    let(world.site)
    asset = kept(world, film())
    draft = Draft("Look", [world.site], "en", [Picture(alt_text="How a bowl is turned", asset=asset)])
    delivery = compose(world.bruno, draft, Moment()).deliveries.get()
    say_yes(dora, delivery.post)
    delivery.refresh_from_db()
    assert still_agreed(delivery)
    choose_cover(world.bruno, asset, 1.5)
    assert not still_agreed(delivery)


def test_captions_and_the_cover_go_with_the_film(stage: Stage) -> None:
    asset = kept(stage.world, film())
    draft = Draft("Look", [stage.channels["mastodon"]], "en", [Picture(alt_text="A bowl", asset=asset)])
    post = compose(stage.anna, draft, Moment())
    stage.work_until_settled()
    assert stage.states(post) == {"mastodon": "live"}
    (sent,) = stage.mastodon.instance.state.media.values()
    assert (sent.mime_type, sent.description) == ("video/mp4", "A bowl")
    assert Post.objects.count() == 1


@pytest.mark.parametrize(("most", "expected"), [(1, ["it"]), (20, ["it", "en", "fr"])])
def test_captions_in_the_language_of_the_post_come_first(world: World, most: int, expected: list[str]) -> None:
    asset = kept(world, film())
    for language in ("en", "fr", "it"):
        keep_captions(world.anna, asset, language, b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n")
    let(world.site, captions=most)
    draft = Draft("Guardate", [world.site], "it", [Picture(alt_text="A bowl", asset=asset)])
    (media,) = outgoing_of(compose(world.anna, draft, Moment()).deliveries.get()).media
    assert [one.language for one in media.captions] == expected
