"""Stories of Facebook Pages: how a picture or a video comes there, is published, and is found again.

Source: developers.facebook.com, "Facebook Stories API".
"""

from contextlib import suppress
from typing import Any

from antiphon.channels.connector import Fence, Media, Reference
from antiphon.channels.wire.facebook import PAGES, uri
from antiphon.channels.wire.graph import Graph
from antiphon.channels.wire.rest import understood
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend

#: What fits of a story.
STORY: dict[str, Any] = {
    "images": 1,
    "image_bytes": 4_000_000,
    "videos": 1,
    "video_bytes": 512_000_000,
    "video_seconds": (3.0, 60.0),
    "card": False,
    "fold": None,
    "words": False,
    "alone": True,
    "media_needed": True,
}
#: The step at which an upload is asked to be shown.
_SHOWING = "showing a story"
_MOST_PAGES, _PAGE = 4, 50


def upload_video(graph: Graph, page: str, token: str, media: Media) -> str:
    """Upload a film as that of a story, whole, and return its id; nobody sees it."""
    told = graph.change(f"{page}/video_stories", {"upload_phase": "start"})
    with understood("start"):
        video, address = str(told["video_id"]), str(told["upload_url"])
    head = {
        "Authorization": f"OAuth {token}",
        "Content-Type": "application/octet-stream",
        "offset": "0",
        "file_size": str(media.path.stat().st_size),
    }
    with media.path.open("rb") as file:
        graph.answer("POST", address, data=file, headers=head)
    return video


def show(graph: Graph, page: str, upload: str, fence: Fence, *, video: bool) -> Reference:
    """Show an upload as a story, unless an earlier try did: each upload can be a story once."""
    earlier = fence.reached(_SHOWING)
    if earlier is not None and (found := _standing(graph, page, earlier)):
        return found
    upload = earlier or upload
    if video:
        _must_be_there(graph, upload)
    fence.checkpoint(_SHOWING, upload)
    fence.open()
    asked = {"upload_phase": "finish", "video_id": upload} if video else {"photo_id": upload}
    try:
        told = graph.change(f"{page}/{'video' if video else 'photo'}_stories", asked, sent=True)
    except ChannelError as error:
        if earlier is None or error.trouble not in {Trouble.CONTENT, Trouble.MEDIA, Trouble.DUPLICATE}:
            raise
        raise UnknownAfterSend(f"refused a second time: {error.detail}") from error
    with understood("stories", sent=True):
        return _reference(str(told["post_id"]))


def names_story(reference: Reference) -> bool:
    """Whether a reference is one of a story."""
    return reference.uri.startswith(uri("story/"))


def _standing(graph: Graph, page: str, upload: str) -> Reference | None:
    for one in graph.all(f"{page}/stories", _MOST_PAGES, fields="post_id,media_id,status", limit=_PAGE):
        with understood("stories"):
            if str(one.get("media_id")) == upload:
                return _reference(str(one["post_id"]))
    return None


def _must_be_there(graph: Graph, video: str) -> None:
    """Raise BEFORE_SEND while the network still takes a film in, MEDIA if it could not."""
    phase = ""
    with suppress(LookupError, TypeError):
        phase = str(graph.get(video, fields="status")["status"]["uploading_phase"]["status"])
    if phase == "error":
        raise ChannelError(Trouble.MEDIA, f"video {video}: it could not be taken in")
    if phase in {"in_progress", "not_started"}:
        raise ChannelError(Trouble.BEFORE_SEND, f"video {video} is still being taken in")


def _reference(post: str) -> Reference:
    return Reference(uri(f"story/{post}"), post, f"{PAGES}/{post}")
