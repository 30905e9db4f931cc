"""All that a post can be made of, asked for by a program."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.publishing.actions.keeping import keep_picture
from antiphon.publishing.models import Asset, Campaign, Category, Post
from tests.api.conftest import Program, error_of
from tests.films import document, film
from tests.world import World, png

VTT = b"WEBVTT\n\n00:00.100 --> 00:00.900\nHello\n"


def sent_in(program: Program, data: bytes, name: str, **more: str) -> Any:
    return program.send("/brands/bottega/assets", {"file": SimpleUploadedFile(name, data), **more})


def test_a_post_with_everything_is_read_as_it_was_written(anna: Program, world: World) -> None:
    picture = keep_picture(world.anna, png(200, 100))
    campaign = Campaign.objects.create(brand=world.bottega, name="Spring", slug="spring")
    category = Category.objects.create(brand=world.bottega, name="Craft")
    crop = {"left": 0.1, "top": 0.0, "width": 0.5, "height": 1.0, "focus_x": 0.2, "focus_y": 0.5}
    shown = {"id": picture.pk, "alt_text": "A teal square", "crop": crop}
    body = {
        "title": "Saturday", "text": "We open", "channels": [world.site.pk], "draft": True, "pictures": [shown],
        "titles": {str(world.site.pk): "On Saturday"}, "parts": [{"text": "At nine", "pictures": [shown]}],
        "comment": "Come", "poll": {"options": ["Bowl", "Spoon"], "hours": 48, "multiple": True},
        "card": {"url": "https://bottega.example/a", "title": "A page", "description": "Wo", "picture": picture.pk},
        "campaign": campaign.pk, "category": category.pk,
    }  # fmt: skip
    post = anna.post("/brands/bottega/posts", body).json()
    assert (post["title"], post["text"], post["campaign"], post["category"]) == (
        "Saturday", "We open", campaign.pk, category.pk,
    )  # fmt: skip
    assert post["pictures"][0]["crop"] == crop
    assert [(one["comment"], one["text"], len(one["pictures"])) for one in post["parts"]] == [
        (False, "At nine", 1), (True, "Come", 0),
    ]  # fmt: skip
    assert post["poll"] == body["poll"]
    assert post["card"] == body["card"]
    assert anna.get("/brands/bottega/posts").json()["items"] == [post]
    again = anna.put(f"/posts/{post['id']}", body | {"text": "We open again", "parts": [], "poll": None}).json()
    assert (again["text"], len(again["parts"]), again["poll"]) == ("We open again", 1, None)


def test_threads_cost_no_query_for_each_post(anna: Program, world: World) -> None:
    body = {"text": "One", "channels": [world.site.pk], "draft": True, "parts": [{"text": "Two"}, {"text": "Three"}]}
    anna.post("/brands/bottega/posts", body)
    with CaptureQueriesContext(connection) as for_one:
        anna.get("/brands/bottega/posts")
    for _ in range(9):
        anna.post("/brands/bottega/posts", body)
    with CaptureQueriesContext(connection) as for_ten:
        assert len(anna.get("/brands/bottega/posts").json()["items"]) == 10
    assert len(for_one) == len(for_ten)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"campaign": 999_999}, "campaign"), ({"category": 999_999}, "category"),
        ({"card": {"url": "https://a.example", "title": "T", "picture": 999_999}}, "card"),
        ({"card": {"url": "javascript:alert(1)", "title": "T"}}, "card"),
        ({"poll": {"options": ["One"]}}, "poll"), ({"poll": {"options": ["One", "One"]}}, "poll"),
        ({"parts": [{"text": " "}]}, "parts"), ({"title": "x" * 301}, "title"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(
    anna: Program, world: World, change: dict[str, Any], field: str
) -> None:
    body = {"text": "Hi", "channels": [world.site.pk], "draft": True} | change
    assert error_of(anna.post("/brands/bottega/posts", body)) == (422, "refused", field)
    assert not Post.objects.exists()


@pytest.mark.parametrize("crop", [{"left": -1}, {"width": 0}, {"focus_x": 2}])
def test_a_crop_beyond_the_picture_is_invalid(anna: Program, world: World, crop: dict[str, float]) -> None:
    picture = keep_picture(world.anna, png())
    shown = [{"id": picture.pk, "alt_text": "x", "crop": crop}]
    answer = anna.post("/brands/bottega/posts", {"text": "Hi", "channels": [world.site.pk], "pictures": shown})
    assert error_of(answer)[:2] == (422, "invalid")


def test_a_check_tells_what_becomes_of_parts_and_comment(anna: Program, world: World) -> None:
    body = {"text": "One", "channels": [world.site.pk], "parts": [{"text": "Two"}], "comment": "Three"}
    (room,) = anna.post("/brands/bottega/posts/check", body).json()
    assert [one["wording"] for one in room["messages"]] == ["One\n\nTwo"]
    assert [note.split(": ")[1] for note in room["notes"]] == [
        "the parts go out as one text, with an empty line between them.", "it does not go out there.",
    ]  # fmt: skip


def test_clarity_is_told_with_its_reasons(anna: Program, world: World) -> None:
    body = {
        "text": "Would you like to turn a bowl? You can do it here on Saturday. #slowwoodworking",
        "language": "en",
    }
    told = {one["name"]: one for one in anna.post("/brands/bottega/posts/clarity", body).json()}
    assert {name: one["verdict"] for name, one in told.items()} == {
        "reading": "good", "opening": "good", "hashtags": "fair",
    }  # fmt: skip
    assert told["reading"]["method"] == "Flesch Reading Ease"
    assert "#slowwoodworking" in told["hashtags"]["reasons"][0]


def test_a_film_and_a_document_are_taken_in_described_and_found(anna: Program, world: World) -> None:
    clip = sent_in(anna, film(), "turning_a-bowl.mp4", title="Turning").json()
    guide = sent_in(anna, document(3), "guide.pdf").json()
    assert (clip["media_type"], clip["width"], clip["seconds"] > 1.5, clip["title"]) == (
        "video/mp4",
        160,
        True,
        "Turning",
    )
    assert (guide["media_type"], guide["pages"], guide["cover"] != "") == ("application/pdf", 3, True)
    said = {
        "title": "How to turn",
        "tags": ["Wood ", "how to", "wood"],
        "rights_holder": "Anna",
        "expires_on": "2099-01-01",
    }
    described = anna.put(f"/assets/{clip['id']}", said).json()
    assert (described["tags"], described["rights_holder"], described["expires_on"]) == (
        ["how to", "wood"], "Anna", "2099-01-01",
    )  # fmt: skip
    assert [one["id"] for one in anna.get("/brands/bottega/assets?search=wood").json()["items"]] == [clip["id"]]
    assert [one["id"] for one in anna.get("/brands/bottega/assets?kind=documents").json()["items"]] == [guide["id"]]
    anna.post(f"/assets/{guide['id']}/archive")
    assert [one["id"] for one in anna.get("/brands/bottega/assets").json()["items"]] == [clip["id"]]


def test_captions_come_as_subrip_too_and_what_is_none_is_refused(anna: Program, world: World) -> None:
    clip = sent_in(anna, film(), "film.mp4").json()["id"]
    srt = SimpleUploadedFile("a.srt", b"1\r\n00:00:00,100 --> 00:00:00,900\r\nCiao\r\n")
    kept = anna.send(f"/assets/{clip}/captions", {"language": "it", "file": srt}).json()
    assert [one["language"] for one in kept["captions"]] == ["it"]
    wrong = SimpleUploadedFile("a.vtt", b"WEBVTT\n\n00:01.000 --> 00:00.500\nHello\n")
    answer = anna.send(f"/assets/{clip}/captions", {"language": "it", "file": wrong})
    assert error_of(answer) == (422, "refused", "captions")
    assert "Line 3" in answer.json()["error"]["message"]


def test_what_may_no_longer_be_used_is_refused(anna: Program, world: World) -> None:
    picture = keep_picture(world.anna, png())
    Asset.objects.update(expires_on="2020-01-01", title="A loan")
    shown = [{"id": picture.pk, "alt_text": "x"}]
    answer = anna.post("/brands/bottega/posts", {"text": "Hi", "channels": [world.site.pk], "pictures": shown})
    assert error_of(answer) == (422, "refused", "pictures")
    assert "“A loan” may be used until 1 January 2020 only" in answer.json()["error"]["message"]


def test_assets_come_in_pages(anna: Program, world: World) -> None:
    for number in range(3):
        keep_picture(world.anna, png(9 + number, 9))
    first = anna.get("/brands/bottega/assets?limit=2").json()
    last = anna.get(f"/brands/bottega/assets?limit=2&cursor={first['next']}").json()
    assert [one["width"] for one in first["items"] + last["items"]] == [11, 10, 9]
    assert last["next"] is None
