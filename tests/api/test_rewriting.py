"""Changing a post by a program."""

import base64
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from antiphon.publishing.actions.claiming import claim_to_send
from antiphon.publishing.actions.illustrating import keep_picture
from antiphon.publishing.models import Content, Delivery, Post
from tests.api.conftest import Program, deliver, error_of
from tests.practice.pictures import png
from tests.world import World

PICTURE = base64.b64encode(png(40, 30)).decode()


def written(world: World, **more: Any) -> dict[str, Any]:
    return {"text": "Fresh bread at ten", "channels": [world.site.pk], **more}


def made(program: Program, world: World, **more: Any) -> dict[str, Any]:
    answer = program.post("/brands/bottega/posts", written(world, text="Fresh bread at nine", **more))
    assert answer.status_code == 201
    post: dict[str, Any] = answer.json()
    return post


def test_a_planned_post_becomes_what_is_sent(anna: Program, world: World) -> None:
    post = made(anna, world, at="2099-07-01T09:00")
    variants = {str(world.site.pk): "Bread!"}
    answer = anna.put(f"/posts/{post['id']}", written(world, language="it", at="2099-07-02T10:00", variants=variants))
    again = answer.json()
    assert answer.status_code == 200
    assert (again["id"], again["text"], again["language"]) == (post["id"], "Fresh bread at ten", "it")
    assert [(one["text"], one["wall_time"], one["state"]) for one in again["deliveries"]] == [
        ("Bread!", "2099-07-02T10:00", "scheduled")
    ]
    assert anna.get(f"/posts/{post['id']}").json() == again
    assert Post.objects.count() == 1


def test_without_an_hour_it_goes_out_now(anna: Program, world: World) -> None:
    post = made(anna, world, draft=True)
    anna.put(f"/posts/{post['id']}", written(world))
    deliver()
    assert anna.get(f"/posts/{post['id']}").json()["state"] == "live"


def test_a_picture_stays_by_its_id_beside_a_new_one(anna: Program, world: World) -> None:
    post = made(anna, world, draft=True, pictures=[{"data": PICTURE, "alt_text": "A square"}])
    kept = post["pictures"][0]["id"]
    pictures = [
        {"data": base64.b64encode(png(20, 10)).decode(), "decorative": True},
        {"id": kept, "alt_text": "A red square"},
    ]
    again = anna.put(f"/posts/{post['id']}", written(world, draft=True, pictures=pictures)).json()
    assert [(one["width"], one["alt_text"], one["decorative"]) for one in again["pictures"]] == [
        (20, "", True),
        (40, "A red square", False),
    ]
    assert again["pictures"][1]["id"] == kept
    bare = anna.put(f"/posts/{post['id']}", written(world, draft=True)).json()
    assert bare["pictures"] == []


def test_new_pictures_come_as_files_of_a_form_too(anna: Program, world: World) -> None:
    post = made(anna, world, draft=True, pictures=[{"data": PICTURE, "alt_text": "A square"}])
    pictures = [{"id": post["pictures"][0]["id"], "alt_text": "A square"}, {"alt_text": "Another"}]
    body = written(world, draft=True, pictures=pictures)
    form = {"post": json.dumps(body), "pictures": SimpleUploadedFile("new.png", png(20, 10), "image/png")}
    sent = encode_multipart(BOUNDARY, form)
    headers = {"Authorization": f"Bearer {anna.token}"}
    path = f"/api/v1/posts/{post['id']}"
    answer = anna.client.put(path, sent, content_type=MULTIPART_CONTENT, headers=headers)
    assert answer.status_code == 200
    assert [(one["width"], one["alt_text"]) for one in answer.json()["pictures"]] == [
        (40, "A square"),
        (20, "Another"),
    ]
    without = encode_multipart(BOUNDARY, {"post": json.dumps(body)})
    refused = anna.client.put(path, without, content_type=MULTIPART_CONTENT, headers=headers)
    assert error_of(refused) == (422, "refused", "pictures")


def test_a_picture_of_another_brand_is_none_of_ours(anna: Program, carla: Program, world: World) -> None:
    foreign = keep_picture(world.carla, png(20, 10))
    post = made(anna, world, draft=True)
    body = written(world, draft=True, pictures=[{"id": foreign.pk, "alt_text": "Mine?"}])
    assert error_of(anna.put(f"/posts/{post['id']}", body)) == (422, "refused", "pictures")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"text": " "}, "refused", "text"),
        ({"channels": []}, "refused", "channels"),
        ({"channels": [999_999]}, "refused", "channels"),
        ({"language": "tlh"}, "refused", "language"),
        ({"at": "2020-01-01T09:00"}, "refused", "at"),
        ({"at": "2099-01-01T09:00", "time_zone": "Mars/Olympus"}, "refused", "time_zone"),
        ({"late_minutes": 0}, "invalid", "late_minutes"),
        ({"pictures": [{"id": 999_999, "alt_text": "Lost"}]}, "refused", "pictures"),
        ({"pictures": [{"data": PICTURE}]}, "refused", "pictures"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_changed(
    anna: Program, world: World, change: dict[str, Any], code: str, field: str
) -> None:
    post = made(anna, world, at="2099-07-01T09:00")
    assert error_of(anna.put(f"/posts/{post['id']}", written(world) | change)) == (422, code, field)
    assert anna.get(f"/posts/{post['id']}").json() == post
    assert Content.objects.count() == 1


def test_what_is_live_or_on_its_way_is_a_conflict(anna: Program, world: World) -> None:
    post = made(anna, world)
    assert len(claim_to_send(1)) == 1
    assert error_of(anna.put(f"/posts/{post['id']}", written(world))) == (409, "conflict", None)
    Delivery.objects.update(state="live", lease_until=None)
    assert error_of(anna.put(f"/posts/{post['id']}", written(world))) == (409, "conflict", None)
    assert anna.get(f"/posts/{post['id']}").json()["text"] == "Fresh bread at nine"


def test_who_may_change_a_post(anna: Program, bruno: Program, carla: Program, world: World) -> None:
    draft, planned = made(anna, world, draft=True), made(anna, world, at="2099-07-01T09:00")
    path = f"/posts/{draft['id']}"
    assert error_of(Program().put(path, written(world))) == (401, "unauthorized", None)
    assert error_of(carla.put(path, written(world))) == (404, "not_found", None)
    assert bruno.put(path, written(world, draft=True)).json()["text"] == "Fresh bread at ten"
    assert error_of(bruno.put(path, written(world))) == (403, "not_allowed", None)
    body = written(world, draft=True)
    assert error_of(bruno.put(f"/posts/{planned['id']}", body)) == (403, "not_allowed", None)
