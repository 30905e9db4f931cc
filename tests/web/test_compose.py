"""The composer."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from antiphon.lib import clock
from antiphon.publishing.models import Asset, Delivery, Post
from tests.web.readers import Page, page, signed_in
from tests.world import World, png

ADDRESS = "/b/bottega/posts/new/"


def typed(world: World, **changes: object) -> dict[str, object]:
    return {"text": "Open on Saturday.", "channels": [world.site.pk], "when": "now", "language": "en"} | changes


def picture(data: bytes, name: str = "picture.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/png")


def test_the_composer_offers_the_channels_of_the_brand(world: World) -> None:
    shown = page(signed_in(world.anna), ADDRESS)
    assert [one["value"] for one in shown.all("input", name="channels")] == [str(world.site.pk)]


def test_a_guest_is_led_to_the_sign_in_and_an_outsider_finds_nothing(world: World) -> None:
    assert Client().get(ADDRESS).status_code == 302
    assert signed_in(world.carla).get(ADDRESS).status_code == 404
    assert signed_in(world.carla).post(ADDRESS, typed(world)).status_code == 404


def test_what_is_written_goes_out_now(world: World) -> None:
    answer = signed_in(world.anna).post(ADDRESS, typed(world))
    post = Post.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/b/bottega/posts/{post.pk}/")
    assert post.content.text == "Open on Saturday."
    assert Delivery.objects.get().state == "scheduled"


def test_sending_the_same_form_twice_writes_one_post(world: World) -> None:
    client = signed_in(world.anna)
    answers = [client.post(ADDRESS, typed(world, request_key="one-form")) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert Post.objects.count() == 1


def test_a_form_that_was_changed_after_going_back_is_another_post(world: World) -> None:
    client = signed_in(world.anna)
    for text in ("The first words", "The first words", "Other words"):
        assert client.post(ADDRESS, typed(world, text=text, request_key="one-form")).status_code == 303
    assert sorted(Post.objects.values_list("content__text", flat=True)) == ["Other words", "The first words"]


def test_an_author_keeps_a_draft_but_does_not_send(world: World) -> None:
    client = signed_in(world.bruno)
    assert not page(client, ADDRESS).all("input", name="when", value="now")
    assert client.post(ADDRESS, typed(world)).status_code == 422
    assert client.post(ADDRESS, typed(world, when="draft")).status_code == 303
    assert Delivery.objects.get().state == "draft"


def test_a_picture_goes_with_its_words(world: World) -> None:
    client = signed_in(world.anna)
    rows = client.post("/b/bottega/posts/pictures/", {"pictures": [picture(png())]}, headers={"HX-Request": "true"})
    asset = Asset.objects.get()
    assert Page(rows.content.decode()).all("input", name="asset", value=str(asset.pk))
    client.post(ADDRESS, typed(world, asset=[asset.pk]) | {f"alt-{asset.pk}": "A teal square"})
    illustration = Post.objects.get().content.illustrations.get()
    assert (illustration.asset, illustration.alt_text) == (asset, "A teal square")


def test_without_javascript_a_picture_is_kept_until_it_has_words(world: World) -> None:
    client = signed_in(world.anna)
    refused = client.post(ADDRESS, typed(world) | {"pictures": [picture(png())]})
    asset = Asset.objects.get()
    shown = Page(refused.content.decode())
    assert refused.status_code == 422
    assert shown.all("input", name="asset", value=str(asset.pk))
    assert "Open on Saturday." in shown.words
    assert "Describe each picture" in shown.words
    sent = client.post(ADDRESS, typed(world, asset=[asset.pk]) | {f"decorative-{asset.pk}": "on"})
    assert sent.status_code == 303


def test_a_picture_is_taken_out_again(world: World) -> None:
    client = signed_in(world.anna)
    client.post("/b/bottega/posts/pictures/", {"pictures": [picture(png()), picture(png(color="red"))]})
    first, second = Asset.objects.order_by("pk")
    answer = client.post(ADDRESS, typed(world, asset=[first.pk, second.pk], remove=first.pk))
    shown = Page(answer.content.decode())
    assert answer.status_code == 200
    assert [one["value"] for one in shown.all("input", name="asset")] == [str(second.pk)]


def test_a_picture_of_another_brand_is_not_taken(world: World) -> None:
    signed_in(world.carla).post("/b/cards/posts/pictures/", {"pictures": [picture(png())]})
    foreign = Asset.objects.get()
    signed_in(world.anna).post(ADDRESS, typed(world, asset=[foreign.pk]) | {f"alt-{foreign.pk}": "Mine?"})
    assert not Post.objects.get().content.illustrations.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"#!/bin/sh\necho I am a picture", "not a picture, video or document"),
        (png(300, 300)[:60], "not a picture that can be read"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20_000_001, "larger than 20 MB"),
    ],
)
def test_a_file_that_is_no_picture_is_refused_where_the_person_is(world: World, data: bytes, words: str) -> None:
    client = signed_in(world.anna)
    part = client.post("/b/bottega/posts/pictures/", {"pictures": [picture(data)]})
    assert (part.status_code, part["HX-Retarget"]) == (422, "#picture-trouble")
    assert words in part.content.decode()
    whole = client.post(ADDRESS, typed(world) | {"pictures": [picture(data)]})
    assert whole.status_code == 422
    assert words in whole.content.decode()
    assert "Open on Saturday." in whole.content.decode()
    assert not Asset.objects.exists()


def test_a_picture_of_200_megapixels_is_refused_by_its_header(world: World) -> None:
    header = png()
    huge = header[:16] + (20_000).to_bytes(4) + (10_000).to_bytes(4) + header[24:]
    answer = signed_in(world.anna).post("/b/bottega/posts/pictures/", {"pictures": [picture(huge)]})
    assert answer.status_code == 422
    assert not Asset.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": ""}, "Write something first."),
        ({"channels": []}, "Choose at least one channel."),
        ({"channels": ["999999"]}, "Choose at least one channel."),
        ({"when": "at", "wall": "tomorrow"}, "Give a day and an hour."),
        ({"when": "at", "wall": "2020-01-01T10:00"}, "This time has passed already."),
        ({"text": "x" * 50_001}, "The text is longer than 50000 characters."),
    ],
)
def test_what_does_not_do_is_said_at_its_field_and_nothing_is_lost(
    world: World, changes: dict[str, object], words: str
) -> None:
    answer = signed_in(world.anna).post(ADDRESS, typed(world, **changes))
    shown = Page(answer.content.decode())
    assert answer.status_code == 422
    assert words in shown.words
    assert str(changes.get("text", "Open on Saturday.")) in shown.words
    assert not Post.objects.exists()


def test_a_post_is_planned_for_a_wall_time_of_the_brand(world: World) -> None:
    wall = (timezone.localtime(clock.now(), world.bottega.zone) + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    signed_in(world.anna).post(ADDRESS, typed(world, when="at", wall=wall))
    planned = Delivery.objects.get()
    assert (planned.wall_time, planned.time_zone, planned.state) == (wall, "Europe/Rome", "scheduled")


def test_an_hour_that_the_clocks_skip_is_told(world: World) -> None:
    answer = signed_in(world.anna).post(ADDRESS, typed(world, when="at", wall="2027-03-28T02:30"), follow=True)
    assert "skip 02:30, so it goes out at 03:00" in answer.content.decode()
    assert Delivery.objects.get().wall_time == "2027-03-28T03:00"


def test_the_check_counts_and_shows_on_the_server(world: World) -> None:
    answer = signed_in(world.anna).post("/b/bottega/posts/check/", typed(world, text="Ciao #legno 👨‍👩‍👧"))
    shown = answer.content.decode()
    assert "49,983" in shown
    assert "<b>#legno</b>" in shown
    assert 'hx-swap-oob="true"' in shown


def test_the_check_button_does_the_same_without_javascript(world: World) -> None:
    answer = signed_in(world.anna).post(ADDRESS, typed(world, intent="check"))
    assert answer.status_code == 200
    assert "49,983" in answer.content.decode()
    assert not Post.objects.exists()


def test_ten_megabytes_of_text_get_a_clear_answer(world: World) -> None:
    answer = signed_in(world.anna).post(ADDRESS, typed(world, text="x" * 10_000_000))
    assert answer.status_code == 413
    assert "nothing was lost" in answer.content.decode()
    assert not Post.objects.exists()
