"""Writing, counting and reading posts."""

import base64
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.lib import clock
from antiphon.publishing.models import Content, Delivery, Post
from tests.api.conftest import Program, error_of
from tests.practice.pictures import png
from tests.world import World

PICTURE = png(40, 30)


def written(world: World, **more: Any) -> dict[str, Any]:
    return {"text": "Fresh bread at nine", "channels": [world.site.pk], **more}


def test_a_post_is_written_and_scheduled_at_once(anna: Program, world: World) -> None:
    answer = anna.post("/brands/bottega/posts", written(world))
    post = answer.json()
    assert answer.status_code == 201
    delivery = post["deliveries"][0]
    assert (post["text"], post["author"], post["state"], post["pictures"]) == (
        "Fresh bread at nine",
        "Anna",
        "scheduled",
        [],
    )
    assert (delivery["channel"], delivery["kind"], delivery["account"]) == (
        world.site.pk,
        "site",
        "localhost:8000/@bottega",
    )
    assert anna.get(f"/posts/{post['id']}").json() == post
    assert anna.get("/brands/bottega/posts").json() == {"items": [post], "next": None}


def test_a_wall_time_means_the_clock_of_the_brand(anna: Program, world: World) -> None:
    year = clock.now().year + 1
    post = anna.post("/brands/bottega/posts", written(world, at=f"{year}-07-01T09:00")).json()
    delivery = post["deliveries"][0]
    assert (delivery["due_at"], delivery["wall_time"], delivery["time_zone"]) == (
        f"{year}-07-01T07:00:00Z", f"{year}-07-01T09:00", "Europe/Rome",
    )  # fmt: skip


def test_pictures_come_in_base64(anna: Program, world: World) -> None:
    pictures = [
        {"data": base64.b64encode(PICTURE).decode(), "alt_text": "A red square"},
        {"data": base64.b64encode(PICTURE).decode(), "decorative": True},
    ]
    post = anna.post("/brands/bottega/posts", written(world, pictures=pictures)).json()
    assert [(one["width"], one["height"], one["alt_text"], one["decorative"]) for one in post["pictures"]] == [
        (40, 30, "A red square", False),
        (40, 30, "", True),
    ]
    assert post["pictures"][0]["url"].startswith("/media/assets/")


def test_pictures_come_as_files_of_a_form(anna: Program, world: World) -> None:
    form = {
        "post": json.dumps(written(world, pictures=[{"alt_text": "A red square"}])),
        "pictures": [SimpleUploadedFile("red.png", PICTURE, "image/png")],
    }
    answer = anna.send("/brands/bottega/posts", form)
    assert answer.status_code == 201
    assert [one["alt_text"] for one in answer.json()["pictures"]] == ["A red square"]


def test_a_form_needs_a_file_for_each_picture(anna: Program, world: World) -> None:
    form = {"post": json.dumps(written(world, pictures=[{"alt_text": "A red square"}]))}
    assert error_of(anna.send("/brands/bottega/posts", form)) == (422, "refused", "pictures")


