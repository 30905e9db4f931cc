"""Files that programs attach to words: a video with captions goes along with the reply that names its key."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.conftest import error_of, program_of
from tests.community.place import Place, ask, make_place, part_of, spark
from tests.films import film
from tests.world import World

FILES, WEBVTT = "/communities/bottega/files", b"WEBVTT\n\n00:00.000 --> 00:01.000\nTurn\n"


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


def test_a_video_goes_along_with_the_reply_that_names_its_key(place: Place) -> None:
    user = part_of(place.dora).user
    assert user
    dora, topic = program_of(user), ask(place, place.emil)
    sent = {
        "file": SimpleUploadedFile("bowl.mp4", film(), "video/mp4"),
        "captions": SimpleUploadedFile("bowl.vtt", WEBVTT, "text/vtt"),
        "words": "A bowl turns",
        "language": "en",
    }
    made = dora.send(FILES, sent)
    assert made.status_code == 201
    told = made.json()
    replies = f"/communities/bottega/topics/{topic.pk}/messages/{spark(topic).pk}/replies"
    reply = dora.post(replies, {"source": "Look", "key": told["key"]}).json()
    assert [(one["id"], one["media_type"], one["words"]) for one in reply["files"]] == [
        (told["id"], "video/mp4", "A bowl turns")
    ]
    undescribed = dora.send(FILES, {"file": SimpleUploadedFile("bowl.mp4", film(), "video/mp4")})
    assert error_of(undescribed) == (422, "refused", "words")
