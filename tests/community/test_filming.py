"""Videos in writings: looked at, bare of hidden data, with a poster and captions; what is refused."""

import io
from pathlib import Path
from typing import Any

import av
import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from antiphon.community.actions.attaching import FileGiven, attach, detach
from antiphon.community.actions.filming import MOST_CAPTIONS
from antiphon.community.actions.sketching import Typed
from antiphon.community.actions.writing import Words, reply
from antiphon.community.models import Attachment, Topic
from antiphon.lib.errors import Refusal
from tests.community.place import Place, ask, part_of, spark
from tests.files import picture
from tests.films import film
from tests.web.test_live import client_of

CAPTIONS = "WEBVTT\r\n\r\n00:00.000 --> 00:01.000\r\nالطين 🏺 <b>turns</b>\r\n".encode()


def filmed(place: Place, topic: Topic | None = None, **given: Any) -> Attachment:
    """Attach a video to an answer of Dora's that is not sent yet."""
    topic = topic or ask(place, place.emil)
    at = Typed(place=f"reply:{topic.pk}:{spark(topic).pk}", key="film")
    usual: dict[str, Any] = {"data": film(place="+45.07+007.68/"), "words": "A bowl turns"}
    return attach(part_of(place.dora), at, FileGiven(**usual | given))


def lies(file: Any) -> Path:
    return Path(settings.MEDIA_ROOT) / str(file.name)


def test_a_video_is_kept_without_where_it_was_taken_with_a_poster_and_captions(place: Place) -> None:
    kept = filmed(place, captions=CAPTIONS, language="en")
    told = (kept.media_type, kept.width, kept.height, kept.seconds, kept.words, kept.name, kept.captions_language)
    assert told == ("video/mp4", 160, 90, 2, "A bowl turns", "", "en")
    with av.open(str(lies(kept.file))) as opened:
        assert "location" not in {name.lower() for name in opened.metadata}
    assert lies(kept.poster).read_bytes()[:2] == b"\xff\xd8"
    assert lies(kept.captions).read_bytes() == CAPTIONS.replace(b"\r\n", b"\n")
    assert kept.bytes == lies(kept.file).stat().st_size


def test_a_webm_is_kept_as_it_is(place: Place) -> None:
    kept = filmed(place, data=film(box="webm", codec="libvpx", sound=""))
    assert (kept.media_type, lies(kept.file).suffix) == ("video/webm", ".webm")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"words": "  "}, "words"),
        ({"data": film()[:900]}, "file"),
        ({"data": bytes(4) + b"ftypisom" + bytes(500)}, "file"),
        ({"data": film(box="mp4", codec="mpeg4", sound="")}, "file"),
        ({"captions": b"1\n00:00:00,000 --> 00:00:01,000\nNo\n"}, "captions"),
        ({"captions": b"WEBVTT\n\n\xff\xfe"}, "captions"),
        ({"captions": b"WEBVTT\n" + b"x" * MOST_CAPTIONS}, "captions"),
        ({"data": picture(), "captions": CAPTIONS}, "captions"),
    ],
)
def test_what_cannot_be_shown_is_refused_and_nothing_is_kept(place: Place, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        filmed(place, **given)
    assert (refused.value.field, Attachment.objects.count()) == (field, 0)


def test_what_is_too_large_or_too_long_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MAX_ATTACHED_FILM_SECONDS", 1)
    with pytest.raises(Refusal):
        filmed(place)
    monkeypatch.setattr(settings, "MAX_ATTACHED_FILM_SECONDS", 60)
    monkeypatch.setattr(settings, "MAX_ATTACHED_FILM_BYTES", 500)
    with pytest.raises(Refusal):
        filmed(place)


def test_taking_it_away_takes_all_three_files(
    place: Place, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    kept = filmed(place, captions=CAPTIONS)
    files = [lies(one) for one in (kept.file, kept.poster, kept.captions)]
    assert all(one.is_file() for one in files)
    with django_capture_on_commit_callbacks(execute=True):
        detach(part_of(place.dora), kept)
    assert not any(one.exists() for one in files)


def test_a_page_shows_it_without_playing_and_gives_it_in_parts(place: Place) -> None:
    topic = ask(place, place.emil)
    kept = filmed(place, topic, captions=CAPTIONS, language="en", words='A "bowl" <turns>')
    base = f"/@bottega/community/attachments/{kept.pk}/"
    assert Client().get(f"{base}poster/").status_code == 404  # not sent yet
    reply(place.dora, topic, spark(topic), Words(source="Look", key="film"))
    page = Client().get(f"/@bottega/community/topics/{topic.pk}/").content.decode()
    video = page.split("<video")[1].split("</video>")[0]
    assert ('controls preload="none"' in video, "autoplay" in video, f'poster="{base}poster/"' in video) == (
        True,
        False,
        True,
    )
    assert 'aria-label="A &quot;bowl&quot; &lt;turns&gt;"' in video
    assert f'<track kind="captions" src="{base}captions/" srclang="en"' in video
    piece = Client().get(base, headers={"range": "bytes=4-7"})
    assert (piece.status_code, b"".join(piece), piece["Content-Type"]) == (206, b"ftyp", "video/mp4")
    parts = {part: Client().get(f"{base}{part}/") for part in ("poster", "captions", "file")}
    assert {part: (one.status_code, one.get("Content-Type", "")[:10]) for part, one in parts.items()} == {
        "poster": (200, "image/jpeg"),
        "captions": (200, "text/vtt"),
        "file": (404, "text/html;"),
    }
    for one in parts.values():
        list(one)


def test_a_form_takes_a_video_that_lies_on_disk(place: Place) -> None:
    topic = ask(place, place.emil)
    data = film(seconds=6.0, width=320, height=180, noisy=True)
    assert len(data) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    file, captions = io.BytesIO(data), io.BytesIO(CAPTIONS)
    file.name, captions.name = "bowl.mp4", "bowl.vtt"
    sent = {"place": f"reply:{topic.pk}:{spark(topic).pk}", "key": "k", "do": "attach", "words": "A bowl"}
    client_of(place.dora).post("/@bottega/community/writing/", sent | {"file": file, "captions": captions})
    kept = Attachment.objects.get()
    assert (kept.is_film, bool(kept.captions), kept.words) == (True, True, "A bowl")