@pytest.mark.parametrize(
    ("change", "status", "code", "field"),
    [
        ({"text": " "}, 422, "refused", "text"),
        ({"channels": []}, 422, "refused", "channels"),
        ({"channels": [999_999]}, 422, "refused", "channels"),
        ({"channels": "all"}, 422, "invalid", "channels"),
        ({"text": "x" * 50_001}, 422, "refused", "text"),
        ({"language": "tlh"}, 422, "refused", "language"),
        ({"at": "2020-01-01T09:00"}, 422, "refused", "at"),
        ({"at": "9999-12-31T23:59", "time_zone": "America/New_York"}, 422, "refused", "at"),
        ({"at": "2099-01-01T09:00", "time_zone": "Mars/Olympus"}, 422, "refused", "time_zone"),
        ({"at": "2099-01-01T09:00+02:00"}, 422, "invalid", "at"),
        ({"late_minutes": 0}, 422, "invalid", "late_minutes"),
        ({"pictures": [{"data": "~"}]}, 422, "refused", "pictures"),
        ({"pictures": [{"data": "aGVsbG8=", "alt_text": "text"}]}, 422, "refused", "pictures"),
        ({"pictures": [{"data": base64.b64encode(PICTURE).decode()}]}, 422, "refused", "pictures"),
        ({"variants": {"x": "y"}}, 422, "invalid", "variants.x.[key]"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(
    anna: Program, world: World, change: dict[str, Any], status: int, code: str, field: str
) -> None:
    assert error_of(anna.post("/brands/bottega/posts", written(world) | change)) == (status, code, field)
    assert (Post.objects.count(), Content.objects.count(), Delivery.objects.count()) == (0, 0, 0)


def test_what_is_no_json_is_said_to_be_none(anna: Program) -> None:
    assert error_of(anna.post("/brands/bottega/posts", "{")) == (400, "bad_request", None)
    assert error_of(anna.post("/brands/bottega/posts/check", "{")) == (400, "bad_request", None)


def test_a_body_of_ten_megabytes_is_too_large_as_json(anna: Program, world: World) -> None:
    answer = anna.post("/brands/bottega/posts", written(world, text="x" * 10_000_000))
    assert error_of(answer) == (413, "content_too_large", None)
    answer = anna.post("/brands/bottega/posts/check", written(world, text="x" * 10_000_000))
    assert error_of(answer) == (413, "content_too_large", None)


def test_a_body_that_announces_two_gigabytes_is_refused_before_it_is_read(anna: Program, world: World) -> None:
    answer = anna.post("/brands/bottega/posts", written(world), Content_Length=str(2 * 10**9))
    assert error_of(answer) == (413, "content_too_large", None)


def test_the_same_request_writes_one_post(anna: Program, bruno: Program, world: World) -> None:
    first = anna.post("/brands/bottega/posts", written(world), Idempotency_Key="monday")
    again = anna.post("/brands/bottega/posts", written(world), Idempotency_Key="monday")
    assert (first.status_code, again.status_code, again.json()["id"]) == (201, 201, first.json()["id"])
    other = anna.post("/brands/bottega/posts", written(world), Idempotency_Key="tuesday")
    theirs = bruno.post("/brands/bottega/posts", written(world, draft=True), Idempotency_Key="monday")
    assert len({first.json()["id"], other.json()["id"], theirs.json()["id"]}) == 3


def test_a_key_is_not_for_another_post(anna: Program, world: World) -> None:
    anna.post("/brands/bottega/posts", written(world), Idempotency_Key="monday")
    answer = anna.post("/brands/bottega/posts", written(world, text="Other words"), Idempotency_Key="monday")
    assert error_of(answer) == (409, "conflict", None)


def test_counting_writes_nothing(anna: Program, world: World) -> None:
    answer = anna.post("/brands/bottega/posts/check", written(world, text="Caffè 👋"))
    assert answer.json() == [
        {
            "channel": world.site.pk,
            "kind": "site",
            "account": "localhost:8000/@bottega",
            "wording": "Caffè 👋",
            "counts": [
                {"unit": "code_points", "used": 7, "most": 50_000},
                {"unit": "images", "used": 0, "most": 10},
            ],
            "title": [{"unit": "code_points", "used": 0, "most": 300}],
            "problems": [],
            "notes": [],
            "messages": [
                {
                    "place": 0,
                    "comment": False,
                    "wording": "Caffè 👋",
                    "counts": [{"unit": "code_points", "used": 7, "most": 50_000}],
                    "problems": [],
                }
            ],
        }
    ]
    assert Content.objects.count() == 0


def test_counting_says_what_does_not_fit(anna: Program, world: World) -> None:
    pictures = [{"alt_text": "A red square"}] * 11
    (room,) = anna.post("/brands/bottega/posts/check", written(world, pictures=pictures)).json()
    problem = "Own site (localhost:8000/@bottega) takes at most 10 pictures; here are 11. "
    assert room["problems"] == [problem + "Remove some or leave out this channel."]


def test_an_author_may_draft_but_not_send(bruno: Program, world: World) -> None:
    assert bruno.post("/brands/bottega/posts", written(world, draft=True)).json()["state"] == "draft"
    assert error_of(bruno.post("/brands/bottega/posts", written(world))) == (403, "not_allowed", None)


def test_pages_follow_one_another_without_a_gap(anna: Program, world: World) -> None:
    made = [anna.post("/brands/bottega/posts", written(world)).json()["id"] for _ in range(5)]
    Post.objects.update(created_at=clock.now() - timedelta(hours=1))  # the same moment: the id decides
    seen, cursor = [], ""
    while cursor is not None:
        page = anna.get(f"/brands/bottega/posts?limit=2&cursor={cursor}").json()
        seen += [post["id"] for post in page["items"]]
        cursor = page["next"]
    assert seen == made[::-1]


def test_a_cursor_that_is_none_is_refused(anna: Program) -> None:
    assert error_of(anna.get("/brands/bottega/posts?cursor=WyJ4IiwxXQ")) == (422, "refused", "cursor")
    assert error_of(anna.get("/brands/bottega/posts?limit=101")) == (422, "invalid", "limit")


def test_thirty_posts_take_as_many_queries_as_one(anna: Program, world: World) -> None:
    picture = {"data": base64.b64encode(PICTURE).decode(), "alt_text": "A red square"}
    anna.post("/brands/bottega/posts", written(world, pictures=[picture]))
    with CaptureQueriesContext(connection) as for_one:
        assert len(anna.get("/brands/bottega/posts").json()["items"]) == 1
    for _ in range(29):
        anna.post("/brands/bottega/posts", written(world, pictures=[picture]))
    with CaptureQueriesContext(connection) as for_thirty:
        assert len(anna.get("/brands/bottega/posts").json()["items"]) == 30
    assert (len(for_one), len(for_thirty)) == (8, 8)


def test_moments_are_in_utc(anna: Program, world: World) -> None:
    post = anna.post("/brands/bottega/posts", written(world)).json()
    assert datetime.fromisoformat(post["created_at"]).utcoffset() == timedelta(0)
    assert settings.TIME_ZONE == "UTC"
